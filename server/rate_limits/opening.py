"""Opens the store of the rate limits: Redis if there is one, else what the workers share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from server.rate_limits.store import Units
from server.rate_limits.table import SharedTable

FILE = "rates"
"""The name of the workers' table, in their folder."""


@asynccontextmanager
async def open_units(
    *, redis_url: str | None, workers_folder: Path | None, workers: int
) -> AsyncIterator[Units]:
    """Yield the units of this process."""
    if redis_url is not None:
        from gateways.rate_limits import RedisRates

        remote = RedisRates(redis_url, workers=workers)
        await remote.start()
        try:
            yield Units(remote=remote)
        finally:
            await remote.close()
    elif workers_folder is not None:
        shared = SharedTable(workers_folder / FILE)
        try:
            yield Units(shared=shared, workers=workers)
        finally:
            shared.close()
    else:
        yield Units()
