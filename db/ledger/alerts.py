"""Reads what alerts have told, and finds the accounts whose alerts wait for the clock or for a
forecast."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from billing.ledger.account import Account
from billing.ledger.entry import Entry, EntryKind
from db import models
from db.engine.sql import as_time, rows
from db.ledger.rows import entry_from

ENTRIES_MAX = 1_000
"""The maximum number of entries per read."""

DUE = """
SELECT id, sweep_at, stale_at FROM account
WHERE sweep_at <= $1 AND (sweep_at, id) > ($2, $3)
ORDER BY sweep_at, id LIMIT $4"""
SWEPT = "UPDATE account SET sweep_at = $1 WHERE id = $2 AND revision = $3"


class Due(NamedTuple):
    """An account that waits for a sweep since `at`. The clock changes its state at `stale_at`."""

    at: datetime
    account_id: str
    stale_at: datetime | None = None

    def is_stale(self, now: datetime) -> bool:
        return self.stale_at is not None and self.stale_at <= now


BEGINNING = Due(datetime.fromisoformat("1970-01-01T00:00:00+00:00"), "")


async def alert_entries(account_id: str, *, after: int, upto: int) -> list[Entry]:
    """Return the entries about alerts with revisions in (`after`, `upto`], the oldest first; at
    most ENTRIES_MAX."""
    found = models.Entry.filter(
        account_id=account_id, revision__gt=after, revision__lte=upto, kind=EntryKind.ALERT.value
    )
    return [entry_from(row) for row in await found.order_by("revision").limit(ENTRIES_MAX).values()]


async def due_accounts(now: datetime, *, after: Due, limit: int) -> list[Due]:
    """Return accounts whose `Account.sweep_at` is not later than `now`, in order, behind `after`.
    The index on `sweep_at` leads to them, so no other account is read."""
    found = await rows(DUE, now, after.at, after.account_id, limit)
    return [_due(row) for row in found]


def _due(row: Mapping[str, Any]) -> Due:
    stale_at = row["stale_at"]
    return Due(as_time(row["sweep_at"]), row["id"], stale_at and as_time(stale_at))


async def forecast_made(account: Account) -> None:
    """Note that the forecast of this state was made. A later state needs another one, so nothing is
    noted if the account has changed meanwhile."""
    await rows(SWEPT, account.sweep_at_after_forecast, account.id, account.revision)


async def rests_found(account: Account) -> None:
    """Note that nothing of this state of a closed team is its owner's, as `forecast_made`."""
    await rows(SWEPT, account.sweep_at_after_rests, account.id, account.revision)
