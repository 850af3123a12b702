"""The tokens that an account spent, by day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from db.engine.sql import as_day, as_time, rows
from db.insights.span import NOT_BEFORE, SEARCH, bounds_of


@dataclass(frozen=True, slots=True)
class Spends:
    """Spends by UTC day: (cost of the uses, the part that allowances of the plan paid), in premium
    tokens. Days without a cost are left out. `since` is the time of the account's first entry."""

    since: datetime | None
    days: Mapping[date, tuple[int, int]]


_BY_ALLOWANCE = (
    "SELECT coalesce(sum({charge tokens}), 0) FROM {each charge} "
    "WHERE {charge source} = 'ALLOWANCE'"
)


async def spends_of(account_id: str, *, start: datetime, end: datetime) -> Spends:
    """Return the spends of uses that occurred in [start, end)."""
    bounds, values = bounds_of(start, end)
    costs = (
        f"SELECT {{occurred day}} AS day, -tokens AS cost, ({_BY_ALLOWANCE}) AS allowance "
        "FROM entry WHERE account_id = $1 AND kind = 'USAGE' AND tokens < 0"
        f"{bounds.replace('at ', 'occurred_at ')}{NOT_BEFORE}"
    )
    found = await rows(
        f"{SEARCH}SELECT opening.recorded_at AS since, day, cost, allowance "
        "FROM entry AS opening LEFT JOIN (SELECT day, sum(cost) AS cost, "
        f"sum(allowance) AS allowance FROM ({costs}) AS paid GROUP BY 1) AS spent ON TRUE "
        "WHERE opening.account_id = $1 AND opening.revision = 1",
        account_id,
        *values,
    )
    days = {
        as_day(row["day"]): (int(row["cost"]), int(row["allowance"])) for row in found if row["day"]
    }
    return Spends(as_time(found[0]["since"]) if found else None, days)
