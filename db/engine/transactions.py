"""Transactions that give back what they took, also when PostgreSQL ends the connection under them.

When Tortoise's own can't begin, it keeps the pool's connection and leaves its task inside the dead
transaction: whatever the task tries later fails for ever. SQLite's engine here sees to that itself.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import asyncpg
from tortoise import connections
from tortoise.backends.base.client import (
    TransactionalDBClient,
    TransactionContext,
    TransactionContextPooled,
)

from db.engine.sql import Connection, dialect_of, rows

_DEAD = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)


def transaction() -> TransactionContext:
    """Committed at the end, rolled back if anything is raised. Not to be nested."""
    context: TransactionContext = connections.get("default")._in_transaction()
    if isinstance(context, TransactionContextPooled):
        return _Pooled(context.client, context._pool_init_lock)
    return context


async def lock_tables(conn: Connection, mode: str, *names: str) -> None:
    """Locks tables until the transaction ends, in one of PostgreSQL's modes. On SQLite a
    transaction has the write lock from its beginning."""
    if dialect_of(conn) == "postgres":
        await rows(f"LOCK TABLE {', '.join(names)} IN {mode} MODE", conn=conn)


class _Pooled(TransactionContextPooled):
    __slots__ = ()

    async def __aenter__(self) -> TransactionalDBClient:
        await self.ensure_connection()
        self.client._connection = await self.client._parent._pool.acquire()
        self.token = connections.set(self.connection_name, self.client)
        try:
            await self.client.begin()
        except BaseException:
            await self._leave()
            raise
        return self.client

    async def __aexit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        try:
            await (self.client.rollback() if exc_type else self.client.commit())
        finally:
            await self._leave()

    async def _leave(self) -> None:
        connections.reset(self.token)
        # A connection that can't be reset is dead: the pool opens another, and the commit stands.
        with suppress(*_DEAD):
            await self.client._parent._pool.release(self.client._connection)
