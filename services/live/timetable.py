"""The times at which accounts must be read again: one structure instead of one timer per
account."""

from __future__ import annotations

from datetime import datetime
from heapq import heapify, heappop, heappush

SPARE = 64


class Timetable:
    """The next instant of each key. A key has at most one; setting it again replaces it."""

    def __init__(self) -> None:
        self._at: dict[str, datetime] = {}
        self._heap: list[tuple[datetime, str]] = []

    def __len__(self) -> int:
        return len(self._at)

    @property
    def first(self) -> datetime | None:
        """Return the earliest instant of all."""
        while self._heap and self._at.get(self._heap[0][1]) != self._heap[0][0]:
            heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def set(self, key: str, at: datetime) -> bool:
        """Set the instant; return whether it is earlier than all others."""
        if self._at.get(key) == at:
            return False
        first = self.first
        self._at[key] = at
        heappush(self._heap, (at, key))
        self._compact()
        return first is None or at < first

    def drop(self, key: str) -> None:
        self._at.pop(key, None)
        self._compact()

    def take(self, now: datetime) -> list[str]:
        """Remove and return the keys whose instant is reached, the earliest first."""
        keys = []
        while (first := self.first) is not None and first <= now:
            keys.append(heappop(self._heap)[1])
            del self._at[keys[-1]]
        return keys

    def _compact(self) -> None:
        """Remove replaced and dropped instants from the heap once they outnumber the others."""
        if len(self._heap) > 2 * len(self._at) + SPARE:
            self._heap = [(at, key) for key, at in self._at.items()]
            heapify(self._heap)
