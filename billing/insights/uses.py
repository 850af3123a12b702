"""An account's uses by day, and those that the next days are expected to bring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from billing.insights.savings import Used

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayUse:
    """The uses of one model on one UTC day; `cost` in premium tokens. `month` is the start of the
    account's monthly window that contains them. `early` uses are before the period of the report:
    they only reduce the rest of limits and allowances. `above` is the largest context of a free
    model that the input of each of them exceeds, or 0."""

    model: str
    day: date
    used: Used
    cost: int
    month: datetime
    early: bool = False
    above: int = 0

    @property
    def tokens(self) -> int:
        return self.used.input_tokens + self.used.output_tokens


def by_day(uses: Iterable[DayUse]) -> list[DayUse]:
    """Add up the uses of one model on each day, the oldest first."""
    found: dict[date, DayUse] = {}
    for use in sorted(uses, key=lambda use: use.day):
        same = found.get(use.day)
        found[use.day] = _plus(same, use) if same else use
    return list(found.values())


def ahead(uses: Iterable[DayUse], *, today: date, days: int, span: int) -> Iterator[DayUse]:
    """Yield the uses of the `days` after today, if the last `span` days, today among them, come
    again and again in their order. All uses up to today are early then."""
    known = list(uses)
    first = today - (span - 1) * ONE_DAY
    for use in known:
        yield replace(use, early=True)
        place = (use.day - first).days
        if 0 <= place < span:
            for again in range(place, days, span):
                yield replace(use, day=today + (again + 1) * ONE_DAY, early=False)


def _plus(one: DayUse, other: DayUse) -> DayUse:
    return replace(one, used=one.used + other.used, cost=one.cost + other.cost)
