"""If a connection dies, only its transaction is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiosqlite
import asyncpg
import pytest
from tortoise import connections
from tortoise.backends.asyncpg.client import TransactionWrapper
from tortoise.exceptions import IntegrityError

from db.engine.config import asyncpg_credentials, connect, disconnect
from db.engine.transactions import transaction
from db.errors import is_transient
from db.models import ApiKey
from tests.support.ledger.factories import NOW

MORE_THAN_THE_POOL_HOLDS = 6


@pytest.fixture
async def postgres(postgres_url: str) -> AsyncIterator[str]:
    await connect(postgres_url)
    yield postgres_url
    await disconnect()


@asynccontextmanager
async def killer(url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(**asyncpg_credentials(url) or {})
    try:
        yield connection
    finally:
        await connection.close()


async def create(key: str) -> None:
    await ApiKey.create(id=key, name=key, secret_hash=b"", scopes="", created_at=NOW)


async def kept() -> list[str]:
    return [row[0] for row in await ApiKey.all().order_by("id").values_list("id")]


@pytest.mark.usefixtures("database")
async def test_a_transaction_is_committed_whole_or_not_at_all() -> None:
    async with transaction():
        await create("a")
    with pytest.raises(RuntimeError):
        async with transaction():
            await create("b")
            raise RuntimeError("on purpose")
    with pytest.raises(IntegrityError):
        async with transaction():
            await create("c")
            await create("a")
    assert await kept() == ["a"]


async def test_a_connection_killed_in_a_transaction_is_a_passing_failure(postgres: str) -> None:
    with pytest.raises(Exception) as caught:
        async with killer(postgres) as other, transaction() as mine:
            await create("lost")
            _, rows = await mine.execute_query("SELECT pg_backend_pid() AS pid")
            await other.execute("SELECT pg_terminate_backend($1, 5000)", rows[0]["pid"])
            await create("lost too")
    assert is_transient(caught.value)
    async with transaction():
        await create("kept")
    assert await kept() == ["kept"]


@pytest.mark.usefixtures("postgres")
async def test_a_transaction_that_cannot_begin_gives_its_connection_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = connections.get("default")

    async def broken(self: TransactionWrapper) -> None:
        raise asyncpg.InterfaceError("connection is closed")

    with monkeypatch.context() as patch:
        patch.setattr(TransactionWrapper, "begin", broken)
        for _ in range(MORE_THAN_THE_POOL_HOLDS):
            with pytest.raises(asyncpg.InterfaceError):
                async with transaction():
                    pytest.fail("it began")
            assert connections.get("default") is client
    async with transaction():
        await create("kept")
    assert await kept() == ["kept"]


@pytest.mark.usefixtures("postgres")
async def test_a_commit_stands_though_its_connection_dies_right_after(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = connections.get("default")

    async def broken(self: asyncpg.Connection, *, timeout: float | None = None) -> None:
        raise asyncpg.ConnectionDoesNotExistError("connection was closed")

    with monkeypatch.context() as patch:
        patch.setattr(asyncpg.Connection, "reset", broken)
        for number in range(MORE_THAN_THE_POOL_HOLDS):
            async with transaction():
                await create(f"key-{number}")
            assert connections.get("default") is client
    assert len(await kept()) == MORE_THAN_THE_POOL_HOLDS


async def test_statements_that_come_first_at_once_share_one_connection(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    original = aiosqlite.connect

    def counted(*args: Any, **given: Any) -> Any:
        opened.append(connection := original(*args, **given))
        return connection

    monkeypatch.setattr(aiosqlite, "connect", counted)
    await connect(sqlite_url)
    try:
        await asyncio.gather(*(ApiKey.all().count() for _ in range(8)))
    finally:
        await disconnect()
    assert len(opened) == 1
