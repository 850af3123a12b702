"""The task that follows the moves of the clock."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from resolvers.request import background_task
from server.clock import following
from services.clock.movable import MovableClock


async def test_it_is_a_background_task_by_name() -> None:
    """So its records name it, and no test counts its statements as those of a request."""
    seen = asyncio.get_running_loop().create_future()

    async def read() -> int:
        if not seen.done():
            seen.set_result(background_task.get())
        return 0

    async with following(MovableClock(lambda: datetime.now(UTC), read)):
        assert await seen == "clock moves"
    assert background_task.get() is None
