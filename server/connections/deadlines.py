"""Deadlines that call a function when they pass: one timer for all connections.

A timer for each request would cost more than the rest of the checks together.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

TICK_SECONDS = 0.5
"""How late a deadline may be noticed."""

Late = Callable[[], None]


class Deadlines:
    """The deadlines of a process, by what is called when one passes: usually a bound method."""

    def __init__(self) -> None:
        self._due: dict[Late, float] = {}
        self._timer: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return len(self._due)

    def set(self, late: Late, seconds: float) -> None:
        """Call `late` in so many seconds. An earlier deadline of the same is replaced."""
        loop = asyncio.get_running_loop()
        self._due[late] = loop.time() + seconds
        if self._timer is None:
            self._timer = loop.call_later(TICK_SECONDS, self._tick, loop)

    def clear(self, late: Late) -> None:
        """Forget a deadline, if there is one."""
        self._due.pop(late, None)

    def _tick(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = None
        now = loop.time()
        try:
            for late in [one for one, due in self._due.items() if due <= now]:
                # What is called first may have cleared another one.
                if self._due.pop(late, None) is not None:
                    late()
        finally:
            if self._due and self._timer is None:
                self._timer = loop.call_later(TICK_SECONDS, self._tick, loop)
