"""Pages, from the API's arguments to the API's types."""

from __future__ import annotations

from datetime import datetime

from billing.catalog.catalog import PriceBook
from billing.checks import check_text
from billing.errors import BadInput
from db.payments.purchases import purchases_of
from schema.ids import number_of, purchase_cursor, purchase_place
from schema.ledger.history import LedgerEntryConnection, PageInfo, UsageConnection
from schema.payments.purchases import PurchaseConnection
from services.ledger.history import Page, page_of

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
        size=page_size(first),
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
    page = await page_of(account_id, size=page_size(first), before=before)
    return LedgerEntryConnection.of(page.entries, book, _info(page, after))


async def purchase_connection(
    account_id: str, book: PriceBook, *, first: int | None, after: str | None
) -> PurchaseConnection:
    """A page of purchases. BadInput for a bad size or cursor."""
    size = page_size(first)
    before = None if after is None else purchase_place(after)
    found = await purchases_of(account_id, limit=size + 1, before=before)
    page = [(purchase_cursor(one.created_at, one.id), one) for one in found[:size]]
    return PurchaseConnection.of(page, book, more=len(found) > size, later=after is not None)


def page_size(first: int | None) -> int:
    """How many to a page. BadInput for too few or too many."""
    if first is None:
        return PAGE_SIZE
    if not 1 <= first <= PAGE_SIZE_MAX:
        raise BadInput("first", f"must be from 1 to {PAGE_SIZE_MAX}")
    return first


def _info(page: Page, after: str | None) -> PageInfo:
    return PageInfo.of(page.entries, more=page.more, after=after)
