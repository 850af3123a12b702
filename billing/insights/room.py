"""The rest of free models' limits, and what of an account's uses fits into it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from billing.catalog.catalog import Model, QuotaPeriod, QuotaUnit
from billing.insights.uses import DayUse, by_day


class DayPart(NamedTuple):
    """The part of a day's uses that fits: `counted` in the unit of the limit. `is_whole` if it is
    all that the context holds. Sums are rounded down."""

    use: DayUse
    window: date
    counted: int
    tokens: int
    saves: int
    is_whole: bool


class Room:
    """The rest of each free model's limit, by window. `own` are the account's uses by model."""

    def __init__(self, own: Mapping[str, Sequence[DayUse]]) -> None:
        self._used: defaultdict[tuple[str, date], int] = defaultdict(int)
        self._own = own
        self._known: set[str] = set()
        self._held: dict[tuple[str, int], list[DayUse]] = {}

    def parts(self, free: Model, name: str, uses: Sequence[DayUse]) -> list[DayPart]:
        """Return what would have fitted of each day of these uses of the model `name`, the oldest
        first."""
        self._count_own(free)
        found: list[DayPart] = []
        taken: defaultdict[date, int] = defaultdict(int)
        for use in self._by_day(free, name, uses):
            window, count = _window(free, use), _counted(free, use)
            fits = count
            if free.native_limit:
                left = free.native_limit.amount - self._used[free.name, window] - taken[window]
                fits = max(0, min(count, left))
            if fits or not count:
                taken[window] += fits
                found.append(_part(use, window, count, fits))
        return found

    def take(self, free: Model, parts: Iterable[DayPart]) -> None:
        for part in parts:
            self._used[free.name, part.window] += part.counted

    def _count_own(self, free: Model) -> None:
        if free.name not in self._known:
            self._known.add(free.name)
            for use in self._own.get(free.name, ()):
                self._used[free.name, _window(free, use)] += _counted(free, use)

    def _by_day(self, free: Model, name: str, uses: Sequence[DayUse]) -> list[DayUse]:
        """Return the uses whose input the free model's context holds, added up by day. Most free
        models hold the same ones."""
        most = free.context_tokens
        held = [use for use in uses if most is None or use.above < most]
        key = name, len(held)
        if key not in self._held:
            self._held[key] = by_day(held)
        return self._held[key]


def _part(use: DayUse, window: date, count: int, fits: int) -> DayPart:
    if fits == count:
        return DayPart(use, window, count, use.tokens, use.cost, is_whole=True)
    tokens, saves = use.tokens * fits // count, use.cost * fits // count
    return DayPart(use, window, fits, tokens, saves, is_whole=False)


def _window(free: Model, use: DayUse) -> date:
    monthly = free.native_limit and free.native_limit.period is QuotaPeriod.MONTH
    return use.day.replace(day=1) if monthly else use.day


def _counted(free: Model, use: DayUse) -> int:
    by_tokens = free.native_limit and free.native_limit.unit is QuotaUnit.TOKENS
    return use.tokens if by_tokens else use.used.requests
