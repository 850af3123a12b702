"""A limited number of places, and a waiting line for each priority: PRIORITY first, STANDARD at
times.

Waiting costs almost nothing; a refusal costs CPU time that admitted operations lack. So an
operation that finds no place waits for a few seconds. It is refused at once only if too many wait
already.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from billing.catalog.catalog import Priority

STANDARD_EVERY = 8
"""One in this many free places goes to STANDARD while anybody waits there."""
WAIT_SECONDS_MAX = 5.0
"""The longest wait, in seconds. It is reached only if very little is served. Callers should get the
refusal before their own timeout."""

PlaceFound = asyncio.Future[bool]
"""The future of a waiting operation: True if it got a place."""


class Admission:
    """`size` places, and one line of at most `waiting_max` for each priority.

    Each line is first in, first out. A free place is given to the next one in line, so that nobody
    overtakes a waiting operation.
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
        """Return whether `enter` would be refused at once."""
        return not self._free and len(self._lines[priority]) >= self._waiting_max

    async def enter(self, priority: Priority) -> bool:
        """Wait for a place if necessary. Return True if there is one; it is taken until `leave`."""
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
            # It was cancelled when it just had got a place.
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
                # It was cancelled, or it waited too long.
                if not turn.done():
                    return turn
        return None


def _give_up(turn: PlaceFound) -> None:
    if not turn.done():
        turn.set_result(False)
