"""A listener that stores the changes of a broadcast."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from gateways.live import Broadcast


class Heard:
    """The changes that a broadcast reported to its listener."""

    def __init__(self) -> None:
        self.changes: list[tuple[str, int]] = []
        self._arrived = asyncio.Condition()

    def __call__(self, account_id: str, revision: int) -> None:
        self.changes.append((account_id, revision))
        asyncio.get_running_loop().create_task(self._wake())

    async def _wake(self) -> None:
        async with self._arrived:
            self._arrived.notify_all()

    async def until(self, account_id: str, revision: int) -> None:
        async with self._arrived:
            await self._arrived.wait_for(lambda: (account_id, revision) in self.changes)


@asynccontextmanager
async def started(broadcast: Broadcast) -> AsyncIterator[Heard]:
    heard = Heard()
    await broadcast.start(heard)
    try:
        async with asyncio.timeout(180):
            yield heard
    finally:
        await broadcast.close()
