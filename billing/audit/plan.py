"""The plan of an account in a replay. Part of `billing.audit.replay`; billing rule 3."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from billing.catalog.catalog import FREE_PLAN
from billing.ledger.entry import Entry, EntryKind


class ReplayedPlan:
    """The plan as the PLAN entries tell it: "FREE", or "PREMIUM until" an instant.

    An allowance may lapse before its end only where its plan ends: right before the entry that
    says so, and at the same instant. What a hold gives back to it later lapses when it comes.
    """

    def __init__(self) -> None:
        self.name = FREE_PLAN
        self.until: datetime | None = None
        self._owed: Entry | None = None

    def owe(self, lapse: Entry) -> None:
        """The allowance lapsed early: the next entries have to tell why."""
        self._owed = lapse

    def unpaid(self) -> Iterator[str]:
        """Yield, at the end, an early lapse that nothing explained."""
        if self._owed is not None:
            yield _early(self._owed)

    def check(self, entry: Entry) -> Iterator[str]:
        """Has to see every entry, in order, before it is folded."""
        owed, self._owed = self._owed, None
        if entry.kind is EntryKind.PLAN:
            yield from self._change(entry)
        if owed is not None and not _together(owed, entry):
            yield _early(owed)
        elif owed is not None and entry.kind is EntryKind.LAPSE:
            self._owed = owed

    def _change(self, entry: Entry) -> Iterator[str]:
        name, _, until = (entry.reason or "").partition(" until ")
        if not name or entry.tokens or entry.charges:
            yield "is no change of plan"
        self.name = name
        self.until = datetime.fromisoformat(until) if until else None


def _early(lapse: Entry) -> str:
    return f"an allowance lapsed at {lapse.occurred_at}, before its end and that of its plan"


def _together(lapse: Entry, entry: Entry) -> bool:
    of_plan = entry.kind in {EntryKind.LAPSE, EntryKind.PLAN}
    return of_plan and entry.occurred_at == lapse.occurred_at
