"""Reading an account out, table by table, in pages: one statement each, nothing held between."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from tortoise import connections

from billing.ledger.entry import Entry
from db.ledger.rows import entry_from

Row = Mapping[str, Any]

ROWS_A_PAGE = 250
"""Made into text on the event loop, a page takes it a few milliseconds."""

TABLES: Mapping[str, tuple[str, ...]] = {
    "token_grant": ("number",),
    "purchase": ("created_at", "id"),
    "plan_subscription": ("created_at", "id"),
    "payment_customer": ("customer_id",),
    "past_use": ("id",),
    "active_month": ("month",),
    "money_entry": ("occurred_at", "id"),
    "admin_action": ("at", "id"),
    "entry": ("revision",),
}
"""What belongs to an account beside its own row, with the columns that put its rows in order."""


async def entries_upto(
    account_id: str,
    upto: int,
    *,
    uses_only: bool = False,
    start: datetime | None = None,
    end: datetime | None = None,
) -> AsyncIterator[Entry]:
    """Up to the revision `upto`, in order; `start` and `end` bound `occurred_at`: [start, end)."""
    wanted: list[tuple[str, Any]] = [("account_id = ?", account_id)]
    wanted += [("kind = ?", "USAGE")] if uses_only else []
    wanted += [] if start is None else [("occurred_at >= ?", start)]
    wanted += [] if end is None else [("occurred_at < ?", end)]
    where = " AND ".join(text for text, _ in wanted)
    sql = f"SELECT * FROM entry WHERE {where} AND {_SPAN}"
    for first, last in _spans(upto):
        for row in await _rows(sql, [*(value for _, value in wanted), first, last]):
            yield entry_from(row)


async def account_row(account_id: str) -> Row | None:
    """As it is stored."""
    rows = await _rows("SELECT * FROM account WHERE id = ?", [account_id])
    return rows[0] if rows else None


async def rows_of(table: str, account_id: str, *, upto: int) -> AsyncIterator[Row]:
    """Rows of one of TABLES as they are stored, in order; entries up to the revision `upto`."""
    if table == "entry":
        for first, last in _spans(upto):
            sql = f"SELECT * FROM entry WHERE account_id = ? AND {_SPAN}"
            for row in await _rows(sql, [account_id, first, last]):
                yield row
        return
    order = TABLES[table]
    columns, marks = ", ".join(order), ", ".join("?" * len(order))
    after: list[Any] = []
    while True:
        beyond = f"AND ({columns}) > ({marks}) " if after else ""
        rows = await _rows(
            f"SELECT * FROM {table} WHERE account_id = ? {beyond}"
            f"ORDER BY {columns} LIMIT {ROWS_A_PAGE}",
            [account_id, *after],
        )
        for row in rows:
            yield row
        if len(rows) < ROWS_A_PAGE:
            return
        after = [rows[-1][name] for name in order]


# Revisions have no gaps. A span of them is read by the key whatever the planner believes, while it
# may prefer to sort what a LIMIT would leave out.
_SPAN = "revision BETWEEN ? AND ? ORDER BY revision"


def _spans(upto: int) -> Iterator[tuple[int, int]]:
    for first in range(1, upto + 1, ROWS_A_PAGE):
        yield first, min(first + ROWS_A_PAGE - 1, upto)


async def _rows(sql: str, values: Sequence[Any]) -> list[Row]:
    conn = connections.get("default")
    if conn.capabilities.dialect == "postgres":
        first, *rest = sql.split("?")
        sql = first + "".join(f"${number}{part}" for number, part in enumerate(rest, 1))
    return [dict(row) for row in (await conn.execute_query(sql, list(values)))[1]]
