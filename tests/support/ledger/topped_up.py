"""A walk of a ledger with an automatic top-up, which says what may follow what. Billing rule 15.

It shares no code with `billing.ledger.top_ups.rules`, nor with the replay.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from billing.ledger.account import Account
from billing.ledger.entry import Entry, EntryKind
from tests.support.ledger.calendar_oracle import month_end


@dataclass
class Walk:
    """What the entries about a top-up say. Each entry must be possible after those before it."""

    opened: datetime
    limit: tuple[int, int] | None = None
    need: int = 0
    is_stopped: bool = False
    months: Counter[datetime] = field(default_factory=Counter)
    needs: list[int] = field(default_factory=list)

    def add(self, entry: Entry) -> None:
        word, *told = (entry.reason or "").split(" ", 6)
        match word:
            case "SET":
                if self.limit is None:
                    self.months.clear()
                self.limit, self.is_stopped = (int(told[1]), int(told[4])), False
            case "REMOVED":
                assert self.limit is not None
                self.limit, self.need, self.is_stopped = None, 0, False
            case "NEEDED":
                assert self.limit is not None
                assert not self.need
                assert not self.is_stopped, "nobody acted since the failure"
                assert entry.balance < self.limit[0]
                self.need = entry.revision
                self.needs.append(self.need)
                month = month_end(self.opened, entry.recorded_at)
                self.months[month] += 1
                assert self.months[month] <= self.limit[1], "more than the monthly maximum"
            case "PAID" | "FAILED":
                assert int(told[0]) == self.need > 0, "ends what is not open"
                self.need, self.is_stopped = 0, word == "FAILED"
            case _:
                raise AssertionError(entry.reason)

    def is_missing(self, account: Account) -> bool:
        """Return whether a need should be open now, but is not."""
        if self.limit is None or self.need or self.is_stopped:
            return False
        used = self.months[month_end(self.opened, account.touched_at)]
        return account.available < self.limit[0] and used < self.limit[1]


def walked(opened: datetime, entries: Sequence[Entry]) -> Walk:
    walk = Walk(opened)
    for entry in entries:
        if entry.kind is EntryKind.TOP_UP:
            walk.add(entry)
    return walk


def check_state(walk: Walk, account: Account) -> None:
    """Check that the account's state is what its entries say, and that no need is missing."""
    top_up = account.top_up
    assert (top_up is not None) is (walk.limit is not None)
    if top_up is not None:
        assert (top_up.below, top_up.max_per_month) == walk.limit
        assert top_up.need == walk.need
        assert (top_up.failure is not None) is walk.is_stopped
    assert not walk.is_missing(account), "too few tokens are left, and nothing is bought"
