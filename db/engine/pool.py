"""Taking connections out of PostgreSQL's pool and giving them back, with a bound on every wait.

A server process of PostgreSQL that hangs (stopped, swapped out, behind a parted network) neither
answers nor ends. asyncpg would wait for it for ever when a connection is given back, and hand the
next idle one, which hangs too, to the next caller.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

import asyncpg

logger = logging.getLogger(__name__)

ACQUIRE_SECONDS = 10.0
"""How long a statement waits for a connection to be free, or to be made."""
GIVE_BACK_SECONDS = 2.0
"""How long a connection takes to be reset, or to acknowledge that its statement was cancelled."""

DEAD = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)
"""The errors of a connection that cannot be used any more."""


async def acquire(pool: asyncpg.Pool) -> asyncpg.Connection:
    """A connection of the pool. Raises TimeoutError, and what connecting raises."""
    return await pool.acquire(timeout=ACQUIRE_SECONDS)


async def give_back(
    pool: asyncpg.Pool, connection: asyncpg.Connection, error: BaseException | None
) -> None:
    """Gives a connection back after `error`, or after nothing was raised. Never raises what the
    connection raises: what was done with it stands."""
    if isinstance(error, TimeoutError):
        abandon(pool, connection)
    elif isinstance(error, asyncpg.ReadOnlySQLTransactionError):
        # A server that only reads for a while: a new connection may find the one that writes.
        connection.terminate()
    # A caller who is cancelled meanwhile leaves no connection behind.
    await asyncio.shield(asyncio.ensure_future(_release(pool, connection)))


async def _release(pool: asyncpg.Pool, connection: asyncpg.Connection) -> None:
    try:
        await pool.release(connection, timeout=GIVE_BACK_SECONDS)
    except TimeoutError:
        abandon(pool, connection)
    except DEAD:
        # The pool has ended it, and opens another when one is needed.
        return


def abandon(pool: asyncpg.Pool, connection: asyncpg.Connection) -> None:
    """Ends a connection that does not answer, and all that are idle: what keeps one from answering
    often keeps the others, and a new connection costs milliseconds."""
    logger.warning("a connection to the database does not answer, and is made anew")
    # Given back already: the pool has ended it.
    with suppress(asyncpg.InterfaceError):
        connection.terminate()
    for holder in pool._holders:
        if holder.is_idle():
            holder.terminate()
