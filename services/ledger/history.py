"""The history of an account: pages of its ledger."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from billing.ledger.entry import Entry
from db.ledger.history import read_entries
from services.pages import Page, page_from


async def page_of(
    account_id: str,
    *,
    size: int,
    before: int | None,
    uses_only: bool = False,
    models: Collection[str] | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    handle: str | None = None,
) -> Page[Entry]:
    """Return `size` entries with a revision below `before`; the filters are as in
    `read_entries`."""
    entries = await read_entries(
        account_id,
        limit=size + 1,
        before=before,
        uses_only=uses_only,
        models=models,
        start=start,
        end=end,
        handle=handle,
    )
    return page_from(entries, size)
