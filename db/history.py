"""Reading the ledger: pages of entries and sums over uses. One statement each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tortoise import connections

from billing.entry import Entry, EntryKind
from db.models import Entry as EntryRow
from db.rows import entry_from


async def read_entries(
    account_id: str,
    *,
    limit: int,
    before: int | None = None,
    uses_only: bool = False,
    model: str | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
) -> list[Entry]:
    """At most `limit` entries with a revision below `before`, the newest first.

    `start` and `end` bound `occurred_at`: [start, end).
    """
    wanted: dict[str, Any] = {
        "revision__lt": before,
        "kind": EntryKind.USAGE if uses_only else None,
        "model": model,
        "occurred_at__gte": start,
        "occurred_at__lt": end,
    }
    filters = {name: value for name, value in wanted.items() if value is not None}
    query = EntryRow.filter(account_id=account_id, **filters).order_by("-revision").limit(limit)
    return [entry_from(row) for row in await query.values()]


async def recorded_keys(keys: Iterable[tuple[str, bytes]]) -> set[tuple[str, bytes]]:
    """Those of (account_id, key_hash) that have an entry: one statement an account."""
    wanted: dict[str, list[bytes]] = {}
    for account_id, hashed in keys:
        wanted.setdefault(account_id, []).append(hashed)
    found: set[tuple[str, bytes]] = set()
    for account_id, hashes in wanted.items():
        query = EntryRow.filter(account_id=account_id, key_hash__in=hashes)
        found |= {(account_id, bytes(row[0])) for row in await query.values_list("key_hash")}
    return found


@dataclass(frozen=True, slots=True)
class UsageSum:
    """Sums over the uses of one model in one hour or day (`since`), or over all time (None)."""

    model: str
    since: datetime | None
    requests: int
    input_tokens: int
    output_tokens: int
    cached_input_tokens: int
    cost: int


_SUMS = (
    "count(*) AS requests, sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens, "
    "sum(cached_input_tokens) AS cached_input_tokens, -sum(tokens) AS cost"
)
_SINCE = {
    ("postgres", "hour"): "date_trunc('hour', occurred_at, 'UTC')",
    ("postgres", "day"): "date_trunc('day', occurred_at, 'UTC')",
    ("sqlite", "hour"): "substr(occurred_at, 1, 13) || ':00:00+00:00'",
    ("sqlite", "day"): "substr(occurred_at, 1, 10) || ' 00:00:00+00:00'",
}


async def sum_usage(
    account_id: str, *, start: datetime | None, end: datetime | None, per: str | None
) -> list[UsageSum]:
    """Sums by model and, where `per` is "hour" or "day", by that, in the order of time."""
    conn = connections.get("default")
    dialect = conn.capabilities.dialect
    since = _SINCE[(dialect, per)] if per else "NULL"
    bounds: list[tuple[str, Any]] = [("account_id =", account_id), ("kind =", "USAGE")]
    bounds += [("occurred_at >=", start)] if start else []
    bounds += [("occurred_at <", end)] if end else []
    where = " AND ".join(
        f"{text} {'?' if dialect == 'sqlite' else f'${number}'}"
        for number, (text, _) in enumerate(bounds, 1)
    )
    sql = (
        f"SELECT model, {since} AS since, {_SUMS} FROM entry WHERE {where} "
        "GROUP BY 1, 2 ORDER BY 2, 1"
    )
    _, rows = await conn.execute_query(sql, [value for _, value in bounds])
    return [_usage_sum(row) for row in rows]


def _usage_sum(row: Any) -> UsageSum:
    since = row["since"]
    counts: Sequence[str] = (
        "requests",
        "input_tokens",
        "output_tokens",
        "cached_input_tokens",
        "cost",
    )
    return UsageSum(
        row["model"],
        datetime.fromisoformat(since) if isinstance(since, str) else since,
        *(int(row[name]) for name in counts),
    )
