"""Whose turn it is where only so many may work at once: PRIORITY first, and STANDARD now and then.

Waiting costs next to nothing, and refusing costs the time of those who are let in. So who finds no
place waits for one, as long as that is bearable, and is refused only where too many wait already.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from billing.catalog.catalog import Priority

STANDARD_EVERY = 8
"""Of so many places that become free one is STANDARD's, while anybody waits there."""
WAIT_SECONDS_MAX = 5.0
"""Longer only where hardly anything is served: callers should hear it before they give up."""

PlaceFound = asyncio.Future[bool]
"""Whether a place was found."""


class Admission:
    """`size` places, and lines of at most `waiting_max` before them, one for each priority.

    Within a line who came first is first. A place that becomes free is handed on, so that nobody
    overtakes those who wait.
    """

    def __init__(self, size: int, waiting_max: int) -> None:
        self._free = size
        self._waiting_max = waiting_max
        self._lines = {one: OrderedDict[PlaceFound, None]() for one in Priority}
        self._handed_on = 0
        self.inside = dict.fromkeys(Priority, 0)

    @property
    def waiting(self) -> dict[Priority, int]:
        return {priority: len(line) for priority, line in self._lines.items()}

    def is_full(self, priority: Priority) -> bool:
        """Whether `enter` would be refused at once."""
        return not self._free and len(self._lines[priority]) >= self._waiting_max

    async def enter(self, priority: Priority) -> bool:
        """Whether there is a place, which is then taken until `leave`; it may be waited for."""
        if self._free:
            self._free -= 1
        elif self.is_full(priority) or not await self._wait(self._lines[priority]):
            return False
        self.inside[priority] += 1
        return True

    def leave(self, priority: Priority) -> None:
        self.inside[priority] -= 1
        self._hand_on()

    async def _wait(self, line: OrderedDict[PlaceFound, None]) -> bool:
        loop = asyncio.get_running_loop()
        turn: PlaceFound = loop.create_future()
        line[turn] = None
        timer = loop.call_later(WAIT_SECONDS_MAX, _give_up, turn)
        try:
            return await turn
        except asyncio.CancelledError:
            # It was called off just when its turn had come.
            if not turn.cancelled() and turn.result():
                self._hand_on()
            raise
        finally:
            timer.cancel()
            line.pop(turn, None)

    def _hand_on(self) -> None:
        turn = self._next()
        if turn is None:
            self._free += 1
        else:
            turn.set_result(True)

    def _next(self) -> PlaceFound | None:
        self._handed_on += 1
        first, second = self._lines[Priority.PRIORITY], self._lines[Priority.STANDARD]
        if self._handed_on % STANDARD_EVERY == 0:
            first, second = second, first
        for line in (first, second):
            while line:
                turn, _ = line.popitem(last=False)
                # Done already: called off, or waited for too long.
                if not turn.done():
                    return turn
        return None


def _give_up(turn: PlaceFound) -> None:
    if not turn.done():
        turn.set_result(False)
