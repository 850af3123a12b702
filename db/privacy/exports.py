"""Reads of a whole account, table by table, in pages: one statement each, without locks between
them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import datetime
from typing import Any

from billing.ledger.entry import Entry
from db.engine.sql import Row, placeholders, rows
from db.ledger.rows import entry_from

ROWS_A_PAGE = 250
"""The rows of a page: the event loop needs a few milliseconds to convert them to text."""

TABLES: Mapping[str, tuple[str, ...]] = {
    "token_grant": ("number",),
    "purchase": ("created_at", "id"),
    "plan_subscription": ("created_at", "id"),
    "plan_change": ("created_at", "id"),
    "payment_customer": ("customer_id",),
    "programme_change": ("number",),
    "past_use": ("id",),
    "active_month": ("month",),
    "suggestion_shown": ("instead_of", "model"),
    "team_handle": ("joined_at", "handle"),
    "team_request": ("created_at", "key_hash"),
    "money_entry": ("occurred_at", "id"),
    "admin_action": ("at", "id"),
    "entry": ("revision",),
}
"""The other tables of an account, with the columns of their sort order."""


async def entries_upto(
    account_id: str,
    upto: int,
    *,
    uses_only: bool = False,
    start: datetime | None = None,
    end: datetime | None = None,
) -> AsyncIterator[Entry]:
    """Yield entries up to the revision `upto`, in order. `start` and `end` limit `occurred_at`:
    [start, end)."""
    wanted: list[tuple[str, Any]] = [
        ("kind =", "USAGE" if uses_only else None),
        ("occurred_at >=", start),
        ("occurred_at <", end),
    ]
    given = [(text, value) for text, value in wanted if value is not None]
    where = "".join(f" AND {text} ${number}" for number, (text, _) in enumerate(given, 4))
    sql = f"{_ENTRIES}{where} ORDER BY revision"
    for first, last in _spans(upto):
        for row in await rows(sql, account_id, first, last, *(value for _, value in given)):
            yield entry_from(row)


async def account_row(account_id: str) -> Row | None:
    """Return the row of an account as it is stored; None if it does not exist."""
    found = await rows("SELECT * FROM account WHERE id = $1", account_id)
    return found[0] if found else None


async def rows_of(table: str, account_id: str, *, upto: int) -> AsyncIterator[Row]:
    """Yield rows of one of TABLES as they are stored, in order; entries up to the revision
    `upto`."""
    if table == "entry":
        for first, last in _spans(upto):
            for row in await rows(f"{_ENTRIES} ORDER BY revision", account_id, first, last):
                yield row
        return
    order = TABLES[table]
    columns, last_seen = ", ".join(order), placeholders(len(order), first=2)
    after: list[Any] = []
    while True:
        beyond = f"AND ({columns}) > ({last_seen}) " if after else ""
        page = await rows(
            f"SELECT * FROM {table} WHERE account_id = $1 {beyond}"
            f"ORDER BY {columns} LIMIT {ROWS_A_PAGE}",
            account_id,
            *after,
        )
        for row in page:
            yield row
        if len(page) < ROWS_A_PAGE:
            return
        after = [page[-1][name] for name in order]


# Revisions have no gaps. The planner always reads a range of them by the key; with a LIMIT, it may
# sort all rows first.
_ENTRIES = "SELECT * FROM entry WHERE account_id = $1 AND revision BETWEEN $2 AND $3"


def _spans(upto: int) -> Iterator[tuple[int, int]]:
    for first in range(1, upto + 1, ROWS_A_PAGE):
        yield first, min(first + ROWS_A_PAGE - 1, upto)
