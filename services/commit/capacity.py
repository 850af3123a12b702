"""The number of commands that are accepted at once, and the time until refused ones may retry.

Under overload STANDARD is refused first, but a part of the places is reserved for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import ceil
from time import perf_counter

from billing.catalog.catalog import Priority

RETRY_SECONDS_MIN, RETRY_SECONDS_MAX = 1, 30
FORGETTING = 0.8
"""The weight of earlier batches when the next one is measured."""


class Capacity:
    """A counter of `size` places. Nobody waits for a place.

    STANDARD is accepted while at most `standard_max` places are taken. In addition, `reserved`
    places are for STANDARD only. Raises ValueError if the numbers contradict each other.
    """

    __slots__ = ("_reserved", "_size", "_standard_max", "priority", "standard")

    def __init__(self, size: int, *, standard_max: int, reserved: int) -> None:
        if not 0 <= reserved <= standard_max <= size - reserved:
            raise ValueError("the places of one priority are not there beside the other's")
        self._size, self._standard_max, self._reserved = size, standard_max, reserved
        self.standard = self.priority = 0

    @property
    def taken(self) -> int:
        """The places taken, for both priorities together."""
        return self.standard + self.priority

    def has(self, priority: Priority, many: int = 1) -> bool:
        """Return whether that many places are free for that priority."""
        standard, taken = self.standard, self.standard + self.priority + many
        if priority is Priority.PRIORITY:
            return taken + max(0, self._reserved - standard) <= self._size
        return taken <= self._standard_max or standard + many <= self._reserved

    def take(self, priority: Priority, many: int) -> bool:
        """Take all of them; or take none and return False. O(1)."""
        if not self.has(priority, many):
            return False
        if priority is Priority.PRIORITY:
            self.priority += many
        else:
            self.standard += many
        return True

    def take_all(self, wanted: Mapping[Priority, int]) -> bool:
        """Like `take`, for both priorities."""
        taken: list[Priority] = []
        for priority, many in wanted.items():
            if not self.take(priority, many):
                for earlier in taken:
                    self.give_back(earlier, wanted[earlier])
                return False
            taken.append(priority)
        return True

    def give_back(self, priority: Priority, many: int) -> None:
        """Give back places that were taken."""
        if priority is Priority.PRIORITY:
            self.priority -= many
        else:
            self.standard -= many

    def by_priority(self) -> dict[Priority, int]:
        """The places taken, by priority."""
        return {Priority.STANDARD: self.standard, Priority.PRIORITY: self.priority}


class Pace:
    """The speed at which commands are committed, measured over the last few batches.

    Refused commands form a virtual queue: each caller gets the time at which there will be room for
    it, so that they do not all retry at once. `clock` is in seconds.
    """

    def __init__(self, clock: Callable[[], float] = perf_counter) -> None:
        self._clock = clock
        self._commands = self._seconds = 0.0
        self._turn = 0.0

    def committed(self, commands: int, seconds: float) -> None:
        """Note the duration of a batch."""
        self._commands = self._commands * FORGETTING + commands
        self._seconds = self._seconds * FORGETTING + seconds

    def retry_after(self, waiting: int, refused: int = 1) -> int:
        """Return the seconds (1 to 30) after which `refused` further commands may be tried again,
        with `waiting` commands before them."""
        each = self._seconds / self._commands if self._commands else 0.0
        now = self._clock()
        self._turn = min(max(self._turn, now) + refused * each, now + RETRY_SECONDS_MAX)
        seconds = ceil(self._turn - now + waiting * each)
        return max(RETRY_SECONDS_MIN, min(seconds, RETRY_SECONDS_MAX))
