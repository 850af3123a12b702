"""The rules before decision 0046, to compare with: only whole days are moved to a free model,
whatever the size of a request and the age of the account."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from billing.catalog.catalog import Model, QuotaPeriod, QuotaUnit
from billing.catalog.price_book import PriceBook
from billing.insights.uses import DayUse


@dataclass(frozen=True, slots=True)
class WholeDays:
    """A substitute. `free` could have served all uses of `premium` on `served` of its `days` days:
    `tokens` model tokens, which cost `saves` premium tokens."""

    premium: Model
    free: Model
    served: int
    days: int
    tokens: int
    saves: int


def substitutes(uses: Iterable[DayUse], book: PriceBook, now: datetime) -> tuple[WholeDays, ...]:
    """Return at most one substitute per premium model, the most expensive use first. A free model's
    limit is reduced by the account's own uses and by earlier substitutes. Only whole days are
    moved, the oldest first, because a day's uses are stored as one sum.

    A free model can serve instead of a premium one if it has all of its capabilities in the
    catalog.
    """
    known = list(uses)
    days = _by_model(one for one in known if not one.early)
    room = _Room(_by_model(known))
    found: list[WholeDays] = []
    for name in sorted(days, key=lambda name: (-_cost(days[name]), name)):
        premium = book.model(name, now)
        if premium and not premium.is_free and _cost(days[name]):
            tried = [
                (one, room.served(one, days[name]))
                for one in book.free_models
                if set(premium.capabilities) <= set(one.capabilities)
            ]
            free, served = max(tried, key=lambda each: _cost(each[1]), default=(premium, []))
            if _cost(served):
                room.take(free, served)
                found.append(_substitute(premium, free, served, days[name]))
    return tuple(found)


class _Room:
    """The rest of each free model's limit, by window."""

    def __init__(self, days: dict[str, list[DayUse]]) -> None:
        self._used: defaultdict[tuple[str, date], int] = defaultdict(int)
        self._days = days
        self._known: set[str] = set()

    def served(self, free: Model, days: Iterable[DayUse]) -> list[DayUse]:
        """Return the days whose uses would have fitted, the oldest first."""
        self._count_own(free)
        found: list[DayUse] = []
        taken: defaultdict[date, int] = defaultdict(int)
        for day in days:
            window, count = _window(free, day), _counted(free, day)
            room = _amount(free) - self._used[free.name, window] - taken[window]
            if not free.native_limit or count <= room:
                taken[window] += count
                found.append(day)
        return found

    def take(self, free: Model, days: Iterable[DayUse]) -> None:
        for day in days:
            self._used[free.name, _window(free, day)] += _counted(free, day)

    def _count_own(self, free: Model) -> None:
        if free.name not in self._known:
            self._known.add(free.name)
            self.take(free, self._days.get(free.name, ()))


def _by_model(uses: Iterable[DayUse]) -> dict[str, list[DayUse]]:
    """Group uses by model and day, the oldest first, and add up the parts of one day."""
    found: defaultdict[str, dict[date, DayUse]] = defaultdict(dict)
    for use in sorted(uses, key=lambda use: use.day):
        same = found[use.model].get(use.day)
        whole = replace(use, used=same.used + use.used, cost=same.cost + use.cost) if same else use
        found[use.model][use.day] = whole
    return {name: list(days.values()) for name, days in found.items()}


def _substitute(
    premium: Model, free: Model, served: Sequence[DayUse], days: Sequence[DayUse]
) -> WholeDays:
    tokens = sum(day.tokens for day in served)
    return WholeDays(premium, free, len(served), len(days), tokens, _cost(served))


def _cost(days: Iterable[DayUse]) -> int:
    return sum(day.cost for day in days)


def _amount(free: Model) -> int:
    return free.native_limit.amount if free.native_limit else 0


def _window(free: Model, use: DayUse) -> date:
    monthly = free.native_limit and free.native_limit.period is QuotaPeriod.MONTH
    return use.day.replace(day=1) if monthly else use.day


def _counted(free: Model, use: DayUse) -> int:
    by_tokens = free.native_limit and free.native_limit.unit is QuotaUnit.TOKENS
    return use.tokens if by_tokens else use.used.requests
