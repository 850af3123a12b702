"""The results of attempts, on their way to the database: many in one statement."""

from __future__ import annotations

import asyncio

from db.webhooks import deliveries
from db.webhooks.deliveries import Attempted

WRITE_SECONDS = 0.1
"""How long a result waits for others. What is not written when the process dies is sent again."""


class Results:
    """The results of one endpoint that are not written yet."""

    def __init__(self) -> None:
        self._waiting: list[Attempted] = []
        self._timer: asyncio.TimerHandle | None = None
        self._writing: asyncio.Task[None] | None = None

    def add(self, result: Attempted) -> None:
        """Keep a result, which is written soon."""
        self._waiting.append(result)
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(WRITE_SECONDS, self._begin)

    async def written(self) -> None:
        """Write what waits, and return when all is written. Raises the database's errors, also
        those of results that were written before."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._writing is not None:
            await self._writing
        await self._write()

    def _begin(self) -> None:
        self._timer = None
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write(self._writing))

    async def _write(self, earlier: asyncio.Task[None] | None = None) -> None:
        if earlier is not None:
            # If it failed, its error is kept for `written`.
            await earlier
        while self._waiting:
            results, self._waiting = self._waiting, []
            await deliveries.note_attempts(results)
