"""Sums over uses, and the model that savings compare to, from the API's arguments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from billing.catalog.catalog import Model, PriceBook
from billing.errors import BadInput
from db.insights import UsageSum, sum_usage
from resolvers.errors import LimitExceeded
from schema.enums import UsageGrouping
from schema.ledger.balance import UsageSummary
from schema.scalars import BigInt, format_datetime
from services.insights.local_time import day_in, hour_in, zone_of
from services.ledger.history import Total, totals

ROWS_MAX = 10_000
"""Rows of one summary: hours of more than a year."""

QUARTERS_MAX = 4 * ROWS_MAX
"""What a summary in a time zone is put together from."""

_TIMES = {UsageGrouping.DAY, UsageGrouping.HOUR}
_UNKNOWN_PROVIDER, _UNKNOWN_TIER = "unknown", "UNKNOWN"


async def usage_summaries(
    account_id: str,
    book: PriceBook,
    *,
    start: datetime | None,
    end: datetime | None,
    by: UsageGrouping,
    time_zone: str,
) -> list[UsageSummary]:
    """Sums over the uses that occurred in [start, end): models by name, times in their order.

    BadInput for an unknown time zone, LimitExceeded for more rows than a summary may have.
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
        raise LimitExceeded(
            "That is more than a summary holds: ask for a shorter time by `from` and `to`."
        )
    return [_summary(row) for row in rows]


def premium_model(name: str, book: PriceBook, now: datetime) -> Model:
    """The model to compare savings to. BadInput for what is no premium model."""
    model = book.model(name, now)
    if model is None or model.is_free:
        raise BadInput("insteadOf", "must be the name of a premium model in the catalog")
    return model


def _key_of(by: UsageGrouping, book: PriceBook, time_zone: str) -> Callable[[UsageSum], str]:
    # Also where it has no part in the answer: a bad name is a mistake.
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


def _summary(total: Total) -> UsageSummary:
    return UsageSummary(
        key=total.key,
        requests=BigInt(total.requests),
        input_tokens=BigInt(total.input_tokens),
        output_tokens=BigInt(total.output_tokens),
        cached_input_tokens=BigInt(total.cached_input_tokens),
        cost=BigInt(total.cost),
        imported_tokens=BigInt(total.imported_tokens),
    )
