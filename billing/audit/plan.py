"""The plan of an account in a replay. Part of `billing.audit.replay`; billing rule 3."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from billing.catalog.catalog import FREE_PLAN
from billing.ledger.entry import Entry, EntryKind


class ReplayedPlan:
    """The plan in a replay, from the PLAN entries: "FREE", or "PREMIUM until" an instant, "TEAM
    x5 until" an instant if the account has the plan five times.

    An allowance may lapse before its end only if its plan ends: directly before the PLAN entry, and
    at the same instant. Tokens that a hold gives back to it later lapse at once.
    """

    def __init__(self) -> None:
        self.name = FREE_PLAN
        self.until: datetime | None = None
        self.quantity = 1
        self._owed: Entry | None = None

    def owe(self, lapse: Entry) -> None:
        """Note an allowance that lapsed early: the next entries must explain it."""
        self._owed = lapse

    def unpaid(self) -> Iterator[str]:
        """Yield the fault of an early lapse that no entry explained. Call this at the end."""
        if self._owed is not None:
            yield _early(self._owed)

    def check(self, entry: Entry) -> Iterator[str]:
        """Check an entry before it is folded. Call this for every entry, in order."""
        owed, self._owed = self._owed, None
        if entry.kind is EntryKind.PLAN:
            yield from self._change(entry)
        if owed is not None and not _together(owed, entry):
            yield _early(owed)
        elif owed is not None and entry.kind is EntryKind.LAPSE:
            self._owed = owed

    def _change(self, entry: Entry) -> Iterator[str]:
        told, _, until = (entry.reason or "").partition(" until ")
        name, _, times = told.partition(" x")
        if not name or entry.tokens or entry.charges or times in {"0", "1"}:
            yield "does not change the plan"
        self.name = name
        self.until = datetime.fromisoformat(until) if until else None
        self.quantity = int(times) if times else 1


def _early(lapse: Entry) -> str:
    return f"an allowance lapsed at {lapse.occurred_at}, before its end and that of its plan"


def _together(lapse: Entry, entry: Entry) -> bool:
    of_plan = entry.kind in {EntryKind.LAPSE, EntryKind.PLAN}
    return of_plan and entry.occurred_at == lapse.occurred_at
