"""Tortoise's PostgreSQL engine, with its statements timed."""

from __future__ import annotations

from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import (
    NestedTransactionContext,
    TransactionContext,
    TransactionContextPooled,
)

from db.engine.timing import TimedClient


class TimedTransaction(TimedClient, TransactionWrapper):
    """A transaction on a connection of the pool."""

    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(TimedTransaction(self))


class PooledClient(TimedClient, AsyncpgDBClient):
    """A pool of connections."""

    def _in_transaction(self) -> TransactionContext:
        return TransactionContextPooled(TimedTransaction(self), self._pool_init_lock)


client_class = PooledClient
