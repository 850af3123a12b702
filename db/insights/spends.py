"""The tokens that an account spent, by day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from db.engine.sql import as_time, rows
from db.insights.span import UseSpan
from db.ledger.details import BY_ALLOWANCE


@dataclass(frozen=True, slots=True)
class Spends:
    """Spends by UTC day: (cost of the uses, the part that allowances of the plan paid), in premium
    tokens. Days without a cost are left out. `since` is the time of the account's first entry."""

    since: datetime | None
    days: Mapping[date, tuple[int, int]]


async def spends_of(account_id: str, *, start: datetime, end: datetime) -> Spends:
    """Return the spends of uses that occurred in [start, end)."""
    span = UseSpan(account_id, start, end, "day")
    costs = (
        f"SELECT since AS day, cost, allowance FROM usage_block WHERE {span.sums} AND cost > 0 "
        f"UNION ALL SELECT {{day of occurred_at}}, -tokens, {BY_ALLOWANCE} {span.entries()} "
        "AND tokens < 0"
    )
    found = await rows(
        f"{span.search}SELECT opening.recorded_at AS since, day, cost, allowance "
        "FROM entry AS opening LEFT JOIN (SELECT day, sum(cost) AS cost, "
        f"sum(allowance) AS allowance FROM ({costs}) AS paid GROUP BY 1) AS spent ON TRUE "
        "WHERE opening.account_id = $1 AND opening.revision = 1",
        *span.values,
    )
    days = {
        as_time(row["day"]).date(): (int(row["cost"]), int(row["allowance"]))
        for row in found
        if row["day"]
    }
    return Spends(as_time(found[0]["since"]) if found else None, days)
