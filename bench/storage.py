"""Bytes per use on PostgreSQL: what stays on the disk, and what is written to the WAL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg

from bench.children import MeasurementFailed, run_load
from bench.rounds import Length
from bench.servers import Server, product
from bench.world import World

STEPS = 3
SELDOM = 10_000
"""The accounts of the load in which an account is seldom used."""
SELDOM_RATE = 100.0
"""Its uses per second: so few that nearly each is the first change of its pages."""
OFTEN = 1_000
BATCH = 1_000

SPACE = """
SELECT (SELECT count(*) FROM entry) AS uses,
       pg_table_size('entry') AS rows, pg_indexes_size('entry') AS indexes,
       (SELECT sum(pg_total_relation_size(oid)) FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace) AS everything,
       pg_current_wal_insert_lsn() - '0/0' AS wal
"""


@dataclass(frozen=True, slots=True)
class Written:
    """Bytes per use: of its row, of the row's entries in indexes, of all tables together, and of
    the WAL."""

    rows: float
    indexes: float
    everything: float
    wal: float


@dataclass(frozen=True, slots=True)
class Storage:
    """`batches` and `singles` are of accounts that are often used, long after a checkpoint.
    `seldom` begins with a checkpoint and rarely meets an account twice: it writes most WAL, because
    the first change of a page after a checkpoint writes the whole page."""

    batches: Written
    singles: Written
    seldom: Written


def measure_storage(world: World, length: Length, step: Callable[[str], None]) -> Storage:
    """Measure one server on PostgreSQL. Raises MeasurementFailed and ServerFailed."""
    folder = world.folder / "storage"
    folder.mkdir()
    url = world.database("storage")
    with product(url, folder) as server:
        step("storage: filling")
        world.fill(server, accounts=SELDOM)
        asyncio.run(_checkpoint(url))
        step("storage: accounts that are seldom used")
        seldom = _written(
            world, server, url, length, talk="uses", accounts=SELDOM, rate=SELDOM_RATE
        )
        step("storage: accounts that are often used")
        often: dict[str, Any] = {"accounts": OFTEN, "connections": 4, "size": BATCH}
        # Not measured: afterwards, all pages have changed since the checkpoint.
        run_load(world.plan(server, "batches", seconds=length.seconds, **often))
        batches = _written(world, server, url, length, talk="batches", **often)
        singles = _written(world, server, url, length, talk="uses", accounts=OFTEN)
    return Storage(batches, singles, seldom)


def _written(
    world: World, server: Server, url: str, length: Length, *, talk: str, **options: Any
) -> Written:
    before = asyncio.run(_space(url))
    run_load(world.plan(server, talk, seconds=length.seconds, **options))
    uses, *grown = (b - a for a, b in zip(before, asyncio.run(_space(url)), strict=True))
    if not uses:
        raise MeasurementFailed("no use was recorded")
    return Written(*(more / uses for more in grown))


async def _space(url: str) -> list[float]:
    """Return the number of entries, and the bytes of each kind."""
    async with _connection(url) as connection:
        return [float(value) for value in await connection.fetchrow(SPACE)]


async def _checkpoint(url: str) -> None:
    async with _connection(url) as connection:
        await connection.execute("CHECKPOINT")


@asynccontextmanager
async def _connection(url: str) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()
