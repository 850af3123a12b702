"""Reads of the ledger: pages of entries, and known keys."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from tortoise.expressions import RawSQL

from billing.ledger.entry import Entry, EntryKind
from db.ledger.rows import entry_from
from db.ledger.searching import find_uses
from db.models import Entry as EntryRow


async def read_entries(
    account_id: str,
    *,
    limit: int,
    before: int | None = None,
    uses_only: bool = False,
    models: Collection[str] | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    handle: str | None = None,
) -> list[Entry]:
    """Return at most `limit` entries with a revision below `before`, the newest first.

    `start` and `end` limit `occurred_at`: [start, end). `handle` leaves the uses of that member in
    the ledger of a team.
    """
    if uses_only and handle is None and (models, start, end) != (None, None, None):
        return await find_uses(
            account_id, limit=limit, before=before, models=models, start=start, end=end
        )
    wanted: dict[str, Any] = {
        "revision__lt": before,
        "kind": EntryKind.USAGE if uses_only else None,
        "model__in": None if models is None else list(models),
        "occurred_at__gte": start,
        "occurred_at__lt": end,
    }
    filters = {name: value for name, value in wanted.items() if value is not None}
    query = EntryRow.filter(account_id=account_id, **filters)
    if handle is not None:
        # The expressions are those of the index, `entry_used_by`.
        query = query.annotate(used=RawSQL("substr(reason, 1, 3)"), by=RawSQL(_USED_BY))
        query = query.filter(kind=EntryKind.USAGE, used="by ", by=handle)
    rows = await query.order_by("-revision").limit(limit).values()
    return [entry_from(row) for row in rows]


_USED_BY = "substr(reason, 4, 20)"


async def recorded_keys(keys: Iterable[tuple[str, bytes]]) -> set[tuple[str, bytes]]:
    """Return the pairs (account_id, key_hash) that have an entry: one statement per account."""
    wanted: dict[str, list[bytes]] = {}
    for account_id, hashed in keys:
        wanted.setdefault(account_id, []).append(hashed)
    found: set[tuple[str, bytes]] = set()
    for account_id, hashes in wanted.items():
        query = EntryRow.filter(account_id=account_id, key_hash__in=hashes)
        found |= {(account_id, bytes(row[0])) for row in await query.values_list("key_hash")}
    return found
