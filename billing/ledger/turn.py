"""A change of plan, as its entry tells it. Billing rule 3."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from billing.catalog.catalog import FREE_PLAN

_TIMES, _UNTIL = " x", " until "


class PlanTurn(NamedTuple):
    """An account's plan from now on, `quantity` times, until `until` (None: without an end)."""

    plan: str = FREE_PLAN
    until: datetime | None = None
    quantity: int = 1

    @property
    def reason(self) -> str:
        """Return the `reason` of the PLAN entry: "TEAM x5 until 2027-01-31T00:00:00+00:00". What is
        1 or None is left out."""
        times = "" if self.quantity == 1 else f"{_TIMES}{self.quantity}"
        until = "" if self.until is None else f"{_UNTIL}{self.until.isoformat()}"
        return f"{self.plan}{times}{until}"

    @classmethod
    def told_by(cls, reason: str | None) -> PlanTurn:
        """Return the turn of a text of `reason`. Raises ValueError for another text."""
        told, _, until = (reason or FREE_PLAN).partition(_UNTIL)
        name, _, quantity = told.partition(_TIMES)
        at = datetime.fromisoformat(until) if until else None
        return cls(name, at, int(quantity) if quantity else 1)


FREE = PlanTurn()
"""The turn to the free plan."""
