"""Reads of closed holds: one statement each. The open ones are in their account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from billing.ledger.entry import Entry, EntryKind, key_hash
from billing.ledger.hold import UNTIL_LENGTH, HoldStatus, closing_key
from db.engine.sql import rows
from db.ledger.rows import entry_from
from db.models import Entry as EntryRow

# A reason is "hold 5 until …" (`billing.ledger.hold.extension_reason`).
_AFTER_NUMBER = len(" until ") + UNTIL_LENGTH
EXTENDED = f"""
SELECT substr(reason, 6, length(reason) - {5 + _AFTER_NUMBER}) AS number,
    max(substr(reason, length(reason) - {UNTIL_LENGTH - 1})) AS until
FROM entry WHERE account_id = $1 AND revision > $2 AND kind = 'EXTENSION' GROUP BY 1"""

OVERDUE = """
SELECT id FROM account WHERE stale_at <= $1 AND held > 0 AND id > $2 ORDER BY id LIMIT $3"""


async def read_placing(account_id: str, number: int) -> Entry | None:
    """Return the entry that placed a hold."""
    found = EntryRow.filter(account_id=account_id, revision=number, kind=EntryKind.HOLD)
    rows = await found.values()
    return entry_from(rows[0]) if rows else None


async def read_placings(account_id: str, *, limit: int) -> list[Entry]:
    """Return the last HOLD entries of an account, the newest first."""
    found = EntryRow.filter(account_id=account_id, kind=EntryKind.HOLD)
    return [entry_from(row) for row in await found.order_by("-revision").limit(limit).values()]


async def read_closings(account_id: str, numbers: Sequence[int]) -> dict[int, HoldStatus]:
    """Return how each of the holds was closed by a request. Expired ones are left out."""
    keys = {key_hash(closing_key(number)): number for number in numbers}
    found = EntryRow.filter(account_id=account_id, key_hash__in=list(keys))
    return {
        keys[bytes(key)]: HoldStatus.SETTLED if kind == EntryKind.USAGE else HoldStatus.RELEASED
        for key, kind in await found.values_list("key_hash", "kind")
    }


async def read_extended(account_id: str, *, after: int) -> dict[int, datetime]:
    """Return the last ends of the holds that were extended by an entry with a revision above
    `after`, by number."""
    found = await rows(EXTENDED, account_id, after)
    return {int(one["number"]): datetime.fromisoformat(one["until"]) for one in found}


async def overdue_holders(now: datetime, *, after: str, limit: int) -> list[str]:
    """Return accounts with held tokens whose state has ended, so that a hold may have expired: in
    the order of their ids, beginning after one. Reads all accounts: an index on their states would
    make each use dearer."""
    return [row["id"] for row in await rows(OVERDUE, now, after, limit)]
