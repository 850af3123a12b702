"""Batches that are decided on remembered accounts, so that they take one round trip: the write.

A remembered state may be old. So a batch counts only if every command of it was done, and if it
writes every account that it was decided on: then the write compares all of these states with the
database, and the unique keys find what was recorded before. Otherwise the accounts and the keys are
read first; a batch that was decided on other states is decided again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from billing.ledger.account import Account
from billing.ledger.commands import Command
from services.commit.batch import Batch
from services.commit.decisions import Done
from services.commit.remembered import Remembered
from services.commit.teams import teams_of

PAUSE_MAX = 64
"""The largest number of batches that read first after the memory was wrong."""

WRITTEN = "written"
CONFIRMED = "confirmed"
DECIDED_AGAIN = "decided_again"


class Recall:
    """Says which batches are decided on remembered accounts.

    A wrong memory costs a decision and maybe a write. So after each one, some batches read first:
    one more than twice as many as the last time, and one fewer for each batch that was right. Where
    other processes write the same accounts, nearly all batches read.
    """

    def __init__(self, remembered: Remembered) -> None:
        self._remembered = remembered
        self._pause = 0
        self._left = 0
        self.counts: Counter[str] = Counter()
        """Batches that were decided on remembered accounts, by what became of them: written without
        a read, confirmed by one, or decided again."""

    def accounts(self, commands: Sequence[Command], needed: set[str]) -> dict[str, Account] | None:
        """Return the `needed` accounts, which are those of the commands and of their teams. None if
        the batch has to read: because one is not remembered, or after a wrong memory."""
        known = self._remembered
        if not needed <= known.keys():
            return None
        if self._left:
            self._left -= 1
            return None
        accounts = {name: known[name] for name in needed}
        return accounts if teams_of(commands, accounts) <= accounts.keys() else None

    def right(self, outcome: str) -> None:
        """Note that a batch was decided on the present states."""
        self._pause = max(self._pause - 1, 0)
        self.counts[outcome] += 1

    def wrong(self, needed: Iterable[str]) -> None:
        """Forget accounts that may have changed, and let some batches read."""
        for name in needed:
            self._remembered.forget(name)
        self._left = self._pause = min(2 * self._pause + 1, PAUSE_MAX)
        self.counts[DECIDED_AGAIN] += 1


def is_plain(batch: Batch) -> bool:
    """Return whether the write of the batch proves everything that its outcomes say."""
    # An account that is not written may have changed, and nothing would notice it.
    if len(batch.changed) < len(batch.accounts):
        return False
    # What was not done writes no key, so a repeat of an earlier command would not be noticed.
    return all(type(one) is Done for one in batch.outcomes)


def is_same(read: Mapping[str, Account], recalled: Mapping[str, Account]) -> bool:
    """Return whether the read found each account as it was remembered."""
    return all(read.get(name) is account for name, account in recalled.items())
