"""Tortoise's PostgreSQL engine with timed statements and a limit for every wait."""

from __future__ import annotations

from typing import Any

import asyncpg
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import (
    NestedTransactionContext,
    PoolConnectionWrapper,
    TransactionContext,
    TransactionContextPooled,
)

from db.engine.pool import acquire, give_back
from db.engine.timing import TimedClient


class PoolConnection(PoolConnectionWrapper[asyncpg.Connection]):
    """A connection of the pool for one statement."""

    async def __aenter__(self) -> asyncpg.Connection:
        await self.ensure_connection()
        self.connection = await acquire(self.client._pool)
        return self.connection

    async def __aexit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        await give_back(self.client._pool, self.connection, exc_val)


class TimedTransaction(TimedClient, TransactionWrapper):
    """A transaction on a connection of the pool."""

    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(TimedTransaction(self))


class PooledClient(TimedClient, AsyncpgDBClient):
    """A pool of connections."""

    def acquire_connection(self) -> PoolConnection:
        return PoolConnection(self, self._pool_init_lock)

    def _in_transaction(self) -> TransactionContext:
        return TransactionContextPooled(TimedTransaction(self), self._pool_init_lock)


client_class = PooledClient
