"""A URL becomes a configuration, or a clear refusal that does not repeat the password."""

from __future__ import annotations

import asyncio
import sqlite3
import ssl
from contextvars import Context
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tortoise import connections
from tortoise.exceptions import IntegrityError, OperationalError
from tortoise.transactions import in_transaction

from db.engine.config import (
    DEFAULT_DATABASE_URL,
    DatabaseUrlError,
    connect,
    disconnect,
    sqlite_path,
    tortoise_config,
)
from db.engine.sqlite import split_script
from db.models import ApiKey

POSTGRES = "postgres://yumi:secret@db.example/billing"
# Any text that a user name or password can be, except text that UTF-8 cannot encode.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


def credentials(url: str) -> dict[str, Any]:
    found: dict[str, Any] = tortoise_config(url)["connections"]["default"]["credentials"]
    return found


@pytest.mark.parametrize(
    ("url", "path"),
    [
        (DEFAULT_DATABASE_URL, Path.cwd() / "billing.db"),
        ("sqlite:///var/lib/billing.db", Path("/var/lib/billing.db")),
        ("sqlite:////var/lib/billing.db", Path("//var/lib/billing.db")),
        ("sqlite:///var/my%20data/a%3Fb.db", Path("/var/my data/a?b.db")),
    ],
)
def test_a_sqlite_url_is_the_path_of_a_file(url: str, path: Path) -> None:
    assert sqlite_path(url) == path
    assert credentials(url)["file_path"] == str(path)


def test_a_postgres_url_gives_its_parts() -> None:
    assert credentials("postgresql://yumi:secret@db.example:6543/billing") == {
        "host": "db.example",
        "port": 6543,
        "user": "yumi",
        "password": "secret",
        "database": "billing",
    }


def test_port_user_and_password_may_be_left_out() -> None:
    found = credentials("postgres://db.example/billing")
    assert (found["port"], found["user"], found["password"]) == (5432, None, None)


@given(user=TEXT, password=TEXT, name=TEXT.filter(lambda name: "/" not in name))
def test_percent_encoding_carries_any_user_password_and_name(
    user: str, password: str, name: str
) -> None:
    userinfo = f"{quote(user, safe='')}:{quote(password, safe='')}"
    found = credentials(f"postgres://{userinfo}@db.example/{quote(name, safe='')}")
    assert (found["user"], found["password"], found["database"]) == (user, password, name)


def test_options_of_the_pool_are_numbers() -> None:
    found = credentials(f"{POSTGRES}?minsize=2&maxsize=9&statement_cache_size=0")
    assert (found["minsize"], found["maxsize"], found["statement_cache_size"]) == (2, 9, 0)


@pytest.mark.parametrize("mode", ["disable", "prefer", "require"])
def test_sslmode_reaches_the_driver_by_its_name(mode: str) -> None:
    assert credentials(f"{POSTGRES}?sslmode={mode}")["ssl"] == mode


def test_verify_full_checks_certificate_and_host_name() -> None:
    context = credentials(f"{POSTGRES}?sslmode=verify-full")["ssl"]
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


@pytest.mark.parametrize(
    "url",
    [
        "",
        "billing.db",
        "mysql://yumi:secret@db.example/billing",
        "sqlite://",
        "sqlite://:memory:",
        "sqlite://billing.db?mode=ro",
        "sqlite://billing%00.db",
        "postgres://",
        "postgres://yumi:secret@db.example",
        "postgres://yumi:secret@/billing",
        "postgres://yumi:secret@db.example:many/billing",
        "postgres://yumi:secret@db.example:99999/billing",
        "postgres://yumi:secret[@db.example/billing",
        "postgres://yumi:secret@db.example/billing/more",
        f"{POSTGRES}#fragment",
        f"{POSTGRES}?ssl=disable",
        f"{POSTGRES}?sslmode=",
        f"{POSTGRES}?sslmode=sometimes",
        f"{POSTGRES}?sslmode=require&sslmode=disable",
        f"{POSTGRES}?sslrootcert=/nowhere.pem",
        f"{POSTGRES}?sslmode=verify-full&sslrootcert=/nowhere.pem",
        f"{POSTGRES}?maxsize=-1",
    ],
)
def test_another_url_is_refused_without_repeating_the_password(url: str) -> None:
    with pytest.raises(DatabaseUrlError) as refusal:
        tortoise_config(url)
    assert "secret" not in str(refusal.value)
    assert refusal.value.__cause__ is None or isinstance(refusal.value.__cause__, OSError)


async def test_sslmode_require_is_refused_by_a_server_without_tls(postgres_url: str) -> None:
    await connect(f"{postgres_url}?sslmode=require")
    try:
        with pytest.raises(ConnectionError):
            await connections.get("default").execute_query("SELECT 1")
    finally:
        await disconnect()


@pytest.mark.parametrize("mode", ["disable", "prefer"])
async def test_sslmode_disable_and_prefer_connect_without_tls(postgres_url: str, mode: str) -> None:
    await connect(f"{postgres_url}?sslmode={mode}")
    try:
        sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
        assert (await connections.get("default").execute_query_dict(sql)) == [{"ssl": False}]
    finally:
        await disconnect()


async def test_models_are_reachable_from_every_task(database: str) -> None:
    async def count() -> int:
        return await ApiKey.all().count()

    # A server's requests do not inherit the context of the task that connected.
    assert await asyncio.create_task(count(), context=Context()) == 0


class TestSqlite:
    """The differences to Tortoise's own engine."""

    @pytest.fixture
    async def client(self, sqlite_url: str) -> Any:
        await connect(sqlite_url)
        yield connections.get("default")
        await disconnect()

    @pytest.mark.parametrize(
        ("pragma", "value"),
        [
            ("journal_mode", "wal"),
            ("synchronous", 2),
            ("busy_timeout", 15_000),
            ("foreign_keys", 1),
            ("recursive_triggers", 1),
            ("secure_delete", 1),
        ],
    )
    async def test_the_connection_has_its_pragmas(
        self, client: Any, pragma: str, value: object
    ) -> None:
        (row,) = await client.execute_query_dict(f"PRAGMA {pragma}")
        assert list(row.values()) == [value]

    async def test_a_transaction_holds_the_write_lock_from_its_beginning(
        self, client: Any, sqlite_url: str
    ) -> None:
        async with in_transaction():
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                _begin_elsewhere(sqlite_url)
        _begin_elsewhere(sqlite_url)

    async def test_a_transaction_that_cannot_begin_gives_the_connection_back(
        self, client: Any, sqlite_url: str
    ) -> None:
        await client.execute_query("PRAGMA busy_timeout = 0")
        other = sqlite3.connect(sqlite_path(sqlite_url) or "", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="locked"):
            async with in_transaction():
                pytest.fail("began beside another writer")
        other.rollback()
        other.close()
        async with asyncio.timeout(180), in_transaction() as transaction:
            await _note(transaction, "after")
        assert await _noted(client) == ["after"]

    async def test_a_beginning_cancelled_while_it_waits_leaves_no_transaction_open(
        self, client: Any, sqlite_url: str
    ) -> None:
        other = sqlite3.connect(
            sqlite_path(sqlite_url) or "", isolation_level=None, check_same_thread=False
        )
        other.execute("BEGIN IMMEDIATE")
        waiting = asyncio.create_task(_one_note("cancelled"))
        while not client._lock.locked():
            await asyncio.sleep(0)
        # The connection's thread now waits for `other`, or is about to.
        waiting.cancel()
        await asyncio.to_thread(other.rollback)
        other.close()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        await asyncio.wait_for(_one_note("next"), 180)
        assert await _noted(client) == ["next"]

    @pytest.mark.parametrize("error", [ValueError, asyncio.CancelledError])
    async def test_an_error_in_a_transaction_undoes_it(
        self, client: Any, error: type[BaseException]
    ) -> None:
        with pytest.raises(error):
            async with in_transaction() as transaction:
                await _note(transaction, "undone")
                raise error
        await _one_note("kept")
        assert await _noted(client) == ["kept"]

    async def test_a_failed_commit_undoes_the_transaction(self, client: Any) -> None:
        await client.execute_query("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
        await client.execute_query(
            "CREATE TABLE child (id INTEGER REFERENCES parent DEFERRABLE INITIALLY DEFERRED)"
        )
        with pytest.raises(IntegrityError):
            async with in_transaction() as transaction:
                await _note(transaction, "undone")
                await transaction.execute_query("INSERT INTO child VALUES (1)")
        await _one_note("kept")
        assert await _noted(client) == ["kept"]

    async def test_an_inner_transaction_can_fail_alone(self, client: Any) -> None:
        async with in_transaction() as outer:
            await _note(outer, "outer")
            with pytest.raises(ValueError, match="inner"):
                async with in_transaction() as inner:
                    await _note(inner, "inner")
                    raise ValueError("inner")
        assert await _noted(client) == ["outer"]

    async def test_a_script_in_a_transaction_is_undone_with_it(self, client: Any) -> None:
        script = "CREATE TABLE a (id); CREATE TABLE a (id);"
        with pytest.raises(OperationalError):
            async with in_transaction() as transaction:
                await transaction.execute_script(script)
        with pytest.raises(OperationalError):
            async with in_transaction(), in_transaction() as inner:
                await inner.execute_script(script)
        assert not await client.execute_query_dict("SELECT * FROM sqlite_master WHERE name = 'a'")

    async def test_many_rows_go_in_whole_or_not_at_all(self, client: Any) -> None:
        with pytest.raises(IntegrityError):
            await client.execute_many(INSERT, [["a"], ["b"], ["a"]])
        assert await _noted(client) == []

    async def test_a_file_that_cannot_be_opened_is_named_at_every_attempt(
        self, tmp_path: Path
    ) -> None:
        await connect(f"sqlite://{tmp_path / 'missing' / 'billing.db'}")
        try:
            for _ in range(2):
                async with asyncio.timeout(180):
                    with pytest.raises(OperationalError, match=r"missing/billing\.db"):
                        await connections.get("default").execute_query("SELECT 1")
        finally:
            await disconnect()


def test_a_script_splits_only_where_statements_end() -> None:
    trigger = "CREATE TRIGGER t BEFORE UPDATE ON a BEGIN SELECT 1; SELECT 2; END;"
    statements = ["CREATE TABLE a (id);", "INSERT INTO a VALUES ('x;y');", trigger, "SELECT 3"]
    assert list(split_script("\n".join(statements))) == statements


INSERT = """INSERT INTO api_key (id, name, secret_hash, scopes, created_at)
    VALUES (?, 'n', x'00', '', '2026-01-01 00:00:00+00:00')"""


def _begin_elsewhere(url: str) -> None:
    other = sqlite3.connect(sqlite_path(url) or "", timeout=0, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        other.rollback()
    finally:
        other.close()


async def _note(connection: Any, text: str) -> None:
    await connection.execute_query(INSERT, [text])


async def _one_note(text: str) -> None:
    async with in_transaction() as transaction:
        await _note(transaction, text)


async def _noted(connection: Any) -> list[str]:
    return [row["id"] for row in await connection.execute_query_dict("SELECT id FROM api_key")]
