"""Which accounts this process changed of late, for whoever works through them in the background.

Noting costs one step an account, whatever the number of takers; memory is bounded. What is
forgotten or what another process changed, a taker has to find in another way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice

Publish = Callable[[Iterable[tuple[str, int]]], None]

WAITING_MAX = 100_000
"""Accounts a taker; beyond that, news is forgotten."""


class Taker:
    """One consumer's accounts, each once, the longest known first."""

    def __init__(self, waiting_max: int = WAITING_MAX) -> None:
        self._waiting: dict[str, None] = {}
        self._waiting_max = waiting_max
        self.forgotten = 0
        """How many there was no room for, since the start."""

    def __len__(self) -> int:
        return len(self._waiting)

    def note(self, account_id: str) -> None:
        if account_id in self._waiting:
            return
        if len(self._waiting) < self._waiting_max:
            self._waiting[account_id] = None
        else:
            self.forgotten += 1

    def take(self, most: int) -> list[str]:
        """At most so many, which are then known no more until they change again."""
        taken = list(islice(self._waiting, most))
        for account_id in taken:
            del self._waiting[account_id]
        return taken


class Changed:
    """One a process. Whoever commits notes; every taker hears of all that comes after it."""

    def __init__(self) -> None:
        self._takers: list[Taker] = []

    def taker(self, waiting_max: int = WAITING_MAX) -> Taker:
        taker = Taker(waiting_max)
        self._takers.append(taker)
        return taker

    def note(self, account_ids: Iterable[str]) -> None:
        """They changed, and are committed."""
        for account_id in account_ids:
            for taker in self._takers:
                taker.note(account_id)

    def noting(self, publish: Publish) -> Publish:
        """`publish`, for those that tell of (account id, revision): it notes them too."""

        def publish_and_note(changes: Iterable[tuple[str, int]]) -> None:
            told = list(changes)
            self.note(account_id for account_id, _ in told)
            publish(told)

        return publish_and_note
