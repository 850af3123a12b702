"""Reads usage sums, and the model that savings compare to, from the API's arguments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from billing.catalog.catalog import Model
from billing.catalog.price_book import PriceBook
from billing.catalog.units import UsageUnit
from billing.errors import BadInput
from resolvers.errors import LimitExceeded
from schema import catalog
from schema.enums import UsageGrouping
from schema.ledger.balance import UsageSummary
from schema.ledger.history import UsageDetail
from schema.scalars import BigInt
from services.insights.summaries import TooManyRows, Total, usage_totals


async def usage_summaries(
    account_id: str,
    book: PriceBook,
    *,
    start: datetime | None,
    end: datetime | None,
    by: UsageGrouping,
    time_zone: str,
) -> list[UsageSummary]:
    """Return sums over the uses that occurred in [start, end): models by name, times in order.

    Raises BadInput for an unknown time zone, LimitExceeded for too many rows.
    """
    try:
        found = await usage_totals(
            account_id, book, start=start, end=end, by=by, time_zone=time_zone
        )
    except TooManyRows:
        raise LimitExceeded(
            "The summary has too many rows: choose a shorter time with `from` and `to`."
        ) from None
    named = book if by is UsageGrouping.MODEL else None
    return [_summary(total, named) for total in found]


def premium_model(name: str, book: PriceBook, now: datetime) -> Model:
    """Return the model to compare savings to. Raises BadInput unless it is a premium model."""
    model = book.model(name, now)
    if model is None or model.is_free:
        raise BadInput("insteadOf", "must be the name of a premium model in the catalog")
    return model


def _summary(total: Total, book: PriceBook | None) -> UsageSummary:
    """Return the sum. `book` is given if its key is a model."""
    return UsageSummary(
        key=total.key,
        requests=BigInt(total.requests),
        input_tokens=BigInt(total.input_tokens),
        output_tokens=BigInt(total.output_tokens),
        cached_input_tokens=BigInt(total.cached_input_tokens),
        cost=BigInt(total.cost),
        imported_tokens=BigInt(total.imported_tokens),
        details=_details(total.details),
        unpriced=_details(total.unpriced),
        model=None if book is None else catalog.Model.of(book.described(total.key)),
    )


def _details(quantities: Mapping[UsageUnit, int]) -> list[UsageDetail]:
    """Return what was used, in the order of the units."""
    return [
        UsageDetail(unit=unit, quantity=BigInt(quantities[unit]))
        for unit in UsageUnit
        if quantities.get(unit)
    ]
