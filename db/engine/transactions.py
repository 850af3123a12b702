"""Transactions on the models' connections."""

from __future__ import annotations

from tortoise import connections
from tortoise.backends.base.client import TransactionContext

from db.engine.sql import Connection, dialect_of, rows


def transaction() -> TransactionContext:
    """Return a transaction: committed at the end, rolled back on any exception. It cannot be
    nested."""
    context: TransactionContext = connections.get("default")._in_transaction()
    return context


async def lock_tables(conn: Connection, mode: str, *names: str) -> None:
    """Lock tables until the transaction ends, in one of PostgreSQL's modes. On SQLite, a
    transaction has the write lock from its beginning."""
    if dialect_of(conn) == "postgres":
        await rows(f"LOCK TABLE {', '.join(names)} IN {mode} MODE", conn=conn)
