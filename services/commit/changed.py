"""The accounts that this process changed recently, for background work on them.

Noting a change takes one step per account for any number of takers, and memory is bounded. A taker
must find dropped changes, and changes of other processes, in another way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from billing.ledger.account import Account

Publish = Callable[[Iterable[tuple[str, int]]], None]
Listener = Callable[[Sequence[Account]], None]
"""A function that takes the states of the accounts that one batch changed."""

WAITING_MAX = 100_000
"""The maximum number of accounts per taker; further changes are dropped."""


class Taker:
    """The changed accounts for one consumer, each once, the oldest change first."""

    def __init__(self, waiting_max: int = WAITING_MAX) -> None:
        self._waiting: dict[str, None] = {}
        self._waiting_max = waiting_max
        self.forgotten = 0
        """The number of dropped changes since the start."""

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
        """Remove and return at most that many accounts; they come again when they change again."""
        taken = list(islice(self._waiting, most))
        for account_id in taken:
            del self._waiting[account_id]
        return taken


class Changed:
    """The changes of one process: passed on to its takers, its listeners and the broadcast."""

    def __init__(self, broadcast: Publish = lambda _: None) -> None:
        self._broadcast = broadcast
        self._takers: list[Taker] = []
        self._listeners: list[Listener] = []

    def taker(self, waiting_max: int = WAITING_MAX) -> Taker:
        taker = Taker(waiting_max)
        self._takers.append(taker)
        return taker

    def listen(self, listener: Listener) -> None:
        """Pass committed states to `listener` from now on."""
        self._listeners.append(listener)

    def offer(self, accounts: Sequence[Account]) -> None:
        """Pass states that were just committed to every listener."""
        for listener in self._listeners:
            listener(accounts)

    def note(self, account_ids: Iterable[str]) -> None:
        """Note committed changes."""
        for account_id in account_ids:
            for taker in self._takers:
                taker.note(account_id)

    def publish(self, changes: Iterable[tuple[str, int]]) -> None:
        """Note committed changes, given as (account id, revision), and broadcast them."""
        told = list(changes)
        self.note(account_id for account_id, _ in told)
        self._broadcast(told)
