"""Work on PostgreSQL that other work interrupts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from tortoise import connections

WAITING = "SELECT count(*) AS number FROM pg_locks WHERE NOT granted"


def interrupted(
    act: Callable[..., Awaitable[Any]], by: Callable[[], Awaitable[None]]
) -> tuple[Callable[..., Awaitable[Any]], list[asyncio.Task[None]]]:
    """Return `act`, which first waits until `by` has ended or is blocked by a lock, and the task of
    `by`."""
    started: list[asyncio.Task[None]] = []
    # A transaction belongs to its task, so `by` must not run in this one.
    outside = asyncio.Event()

    async def begin() -> None:
        await outside.wait()
        await by()

    started.append(asyncio.create_task(begin()))

    async def acting(*args: Any) -> Any:
        outside.set()
        async with asyncio.timeout(180):
            while not started[0].done() and not await _waits():
                await asyncio.sleep(0)
        return await act(*args)

    return acting, started


async def _waits() -> bool:
    (row,) = await connections.get("default").execute_query_dict(WAITING)
    return bool(row["number"])
