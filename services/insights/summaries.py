"""Sums over an account's uses: by model, provider or tier, or by day or hour in a time zone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypedDict

from billing.catalog.catalog import Model
from billing.catalog.price_book import PriceBook
from billing.catalog.units import UsageUnit
from db.insights.usage import DetailSum, UsageSum, sum_details, sum_usage
from schema.enums import UsageGrouping
from schema.scalars import format_datetime
from services.insights.local_time import day_in, hour_in, zone_of

ROWS_MAX = 10_000
"""The maximum number of rows of one summary: hours of more than a year."""

QUARTERS_MAX = 4 * ROWS_MAX
"""The maximum number of quarters of an hour that are added up for a summary in a time zone."""

DETAILS_MAX = 3 * QUARTERS_MAX
"""The maximum number of details, by unit and by model or time, that are added up for a summary."""

_TIMES = {UsageGrouping.DAY, UsageGrouping.HOUR}
Grouped = UsageSum | DetailSum
Key = Callable[[Grouped], str]
_UNKNOWN_PROVIDER, _UNKNOWN_TIER = "unknown", "UNKNOWN"


@dataclass(slots=True)
class Total:
    """Sums over the uses with one key, in the fields of `UsageSum`. `details` are quantities by
    unit, and `unpriced` is the part of them that cost nothing for lack of a rate."""

    key: str
    requests: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_input_tokens: int = 0
    cost: int = 0
    imported_tokens: int = 0
    details: Counter[UsageUnit] = field(default_factory=Counter)
    unpriced: Counter[UsageUnit] = field(default_factory=Counter)

    def add(self, other: UsageSum) -> None:
        self.requests += other.requests
        self.input_tokens += other.input_tokens
        self.output_tokens += other.output_tokens
        self.cached_input_tokens += other.cached_input_tokens
        self.cost += other.cost
        self.imported_tokens += other.imported_tokens

    def add_detail(self, other: DetailSum) -> None:
        self.details[other.unit] += other.quantity
        self.unpriced[other.unit] += other.unpriced


class Span(TypedDict):
    """The arguments that both statements of a summary have."""

    start: datetime | None
    end: datetime | None
    per: str | None
    by_model: bool


class TooManyRows(Exception):
    """The summary would have more than ROWS_MAX rows, or needs too many to be added up."""


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
    Takes one statement, and another one if any use has details.

    Raises BadInput for an unknown time zone, and TooManyRows.
    """
    key_of = _key_of(by, book, time_zone)
    per = None
    if by in _TIMES:
        per = by.lower() if time_zone == "UTC" else "quarter"
    limit = QUARTERS_MAX if per == "quarter" else ROWS_MAX
    span: Span = {"start": start, "end": end, "per": per, "by_model": by not in _TIMES}
    sums = await sum_usage(account_id, **span, limit=limit + 1)
    rows = totals(sums, key_of)
    if len(sums) > limit or len(rows) > ROWS_MAX:
        raise TooManyRows
    if upto := max((one.last_detailed for one in sums), default=0):
        details = await sum_details(account_id, **span, upto=upto, limit=DETAILS_MAX + 1)
        if len(details) > DETAILS_MAX:
            raise TooManyRows
        _add_details(rows, details, key_of)
    return rows


def totals(sums: Iterable[UsageSum], key_of: Key) -> list[Total]:
    """Return one total per key, in the order of the first occurrence."""
    found: dict[str, Total] = {}
    for one in sums:
        key = key_of(one)
        found.setdefault(key, Total(key)).add(one)
    return list(found.values())


def _add_details(rows: Iterable[Total], details: Iterable[DetailSum], key_of: Key) -> None:
    by_key = {row.key: row for row in rows}
    for one in details:
        by_key[key_of(one)].add_detail(one)


def _key_of(by: UsageGrouping, book: PriceBook, time_zone: str) -> Key:
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


def _of_time(key: Callable[[datetime], str]) -> Key:
    return lambda one: key(one.since) if one.since else ""


def _tier(model: Model) -> str:
    return model.tier if model.provider else _UNKNOWN_TIER
