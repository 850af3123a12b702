"""What the database holds of an import, read back from the rows themselves."""

from __future__ import annotations

from dataclasses import dataclass

from db.dialect import rows

_MILLION = 1_000_000
"""SQLite's sums break at 2**63: so two are made, of millions and of the rest."""

_USERS = (
    f"SELECT count(*) AS number, sum(tokens / {_MILLION}) AS millions, "
    f"sum(tokens % {_MILLION}) AS rest FROM entry WHERE kind = 'MIGRATION' AND reason = $1"
)
_PLANS = (
    "SELECT p.reason AS reason, count(*) AS number FROM entry m JOIN entry p "
    "ON p.account_id = m.account_id AND p.recorded_at = m.recorded_at AND p.revision > m.revision "
    "AND p.kind = 'PLAN' WHERE m.kind = 'MIGRATION' AND m.reason = $1 GROUP BY p.reason"
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
    """How many rows, and the sum of their tokens."""

    number: int
    tokens: int


async def migrated(reason: str) -> Total:
    """The accounts that came by the import that says `reason`."""
    return await _total(_USERS, reason)


async def migrated_plans(reason: str) -> dict[str, int]:
    """How many of them came with a plan, by plan."""
    found: dict[str, int] = {}
    for row in await rows(_PLANS, reason):
        plan = row["reason"].partition(" until ")[0]
        found[plan] = found.get(plan, 0) + row["number"]
    return found


async def past_uses() -> Total:
    """All uses that older systems recorded, by whatever import."""
    return await _total(_USES)


async def imported_days() -> Total:
    """The same, as the rollups by day have it."""
    return await _total(_DAYS)


async def _total(sql: str, *values: str) -> Total:
    (row,) = await rows(sql, *values)
    tokens = int(row["millions"] or 0) * _MILLION + int(row["rest"] or 0)
    return Total(int(row["number"] or 0), tokens)
