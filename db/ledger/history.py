"""Reads of the ledger: pages of entries, and known keys."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from billing.ledger.entry import Entry, EntryKind
from db.ledger.rows import entry_from
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
) -> list[Entry]:
    """Return at most `limit` entries with a revision below `before`, the newest first.

    `start` and `end` limit `occurred_at`: [start, end).
    """
    wanted: dict[str, Any] = {
        "revision__lt": before,
        "kind": EntryKind.USAGE if uses_only else None,
        "model__in": None if models is None else list(models),
        "occurred_at__gte": start,
        "occurred_at__lt": end,
    }
    filters = {name: value for name, value in wanted.items() if value is not None}
    query = EntryRow.filter(account_id=account_id, **filters).order_by("-revision").limit(limit)
    return [entry_from(row) for row in await query.values()]


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
