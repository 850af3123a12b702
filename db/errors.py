"""The errors of both databases in our own classes, so that no other floor has to know a driver.

asyncpg, sqlite3 and tortoise report the same event under different names. Our own connections raise
their driver's errors. The models' connections raise tortoise's errors, which wrap the driver's.
asyncpg is optional, so its errors are looked up, and not imported.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tortoise.exceptions import BaseORMException, DBConnectionError, OperationalError

_DUPLICATE_KEY = {sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_UNIQUE}
_TRANSIENT = (DBConnectionError, OSError)
_POSTGRES_TRANSIENT = (
    "DeadlockDetectedError",
    "SerializationError",
    "PostgresConnectionError",
    "OperatorInterventionError",
    "TooManyConnectionsError",
    "ReadOnlySQLTransactionError",
    "InterfaceError",
    # The server closed the connection at the moment when we took it.
    "InternalClientError",
)
READ_ONLY = "the database is read-only"
_FULL = "the disk is full"
_BROKEN = "the disk reports errors"
_POSTGRES_REFUSALS = {
    "DiskFullError": _FULL,
    "ReadOnlySQLTransactionError": READ_ONLY,
    "PostgresIOError": _BROKEN,
}
_SQLITE_REFUSALS = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_IOERR: _BROKEN,
    sqlite3.SQLITE_CANTOPEN: "the file of the database cannot be opened",
}
_PRIMARY_CODE = 0xFF
"""The part of SQLite's extended error code that contains the kind."""


class DatabaseUnusable(RuntimeError):
    """The database cannot be used in its present state. The message is one line for an operator.

    DatabaseUnusable
    ├── NoDatabase        it does not exist, or has none of our tables
    ├── NotADatabase      a directory, or a file of another kind
    ├── DatabaseAway      it does not answer, or refuses the connection
    ├── DatabaseTooOld    migrations are missing
    └── DatabaseTooNew    it has migrations that this release does not know
    """


class NoDatabase(DatabaseUnusable):
    pass


class NotADatabase(DatabaseUnusable):
    pass


class DatabaseAway(DatabaseUnusable):
    pass


class DatabaseTooOld(DatabaseUnusable):
    pass


class DatabaseTooNew(DatabaseUnusable):
    pass


class AlreadyExists(Exception):
    """A row with the same key exists. The new row was not added."""


class Locked(Exception):
    """Another transaction keeps an account locked for longer than a batch waits. Nothing was
    written."""


class Stale(Exception):
    """Another process wrote or erased one of the accounts or keys since the read. Nothing was
    written."""


def _is_of_postgres(error: BaseException, *names: str) -> bool:
    """Return whether the error has one of these classes of asyncpg. Where the driver was never
    imported, no error is one of its own."""
    driver = sys.modules.get("asyncpg")
    return driver is not None and isinstance(error, tuple(getattr(driver, n) for n in names))


def is_lock_timeout(error: BaseException) -> bool:
    """Return whether PostgreSQL gave up waiting for a lock."""
    return _is_of_postgres(error, "LockNotAvailableError")


def is_transient(error: BaseException) -> bool:
    """Return whether a retry of the same batch may succeed: locks, deadlock, serialisation failure,
    lost connection, or a server that is shutting down, starting, out of connections, or read-only
    for a while."""
    if isinstance(error, OperationalError | sqlite3.OperationalError):
        return any(word in str(error) for word in ("locked", "read-only transaction"))
    known = isinstance(error, (Locked, *_TRANSIENT))
    return known or _is_of_postgres(error, *_POSTGRES_TRANSIENT)


def write_refusal(error: BaseException) -> str | None:
    """Return why the database accepts no writes at present, for people; None for any other error.

    Nothing was written, and a retry does not help until an operator has removed the cause.
    """
    error = _of_driver(error)
    if isinstance(error, sqlite3.Error):
        return _SQLITE_REFUSALS.get(getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE)
    said = (text for name, text in _POSTGRES_REFUSALS.items() if _is_of_postgres(error, name))
    return next(said, None)


def is_unavailable(error: BaseException) -> bool:
    """Return whether the database is the cause, and the caller may retry later."""
    return is_transient(error) or write_refusal(error) is not None


def _of_driver(error: BaseException) -> BaseException:
    """Return the driver's error, if tortoise has wrapped it."""
    if isinstance(error, BaseORMException) and error.args:
        inner = error.args[0]
        if isinstance(inner, BaseException):
            return inner
    return error


def is_duplicate_key(error: BaseException) -> bool:
    """Return whether a row was not added because another one has its primary or unique key."""
    error = _of_driver(error)
    if isinstance(error, sqlite3.IntegrityError):
        return error.sqlite_errorcode in _DUPLICATE_KEY
    return _is_of_postgres(error, "UniqueViolationError")


def trouble_of(error: BaseException) -> str | None:
    """Return the database's problem, for an operator; None for an error of another kind.

    A failed connection raises OSError too, like a file. The caller knows which of the two it was.
    """
    if (refusal := write_refusal(error)) is not None:
        return refusal
    inner = _of_driver(error)
    if isinstance(inner, sqlite3.Error):
        return _SQLITE_TROUBLES.get(getattr(inner, "sqlite_errorcode", 0) & _PRIMARY_CODE)
    if _is_of_postgres(inner, "PostgresError"):
        state = getattr(inner, "sqlstate", None) or ""
        known = {state, state[:2]} & _POSTGRES_TROUBLES
        return str(inner) if known else None
    is_broken = _is_of_postgres(inner, "InterfaceError", "InternalClientError")
    is_broken = is_broken or isinstance(inner, DBConnectionError | OperationalError)
    return str(inner) if is_broken else None


_SQLITE_TROUBLES = {
    sqlite3.SQLITE_BUSY: "another process keeps it locked",
    sqlite3.SQLITE_CORRUPT: "the file is damaged",
    sqlite3.SQLITE_LOCKED: "another process keeps it locked",
    sqlite3.SQLITE_NOTADB: "the file is no SQLite database",
    sqlite3.SQLITE_PERM: "access is not permitted",
}
_POSTGRES_TROUBLES = {
    "08",  # connections
    "28",  # wrong name or password
    "3D",  # no such database
    "42501",  # no permission
    "53",  # out of memory, too many connections
    "55",  # locked
    "57",  # shutting down, starting up
    "58",  # operating system errors
}
"""The class or the whole of an SQLSTATE."""


@contextmanager
def reached(name: str) -> Iterator[None]:
    """Raise DatabaseUnusable, usually DatabaseAway, for errors of connecting to the database of
    that name. The name must not contain the password."""
    try:
        yield
    except TimeoutError as error:
        raise DatabaseAway(f"the database {name} does not answer in time") from error
    except Exception as error:
        if _is_of_postgres(error, "InvalidCatalogNameError"):
            raise NoDatabase(f"there is no database {name} on its server") from error
        told = _said(error) if isinstance(error, OSError) else trouble_of(error)
        if told is None:
            raise
        raise DatabaseAway(f"the database {name} can't be reached: {told}") from error


@contextmanager
def explained(name: str) -> Iterator[None]:
    """Raise DatabaseUnusable for errors that show a missing precondition of the database of that
    name: space, the right to write, or the end of other locks."""
    try:
        yield
    except Exception as error:
        told = trouble_of(error)
        if told is None:
            raise
        raise DatabaseUnusable(f"the database {name} can't be used: {told}") from error


def _said(error: OSError) -> str:
    return os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)


@contextmanager
def adding() -> Iterator[None]:
    """Raise AlreadyExists instead of the driver's error for a key that is in use."""
    try:
        yield
    except Exception as error:
        if is_duplicate_key(error):
            raise AlreadyExists(str(error)) from error
        raise
