"""The errors of both databases, told apart."""

from __future__ import annotations

import sqlite3

import asyncpg
import pytest
from tortoise import connections
from tortoise.exceptions import DBConnectionError, IntegrityError, OperationalError

from db import models
from db.engine.transactions import transaction
from db.errors import AlreadyExists, adding, is_duplicate_key, is_transient
from tests.support.factories import NOW


def api_key(name: str | None) -> models.ApiKey:
    return models.ApiKey(id="a", name=name, secret_hash=b"", scopes="", created_at=NOW)


@pytest.mark.parametrize(
    "error",
    [
        OperationalError(sqlite3.OperationalError("database is locked")),
        asyncpg.DeadlockDetectedError(),
        asyncpg.SerializationError(),
        asyncpg.ConnectionDoesNotExistError(),
        asyncpg.InterfaceError("connection is closed"),
        asyncpg.InternalClientError("another operation is in progress"),
        asyncpg.AdminShutdownError(),
        asyncpg.CannotConnectNowError(),
        asyncpg.TooManyConnectionsError(),
        DBConnectionError(),
        ConnectionRefusedError(),
        TimeoutError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_a_repetition_may_heal_is_transient(error: Exception) -> None:
    assert is_transient(error)


@pytest.mark.parametrize(
    "error",
    [
        IntegrityError("entry_key_once"),
        OperationalError("no such table: entry"),
        asyncpg.UndefinedTableError(),
        ValueError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_a_repetition_would_only_repeat_is_not(error: Exception) -> None:
    assert not is_transient(error)


async def test_a_key_that_is_in_use_is_told_in_our_words(database: str) -> None:
    await models.ApiKey.bulk_create([api_key("first")])
    with pytest.raises(AlreadyExists) as raised, adding():
        await models.ApiKey.bulk_create([api_key("second")])
    assert isinstance(raised.value.__cause__, IntegrityError)


async def test_so_is_one_within_a_transaction_which_is_then_rolled_back(database: str) -> None:
    await models.ApiKey.bulk_create([api_key("first")])
    with pytest.raises(AlreadyExists), adding():
        async with transaction():
            await models.ApiKey.all().delete()
            await models.ApiKey.bulk_create([api_key("second")])
            await models.ApiKey.bulk_create([api_key("third")])
    assert [key.name for key in await models.ApiKey.all()] == ["first"]


async def test_another_broken_constraint_is_no_duplicate(database: str) -> None:
    with pytest.raises(IntegrityError) as raised, adding():
        await connections.get("default").execute_query(
            "INSERT INTO api_key (id, scopes, created_at) VALUES ('a', '', '2026-01-01 00:00:00Z')"
        )
    assert not is_duplicate_key(raised.value)


@pytest.mark.parametrize(
    "error", [IntegrityError(), asyncpg.NotNullViolationError(), ValueError("UNIQUE constraint")]
)
def test_only_what_a_driver_says_of_a_key_is_a_duplicate(error: Exception) -> None:
    assert not is_duplicate_key(error)
