"""Tortoise's PostgreSQL engine with timed statements and a limit for every wait."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg
from tortoise import connections
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import (
    NestedTransactionContext,
    PoolConnectionWrapper,
    TransactionalDBClient,
    TransactionContext,
    TransactionContextPooled,
)

from db.engine.pool import DEAD, GIVE_BACK_SECONDS, acquire, give_back
from db.engine.timing import TimedClient


class PoolConnection(PoolConnectionWrapper[asyncpg.Connection]):
    """A connection of the pool for one statement."""

    async def __aenter__(self) -> asyncpg.Connection:
        await self.ensure_connection()
        self.connection = await acquire(self.client._pool)
        return self.connection

    async def __aexit__(self, exc_type: Any, exc_val: Any, exc_tb: Any) -> None:
        await give_back(self.client._pool, self.connection, exc_val)


class PoolTransaction(TransactionContextPooled):
    """A transaction that releases its resources even if PostgreSQL closes the connection.

    If Tortoise's own one cannot begin, it keeps the pool's connection and leaves its task inside
    the dead transaction, so that every later statement of the task fails.
    """

    __slots__ = ()

    async def __aenter__(self) -> TransactionalDBClient:
        await self.ensure_connection()
        self.client._connection = await acquire(self.client._parent._pool)
        self.token = connections.set(self.connection_name, self.client)
        try:
            await self.client.begin()
        # Also after a cancellation: nobody else would return the connection.
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
        # As above.
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


class TimedTransaction(TimedClient, TransactionWrapper):
    """A transaction on a connection of the pool."""

    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(TimedTransaction(self))


class PooledClient(TimedClient, AsyncpgDBClient):
    """A pool of connections."""

    def acquire_connection(self) -> PoolConnection:
        return PoolConnection(self, self._pool_init_lock)

    def _in_transaction(self) -> TransactionContext:
        return PoolTransaction(TimedTransaction(self), self._pool_init_lock)


client_class = PooledClient
