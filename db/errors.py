"""Errors of both databases in our words, so that no other floor has to know a driver.

asyncpg, sqlite3 and tortoise report the same event under different names: our own connections raise
what their driver raises, and the models' connections raise tortoise's errors, which wrap that.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
from tortoise.exceptions import BaseORMException, DBConnectionError, OperationalError

_DUPLICATE_KEY = {sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_UNIQUE}
_TRANSIENT = (
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.TooManyConnectionsError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.InterfaceError,
    # The server ended the connection at the very moment that we took it up.
    asyncpg.InternalClientError,
    DBConnectionError,
    OSError,
)
READ_ONLY = "the database is read-only"
_FULL = "the disk is full"
_BROKEN = "the disk reports errors"
_POSTGRES_REFUSALS: dict[type[BaseException], str] = {
    asyncpg.DiskFullError: _FULL,
    asyncpg.ReadOnlySQLTransactionError: READ_ONLY,
    asyncpg.PostgresIOError: _BROKEN,
}
_SQLITE_REFUSALS = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_IOERR: _BROKEN,
    sqlite3.SQLITE_CANTOPEN: "the file of the database cannot be opened",
}
_PRIMARY_CODE = 0xFF
"""The part of SQLite's extended error code that names the kind."""


class AlreadyExists(Exception):
    """A row with the same key exists: the row was not added."""


class Locked(Exception):
    """Another transaction keeps an account locked for longer than a batch waits: nothing was
    written."""


class Stale(Exception):
    """Another process wrote or erased one of the accounts or keys since they were read: nothing
    was written."""


def is_transient(error: BaseException) -> bool:
    """Whether repeating the same batch may succeed: locks, deadlock, serialisation, lost
    connection, or a server that is shutting down, starting, out of connections, or only reads for
    a while."""
    if isinstance(error, OperationalError | sqlite3.OperationalError):
        return any(word in str(error) for word in ("locked", "read-only transaction"))
    return isinstance(error, (Locked, *_TRANSIENT))


def write_refusal(error: BaseException) -> str | None:
    """Why the database takes no writes at present, in words; None for any other error.

    Nothing was written, and repeating it does not help until somebody has mended the cause.
    """
    error = _of_driver(error)
    if isinstance(error, sqlite3.Error):
        return _SQLITE_REFUSALS.get(getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE)
    return _POSTGRES_REFUSALS.get(type(error))


def is_unavailable(error: BaseException) -> bool:
    """Whether the database is the cause, and the caller may come again later."""
    return is_transient(error) or write_refusal(error) is not None


def _of_driver(error: BaseException) -> BaseException:
    """The driver's error, where tortoise has put one of its own around it."""
    if isinstance(error, BaseORMException) and error.args:
        inner = error.args[0]
        if isinstance(inner, BaseException):
            return inner
    return error


def is_duplicate_key(error: BaseException) -> bool:
    """Whether a row was not added because another one has its primary or unique key."""
    error = _of_driver(error)
    if isinstance(error, sqlite3.IntegrityError):
        return error.sqlite_errorcode in _DUPLICATE_KEY
    return isinstance(error, asyncpg.UniqueViolationError)


@contextmanager
def adding() -> Iterator[None]:
    """Raises AlreadyExists in place of what the driver raises for a key that is in use."""
    try:
        yield
    except Exception as error:
        if is_duplicate_key(error):
            raise AlreadyExists(str(error)) from error
        raise
