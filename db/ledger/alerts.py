"""Reads what alerts have told, and finds the accounts whose alerts wait for the clock."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from billing.ledger.entry import Entry, EntryKind
from db import models
from db.engine.sql import as_time, rows
from db.ledger.rows import entry_from

ENTRIES_MAX = 1_000
"""The maximum number of entries per read."""

DUE = """
SELECT id, sweep_at FROM account
WHERE sweep_at <= $1 AND (sweep_at, id) > ($2, $3)
ORDER BY sweep_at, id LIMIT $4"""


class Due(NamedTuple):
    """An account whose state the clock has changed at `at`."""

    at: datetime
    account_id: str


BEGINNING = Due(datetime.fromisoformat("1970-01-01T00:00:00+00:00"), "")


async def alert_entries(account_id: str, *, after: int, upto: int) -> list[Entry]:
    """Return the entries about alerts with revisions in (`after`, `upto`], the oldest first; at
    most ENTRIES_MAX."""
    found = models.Entry.filter(
        account_id=account_id, revision__gt=after, revision__lte=upto, kind=EntryKind.ALERT.value
    )
    return [entry_from(row) for row in await found.order_by("revision").limit(ENTRIES_MAX).values()]


async def due_accounts(now: datetime, *, after: Due, limit: int) -> list[Due]:
    """Return accounts with alerts whose state the clock has changed by `now`, in order, behind
    `after`. The index on `sweep_at` leads to them, so no other account is read."""
    found = await rows(DUE, now, after.at, after.account_id, limit)
    return [Due(as_time(row["sweep_at"]), row["id"]) for row in found]
