"""Counts the websockets of each caller."""

from __future__ import annotations

from collections import Counter

from server.live.streams import caller_key, reads_all
from services.identity.identity import Caller

BACK_END_FACTOR = 10
"""A caller that may read every account has so many times as many sockets as a user."""


class Sockets:
    """The sockets of a process. Anonymous ones are not counted here, but with their address."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._open: Counter[tuple[str, str]] = Counter()

    def __len__(self) -> int:
        """Return the number of callers with sockets."""
        return len(self._open)

    def take(self, caller: Caller) -> bool:
        """Count one more socket until `give_back`; return False if the caller has too many."""
        most = self._most * BACK_END_FACTOR if reads_all(caller) else self._most
        key = caller_key(caller)
        if self._open[key] >= most:
            return False
        self._open[key] += 1
        return True

    def give_back(self, caller: Caller) -> None:
        key = caller_key(caller)
        self._open[key] -= 1
        if not self._open[key]:
            del self._open[key]
