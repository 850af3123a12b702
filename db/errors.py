"""Errors of both databases in our words, so that no other floor has to know a driver.

asyncpg, sqlite3 and tortoise report the same event under different names: our own connections raise
what their driver raises, and the models' connections raise tortoise's errors, which wrap that.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
from tortoise.exceptions import DBConnectionError, IntegrityError, OperationalError

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


def is_duplicate_key(error: BaseException) -> bool:
    """Whether a row was not added because another one has its primary or unique key."""
    if isinstance(error, IntegrityError) and error.args:
        (error, *_) = error.args
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
