"""How much is taken in at once, and when what was turned away may come again.

Under overload PRIORITY finds room for longest, and STANDARD keeps some: nobody starves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import ceil
from time import perf_counter

from billing.catalog.catalog import Priority

RETRY_SECONDS_MIN, RETRY_SECONDS_MAX = 1, 30
FORGETTING = 0.8
"""What an earlier batch still counts when the next one is measured."""


class Room:
    """Places, `size` of them, counted and never waited for.

    STANDARD is taken in while no more than `standard_max` places are taken, and always up to
    `reserved` places, which PRIORITY leaves free. ValueError where these don't go together.
    """

    __slots__ = ("_reserved", "_size", "_standard_max", "priority", "standard")

    def __init__(self, size: int, *, standard_max: int, reserved: int) -> None:
        if not 0 <= reserved <= standard_max <= size - reserved:
            raise ValueError("the places of one priority are not there beside the other's")
        self._size, self._standard_max, self._reserved = size, standard_max, reserved
        self.standard = self.priority = 0

    @property
    def taken(self) -> int:
        """Places, of both priorities."""
        return self.standard + self.priority

    def has(self, priority: Priority, many: int = 1) -> bool:
        """So many places for that priority."""
        standard, taken = self.standard, self.standard + self.priority + many
        if priority is Priority.PRIORITY:
            return taken + max(0, self._reserved - standard) <= self._size
        return taken <= self._standard_max or standard + many <= self._reserved

    def take(self, priority: Priority, many: int) -> bool:
        """All of them, or none and False. O(1)."""
        if not self.has(priority, many):
            return False
        if priority is Priority.PRIORITY:
            self.priority += many
        else:
            self.standard += many
        return True

    def take_all(self, wanted: Mapping[Priority, int]) -> bool:
        """Likewise, of both priorities."""
        taken: list[Priority] = []
        for priority, many in wanted.items():
            if not self.take(priority, many):
                for earlier in taken:
                    self.give_back(earlier, wanted[earlier])
                return False
            taken.append(priority)
        return True

    def give_back(self, priority: Priority, many: int) -> None:
        """As many as were taken."""
        if priority is Priority.PRIORITY:
            self.priority -= many
        else:
            self.standard -= many

    def by_priority(self) -> dict[Priority, int]:
        """Places taken."""
        return {Priority.STANDARD: self.standard, Priority.PRIORITY: self.priority}


class Pace:
    """How quickly commands are committed while there are any, as the last few batches were.

    What is turned away stands in a queue that nobody holds: who comes again when its turn would
    have been finds room, and not all come at once. `clock` is in seconds.
    """

    def __init__(self, clock: Callable[[], float] = perf_counter) -> None:
        self._clock = clock
        self._commands = self._seconds = 0.0
        self._turn = 0.0

    def committed(self, commands: int, seconds: float) -> None:
        """A batch took that long."""
        self._commands = self._commands * FORGETTING + commands
        self._seconds = self._seconds * FORGETTING + seconds

    def retry_after(self, waiting: int, refused: int = 1) -> int:
        """In how many seconds, 1 to 30, `refused` commands more may come again, where `waiting`
        are before them."""
        each = self._seconds / self._commands if self._commands else 0.0
        now = self._clock()
        self._turn = min(max(self._turn, now) + refused * each, now + RETRY_SECONDS_MAX)
        seconds = ceil(self._turn - now + waiting * each)
        return max(RETRY_SECONDS_MIN, min(seconds, RETRY_SECONDS_MAX))
