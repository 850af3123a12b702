"""Runs long work beside the event loop, so that others are served meanwhile.

One thread works for the whole process, on one piece of work after the other: more would only
take CPU time from the loop. Such work must not touch what the loop changes.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TypeVar

from services.commit.unavailable import Unavailable

WAITING_LENGTH_MAX = 4 * 1024 * 1024
"""The most characters of all documents that wait. More are refused, so that nobody waits for
minutes, and what waits does not fill the memory."""
RETRY_SECONDS = 1

Made = TypeVar("Made")

_pool = ThreadPoolExecutor(1, "beside")


class Turns:
    """Lets one piece of work after the other begin, each in a turn of the event loop of its own."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._waiting = 0

    @asynccontextmanager
    async def turn(self, length: int) -> AsyncIterator[None]:
        """Wait for a turn with a document of this length. Raises Unavailable if too much waits
        already."""
        if self._waiting + length > WAITING_LENGTH_MAX:
            raise Unavailable(RETRY_SECONDS)
        self._waiting += length
        try:
            async with self._lock:
                # What came meanwhile is served first.
                await asyncio.sleep(0)
                yield
        finally:
            self._waiting -= length


async def beside(work: Callable[[], Made]) -> Made:
    """Run `work` in the thread, and return what it returns."""
    return await asyncio.get_running_loop().run_in_executor(_pool, work)
