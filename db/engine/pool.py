"""Taking connections from PostgreSQL's pool and returning them, with a timeout for every wait.

A server process of PostgreSQL that hangs (stopped, swapped out, behind a network partition) neither
answers nor ends. asyncpg would wait for it without limit when a connection is returned, and give
the next idle connection, which hangs too, to the next caller.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

import asyncpg

logger = logging.getLogger(__name__)

ACQUIRE_SECONDS = 10.0
"""The longest wait of a statement for a free or new connection."""
GIVE_BACK_SECONDS = 2.0
"""The longest time for the reset of a connection, or for the acknowledgement of a cancelled
statement."""

DEAD = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)
"""The errors of a connection that cannot be used any more."""


async def acquire(pool: asyncpg.Pool) -> asyncpg.Connection:
    """Take a connection from the pool. Raises TimeoutError, and the errors of connecting."""
    return await pool.acquire(timeout=ACQUIRE_SECONDS)


async def give_back(
    pool: asyncpg.Pool, connection: asyncpg.Connection, error: BaseException | None
) -> None:
    """Give a connection back to the pool, after `error` or after success. Never raises the
    connection's errors, because its work is already done."""
    if isinstance(error, TimeoutError):
        abandon(pool, connection)
    elif isinstance(error, asyncpg.ReadOnlySQLTransactionError):
        # The server is read-only for a while: a new connection may reach one that accepts writes.
        connection.terminate()
    # The connection is returned even if the caller is cancelled meanwhile.
    await asyncio.shield(asyncio.ensure_future(_release(pool, connection)))


async def _release(pool: asyncpg.Pool, connection: asyncpg.Connection) -> None:
    try:
        await pool.release(connection, timeout=GIVE_BACK_SECONDS)
    except TimeoutError:
        abandon(pool, connection)
    except DEAD:
        # The pool has closed it, and opens another one when needed.
        return


def abandon(pool: asyncpg.Pool, connection: asyncpg.Connection) -> None:
    """Close a connection that does not answer, and all idle ones. They often hang for the same
    reason, and a new connection costs only milliseconds."""
    logger.warning("a connection to the database does not answer, and is replaced")
    # It was returned already: the pool has closed it.
    with suppress(asyncpg.InterfaceError):
        connection.terminate()
    for holder in pool._holders:
        if holder.is_idle():
            holder.terminate()
