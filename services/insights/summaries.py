"""Sums over an account's uses: by model, provider or tier, or by day or hour in a time zone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from billing.catalog.catalog import Model, PriceBook
from db.insights import UsageSum, sum_usage
from schema.enums import UsageGrouping
from schema.scalars import format_datetime
from services.insights.local_time import day_in, hour_in, zone_of

ROWS_MAX = 10_000
"""The maximum number of rows of one summary: hours of more than a year."""

QUARTERS_MAX = 4 * ROWS_MAX
"""The maximum number of quarters of an hour that are added up for a summary in a time zone."""

_TIMES = {UsageGrouping.DAY, UsageGrouping.HOUR}
_UNKNOWN_PROVIDER, _UNKNOWN_TIER = "unknown", "UNKNOWN"


@dataclass(slots=True)
class Total:
    """Sums over the uses with one key, in the fields of `UsageSum`."""

    key: str
    requests: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_input_tokens: int = 0
    cost: int = 0
    imported_tokens: int = 0

    def add(self, other: UsageSum) -> None:
        self.requests += other.requests
        self.input_tokens += other.input_tokens
        self.output_tokens += other.output_tokens
        self.cached_input_tokens += other.cached_input_tokens
        self.cost += other.cost
        self.imported_tokens += other.imported_tokens


class TooManyRows(Exception):
    """The summary would have more than ROWS_MAX rows."""


async def usage_totals(
    account_id: str,
    book: PriceBook,
    *,
    start: datetime | None,
    end: datetime | None,
    by: UsageGrouping,
    time_zone: str,
) -> list[Total]:
    """Return sums over the uses that occurred in [start, end): models by name, times in order.
    Takes one statement.

    Raises BadInput for an unknown time zone, and TooManyRows.
    """
    key_of = _key_of(by, book, time_zone)
    per = None
    if by in _TIMES:
        per = by.lower() if time_zone == "UTC" else "quarter"
    limit = QUARTERS_MAX if per == "quarter" else ROWS_MAX
    sums = await sum_usage(
        account_id, start=start, end=end, per=per, by_model=by not in _TIMES, limit=limit + 1
    )
    rows = totals(sums, key_of)
    if len(sums) > limit or len(rows) > ROWS_MAX:
        raise TooManyRows
    return rows


def totals(sums: Iterable[UsageSum], key_of: Callable[[UsageSum], str]) -> list[Total]:
    """Return one total per key, in the order of the first occurrence."""
    found: dict[str, Total] = {}
    for one in sums:
        key = key_of(one)
        found.setdefault(key, Total(key)).add(one)
    return list(found.values())


def _key_of(by: UsageGrouping, book: PriceBook, time_zone: str) -> Callable[[UsageSum], str]:
    # Also checked if it does not affect the answer, because a bad name is an error.
    zone = zone_of(time_zone)
    match by:
        case UsageGrouping.MODEL:
            return lambda one: one.model
        case UsageGrouping.PROVIDER:
            return lambda one: book.described(one.model).provider or _UNKNOWN_PROVIDER
        case UsageGrouping.TIER:
            return lambda one: _tier(book.described(one.model))
        case UsageGrouping.DAY:
            return _of_time(day_in(zone))
        case UsageGrouping.HOUR:
            return _of_time(format_datetime if time_zone == "UTC" else hour_in(zone))


def _of_time(key: Callable[[datetime], str]) -> Callable[[UsageSum], str]:
    return lambda one: key(one.since) if one.since else ""


def _tier(model: Model) -> str:
    return model.tier if model.provider else _UNKNOWN_TIER
