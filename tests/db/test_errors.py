"""The errors of both databases, and their kinds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest
from tortoise import connections
from tortoise.exceptions import (
    DBConnectionError,
    IntegrityError,
    OperationalError,
    TransactionManagementError,
)

from db import models
from db.engine.transactions import transaction
from db.errors import (
    AlreadyExists,
    adding,
    is_duplicate_key,
    is_transient,
    is_unavailable,
    write_refusal,
)
from tests.support.ledger.factories import NOW


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


def sqlite_error(path: Path, *statements: str, mode: str = "rwc") -> sqlite3.Error:
    """Return the error of SQLite for the last of the statements."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode={mode}", uri=True)) as connection:
        *first, last = statements
        for statement in first:
            connection.execute(statement)
        with pytest.raises(sqlite3.Error) as raised:
            connection.execute(last)
    return raised.value


FILLING = (
    "PRAGMA max_page_count=2",
    "CREATE TABLE t (x)",
    "INSERT INTO t VALUES (zeroblob(99999))",
)


def test_a_full_disk_and_a_read_only_file_refuse_writes(tmp_path: Path) -> None:
    path = tmp_path / "small.db"
    full = sqlite_error(path, *FILLING)
    read_only = sqlite_error(path, "CREATE TABLE u (x)", mode="ro")
    for error, reason in ((full, "the disk is full"), (read_only, "the database is read-only")):
        assert write_refusal(error) == write_refusal(OperationalError(error)) == reason
        assert is_unavailable(error)
        assert not is_transient(error)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (asyncpg.DiskFullError(), "the disk is full"),
        (asyncpg.ReadOnlySQLTransactionError(), "the database is read-only"),
        (
            TransactionManagementError(asyncpg.ReadOnlySQLTransactionError()),
            "the database is read-only",
        ),
        (asyncpg.PostgresIOError(), "the disk reports errors"),
    ],
)
def test_so_does_postgresql(error: Exception, reason: str) -> None:
    assert write_refusal(error) == reason
    assert is_unavailable(error)


@pytest.mark.parametrize(
    "error",
    [
        sqlite3.OperationalError("no such table: disk full"),
        IntegrityError("full"),
        OperationalError(),
        asyncpg.UndefinedTableError(),
    ],
)
def test_other_errors_say_nothing_about_writing(error: Exception) -> None:
    assert write_refusal(error) is None
    assert not is_unavailable(error)
