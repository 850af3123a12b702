"""The totals of an import, from the imported rows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from billing.ledger.entry import MIGRATION_KEY
from db.engine.sql import dialect_of, rows
from db.engine.transactions import transaction
from db.privacy.moves import LEFTOVERS

_MILLION = 1_000_000
"""SQLite's sums overflow at 2**63. So there are two sums: of the millions and of the rest."""

# Until an erasure ends, the entries of a person exist twice.
_ONCE = f"account_id NOT IN (SELECT id FROM {LEFTOVERS} AS left_over)"
_USERS = (
    f"SELECT count(*) AS number, sum(tokens / {_MILLION}) AS millions, "
    f"sum(tokens % {_MILLION}) AS rest FROM entry "
    f"WHERE kind = 'MIGRATION' AND reason = $1 AND {_ONCE}"
)
_PLANS = (
    "SELECT p.reason AS reason, count(*) AS number FROM entry m JOIN entry p "
    "ON p.account_id = m.account_id AND p.recorded_at = m.recorded_at AND p.revision > m.revision "
    f"AND p.kind = 'PLAN' WHERE m.kind = 'MIGRATION' AND m.reason = $1 AND m.{_ONCE} "
    "GROUP BY p.reason"
)
# An erasure replaces the key by the id. A subscription that began here has a session or was never
# paid.
_SUBSCRIPTIONS = (
    "SELECT count(*) AS number FROM entry m JOIN plan_subscription s ON s.account_id = "
    "m.account_id WHERE m.kind = 'MIGRATION' AND m.reason = $1 AND s.session_id IS NULL "
    "AND s.idempotency_key IN ($2, s.id) "
    "AND (s.external_id IS NOT NULL OR s.status <> 'PENDING')"
)
_USES = (
    f"SELECT count(*) AS number, sum(tokens / {_MILLION}) AS millions, "
    f"sum(tokens % {_MILLION}) AS rest FROM past_use"
)
_DAYS = (
    f"SELECT sum(requests) AS number, sum(input_tokens / {_MILLION}) AS millions, "
    f"sum(input_tokens % {_MILLION}) AS rest FROM usage_day WHERE tier = 'IMPORTED'"
)


@dataclass(frozen=True, slots=True)
class Total:
    """The number of rows and the sum of their tokens."""

    number: int
    tokens: int


@asynccontextmanager
async def one_moment() -> AsyncIterator[None]:
    """Make all reads inside see one snapshot, even during an import."""
    async with transaction() as conn:
        if dialect_of(conn) == "postgres":
            await rows("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", conn=conn)
        yield


async def migrated(reason: str) -> Total:
    """Return the total of the accounts from the import with this `reason`."""
    return await _total(_USERS, reason)


async def migrated_plans(reason: str) -> dict[str, int]:
    """Return the number of these accounts with a plan, by plan."""
    found: dict[str, int] = {}
    for row in await rows(_PLANS, reason):
        plan = row["reason"].partition(" until ")[0]
        found[plan] = found.get(plan, 0) + row["number"]
    return found


async def migrated_subscriptions(reason: str) -> int:
    """Return the number of their subscriptions, ended ones included."""
    (row,) = await rows(_SUBSCRIPTIONS, reason, MIGRATION_KEY)
    return int(row["number"])


async def past_uses() -> Total:
    """Return the total of all uses from older systems, of all imports."""
    return await _total(_USES)


async def imported_days() -> Total:
    """Return the same total from the rollups by day."""
    return await _total(_DAYS)


async def _total(sql: str, *values: str) -> Total:
    (row,) = await rows(sql, *values)
    tokens = int(row["millions"] or 0) * _MILLION + int(row["rest"] or 0)
    return Total(int(row["number"] or 0), tokens)
