"""Pages and sums, from the API's arguments to the API's types."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from billing.catalog import PriceBook
from billing.checks import check_text
from billing.errors import BadInput
from db.history import UsageSum, sum_usage
from db.payments import purchases_of
from schema.account import UsageSummary
from schema.enums import UsageGrouping
from schema.history import LedgerEntryConnection, PageInfo, UsageConnection
from schema.ids import number_of, purchase_cursor, purchase_place
from schema.purchases import PurchaseConnection
from schema.scalars import BigInt, format_datetime
from services.history import Page, Total, page_of, totals

PAGE_SIZE = 50
PAGE_SIZE_MAX = 500


async def usage_connection(
    account_id: str,
    book: PriceBook,
    *,
    first: int | None,
    after: str | None,
    model: str | None,
    start: datetime | None,
    end: datetime | None,
) -> UsageConnection:
    """A page of uses. BadInput for a bad size, cursor or model name."""
    if model is not None:
        check_text("model", model)
    page = await page_of(
        account_id,
        size=_size(first),
        before=after if after is None else number_of(after),
        uses_only=True,
        model=model,
        start=start,
        end=end,
    )
    return UsageConnection.of(page.entries, book, _info(page, after))


async def ledger_connection(
    account_id: str, book: PriceBook, *, first: int | None, after: str | None
) -> LedgerEntryConnection:
    """A page of entries. BadInput for a bad size or cursor."""
    before = after if after is None else number_of(after)
    page = await page_of(account_id, size=_size(first), before=before)
    return LedgerEntryConnection.of(page.entries, book, _info(page, after))


async def purchase_connection(
    account_id: str, book: PriceBook, *, first: int | None, after: str | None
) -> PurchaseConnection:
    """A page of purchases. BadInput for a bad size or cursor."""
    size = _size(first)
    before = None if after is None else purchase_place(after)
    found = await purchases_of(account_id, limit=size + 1, before=before)
    page = [(purchase_cursor(one.created_at, one.id), one) for one in found[:size]]
    return PurchaseConnection.of(page, book, more=len(found) > size, later=after is not None)


async def usage_summaries(
    account_id: str,
    book: PriceBook,
    *,
    start: datetime | None,
    end: datetime | None,
    by: UsageGrouping,
) -> list[UsageSummary]:
    """Sums over the uses that occurred in [start, end): models by name, times in their order."""
    per = by.lower() if by in {UsageGrouping.DAY, UsageGrouping.HOUR} else None
    sums = await sum_usage(account_id, start=start, end=end, per=per)
    return [_summary(total) for total in totals(sums, _key_of(by, book))]


def _key_of(by: UsageGrouping, book: PriceBook) -> Callable[[UsageSum], str]:
    match by:
        case UsageGrouping.MODEL:
            return lambda one: one.model
        case UsageGrouping.PROVIDER:
            return lambda one: book.described(one.model).provider
        case UsageGrouping.TIER:
            return lambda one: book.described(one.model).tier
        case UsageGrouping.DAY:
            return lambda one: one.since.date().isoformat() if one.since else ""
        case UsageGrouping.HOUR:
            return lambda one: format_datetime(one.since) if one.since else ""


def _summary(total: Total) -> UsageSummary:
    return UsageSummary(
        key=total.key,
        requests=BigInt(total.requests),
        input_tokens=BigInt(total.input_tokens),
        output_tokens=BigInt(total.output_tokens),
        cached_input_tokens=BigInt(total.cached_input_tokens),
        cost=BigInt(total.cost),
    )


def _size(first: int | None) -> int:
    if first is None:
        return PAGE_SIZE
    if not 1 <= first <= PAGE_SIZE_MAX:
        raise BadInput("first", f"must be from 1 to {PAGE_SIZE_MAX}")
    return first


def _info(page: Page, after: str | None) -> PageInfo:
    return PageInfo.of(page.entries, more=page.more, after=after)
