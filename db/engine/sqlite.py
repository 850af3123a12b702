"""Tortoise's SQLite engine with transactions that begin IMMEDIATE.

Tortoise's transactions are deferred: two processes that read and then write get "database is
locked" at once, whatever the busy timeout. BEGIN may fail, so the context here returns the
connection in this case too. No end of a transaction leaves an open one behind.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiosqlite
from tortoise.backends.base.client import (
    ConnectionWrapper,
    NestedTransactionContext,
    TransactionalDBClient,
    TransactionContext,
)
from tortoise.backends.sqlite.client import (
    SqliteClient,
    SqliteTransactionContext,
    SqliteTransactionWrapper,
)
from tortoise.connection import get_connections
from tortoise.exceptions import IntegrityError, OperationalError

from db.engine.files import sqlite_address, sqlite_pragmas
from db.engine.timing import TimedClient
from db.engine.writing import writing

OLDEST_SQLITE = (3, 37, 0)
"""The first version with STRICT tables."""


class ImmediateTransaction(TimedClient, SqliteTransactionWrapper):
    """A transaction that holds the write lock from beginning to end."""

    async def begin(self) -> None:
        """Begin. Raises OperationalError ("database is locked") after the busy timeout."""
        await self._or_roll_back(self._connection.execute("BEGIN IMMEDIATE"))

    async def commit(self) -> None:
        """Commit. Raises OperationalError or IntegrityError; nothing of the transaction is kept
        then."""
        await self._or_roll_back(super().commit())

    async def execute_script(self, query: str) -> None:
        """Execute statement by statement: sqlite3's executescript would commit the earlier
        statements."""
        for statement in split_script(query):
            await self.execute_query(statement)

    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(ImmediateTransaction(self))

    async def _or_roll_back(self, step: Any) -> None:
        try:
            await step
        except BaseException as error:
            # This works for cancelled tasks too: it runs in the connection's thread after the step
            # has ended.
            await self._connection.rollback()
            writing.failed(error)
            if isinstance(error, sqlite3.OperationalError):
                raise OperationalError(error) from error
            if isinstance(error, sqlite3.IntegrityError):
                raise IntegrityError(error) from error
            raise


class ImmediateTransactionContext(SqliteTransactionContext):
    """Holds the process's only connection, and returns it even after an error."""

    __slots__ = ()

    async def __aenter__(self) -> TransactionalDBClient:
        await self._trxlock.acquire()
        transaction: ImmediateTransaction = self.connection
        try:
            await self.ensure_connection()
            await transaction.begin()
        # Also after a cancellation: nobody else would free it.
        except BaseException:
            self._trxlock.release()
            raise
        self.token = get_connections().set(self.connection_name, transaction)
        return transaction

    async def __aexit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        transaction: ImmediateTransaction = self.connection
        try:
            if not transaction._finalized:
                await (transaction.rollback() if exc_type else transaction.commit())
        finally:
            get_connections().reset(self.token)
            self._trxlock.release()


class SqliteConnection(ConnectionWrapper[Any]):
    """The connection for one statement. It is returned even if it cannot be opened."""

    async def __aenter__(self) -> Any:
        await self._lock.acquire()
        try:
            await self.ensure_connection()
        # Also after a cancellation: nobody else would free it.
        except BaseException:
            self._lock.release()
            raise
        return self.connection


class ImmediateClient(TimedClient, SqliteClient):
    """One connection to an SQLite file. A missing file is only made with `create`."""

    def __init__(self, file_path: str, *, create: bool = False, **given: Any) -> None:
        super().__init__(file_path, **given)
        self._create = create

    def acquire_connection(self) -> SqliteConnection:
        return SqliteConnection(self._lock, self)

    async def create_connection(self, with_db: bool) -> None:
        """Connect. Raises OperationalError if the file cannot be opened or SQLite is too old."""
        if self._connection:
            # Several first statements may all have waited for the first one to connect.
            return
        refuse_old_sqlite()
        path = Path(self.filename)
        if not path.parent.is_dir():
            raise OperationalError(f"{self.filename}: its directory does not exist")
        try:
            address = sqlite_address(path, create=self._create)
            self._connection = await aiosqlite.connect(address, uri=True, isolation_level=None)
            self._connection._conn.row_factory = sqlite3.Row
            for name, value in sqlite_pragmas(path).items():
                await (await self._connection.execute(f"PRAGMA {name}={value}")).close()
            await self._post_connect()
        except BaseException as error:
            # A connection without all settings would otherwise be used without its pragmas.
            await self.close()
            if isinstance(error, sqlite3.OperationalError):
                raise OperationalError(f"{self.filename}: {error}") from error
            raise

    async def execute_many(self, query: str, values: list[list[Any]]) -> None:
        async with self._in_transaction() as transaction:
            await transaction.execute_many(query, values)

    def _in_transaction(self) -> TransactionContext:
        return ImmediateTransactionContext(ImmediateTransaction(self), self._lock)


def refuse_old_sqlite() -> None:
    """Raise OperationalError if SQLite is too old."""
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise OperationalError(f"SQLite 3.37 or newer is needed, not {sqlite3.sqlite_version}")


def split_script(script: str) -> Iterator[str]:
    """Yield the statements of an SQL script. A semicolon in a string, comment or trigger ends
    none."""
    start = 0
    for end, character in enumerate(script, 1):
        if character == ";" and sqlite3.complete_statement(script[start:end]):
            yield script[start:end].strip()
            start = end
    if rest := script[start:].strip():
        yield rest


client_class = ImmediateClient
