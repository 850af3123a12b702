"""An account's uses by day, and those that the next days are expected to bring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
    found: dict[date, list[DayUse]] = {}
    for use in uses:
        found.setdefault(use.day, []).append(use)
    return [_sum(found[day]) for day in sorted(found)]


def ahead(uses: Iterable[DayUse], *, today: date, days: int, span: int) -> Iterator[DayUse]:
    """Yield the uses of the `days` after today, if the last `span` days, today among them, come
    again and again in their order. All uses up to today are early then."""
    first = today - (span - 1) * ONE_DAY
    later = [today + (number + 1) * ONE_DAY for number in range(days)]
    for use in uses:
        model, used, cost, month, above = use.model, use.used, use.cost, use.month, use.above
        yield DayUse(model, use.day, used, cost, month, True, above)
        place = (use.day - first).days
        if 0 <= place < span:
            for day in later[place::span]:
                yield DayUse(model, day, used, cost, month, False, above)


def _sum(uses: Sequence[DayUse]) -> DayUse:
    if len(uses) == 1:
        return uses[0]
    used = sum((use.used for use in uses), Used())
    return replace(uses[0], used=used, cost=sum(use.cost for use in uses))
