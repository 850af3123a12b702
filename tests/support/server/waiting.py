"""Waits for a condition that becomes true soon."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

TIMEOUT_SECONDS = 180


async def eventually(holds: Callable[[], bool]) -> None:
    """Wait until the condition is true. Raises TimeoutError."""
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while not holds():
            await asyncio.sleep(0.01)
