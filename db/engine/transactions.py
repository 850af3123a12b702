"""Transactions that release their resources even if PostgreSQL closes the connection.

If Tortoise's own transaction cannot begin, it keeps the pool's connection and leaves its task
inside the dead transaction, so that every later statement of the task fails. SQLite's engine here
handles that itself.
"""

from __future__ import annotations

import asyncio
from typing import Any

from tortoise import connections
from tortoise.backends.base.client import (
    TransactionalDBClient,
    TransactionContext,
    TransactionContextPooled,
)

from db.engine.pool import DEAD, GIVE_BACK_SECONDS, acquire, give_back
from db.engine.sql import Connection, dialect_of, rows


def transaction() -> TransactionContext:
    """Return a transaction: committed at the end, rolled back on any exception. It cannot be
    nested."""
    context: TransactionContext = connections.get("default")._in_transaction()
    if isinstance(context, TransactionContextPooled):
        return _Pooled(context.client, context._pool_init_lock)
    return context


async def lock_tables(conn: Connection, mode: str, *names: str) -> None:
    """Lock tables until the transaction ends, in one of PostgreSQL's modes. On SQLite, a
    transaction has the write lock from its beginning."""
    if dialect_of(conn) == "postgres":
        await rows(f"LOCK TABLE {', '.join(names)} IN {mode} MODE", conn=conn)


class _Pooled(TransactionContextPooled):
    __slots__ = ()

    async def __aenter__(self) -> TransactionalDBClient:
        await self.ensure_connection()
        self.client._connection = await acquire(self.client._parent._pool)
        self.token = connections.set(self.connection_name, self.client)
        try:
            await self.client.begin()
        except BaseException as error:
            await self._leave(error)
            raise
        return self.client

    async def __aexit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        if exc_val is not None:
            await self._roll_back(exc_val)
            return
        try:
            await self.client.commit()
        except BaseException as error:
            await self._leave(error)
            raise
        await self._leave(None)

    async def _roll_back(self, error: BaseException) -> None:
        """Roll back. If that fails, the connection is dead, and its transaction has ended."""
        if not isinstance(error, TimeoutError):
            try:
                async with asyncio.timeout(GIVE_BACK_SECONDS):
                    await self.client.rollback()
            except DEAD as dead:
                error = dead
        await self._leave(error)

    async def _leave(self, error: BaseException | None) -> None:
        connections.reset(self.token)
        await give_back(self.client._parent._pool, self.client._connection, error)
