"""The accounts that this process changed recently, for background work on them.

Noting takes one step per account, whatever the number of takers, and memory is bounded. A taker
must find changes that were forgotten, or made by another process, in another way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice

Publish = Callable[[Iterable[tuple[str, int]]], None]

WAITING_MAX = 100_000
"""The most accounts per taker; further changes are forgotten."""


class Taker:
    """The changed accounts for one consumer, each once, the oldest change first."""

    def __init__(self, waiting_max: int = WAITING_MAX) -> None:
        self._waiting: dict[str, None] = {}
        self._waiting_max = waiting_max
        self.forgotten = 0
        """The number of forgotten changes since the start."""

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
        """Take at most that many; they are forgotten until they change again."""
        taken = list(islice(self._waiting, most))
        for account_id in taken:
            del self._waiting[account_id]
        return taken


class Changed:
    """One per process. Commits are noted here; every taker gets all changes after its creation."""

    def __init__(self) -> None:
        self._takers: list[Taker] = []

    def taker(self, waiting_max: int = WAITING_MAX) -> Taker:
        taker = Taker(waiting_max)
        self._takers.append(taker)
        return taker

    def note(self, account_ids: Iterable[str]) -> None:
        """Note committed changes."""
        for account_id in account_ids:
            for taker in self._takers:
                taker.note(account_id)

    def noting(self, publish: Publish) -> Publish:
        """Wrap `publish`, which takes (account id, revision) pairs, so that it notes them too."""

        def publish_and_note(changes: Iterable[tuple[str, int]]) -> None:
            told = list(changes)
            self.note(account_id for account_id, _ in told)
            publish(told)

        return publish_and_note
