"""Sums over an account's uses. Each is one statement, which reads only the requested time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from db.engine.sql import as_day, as_time, rows


@dataclass(frozen=True, slots=True)
class UsageSum:
    """Sums over the uses of one model (or of all: "") in one quarter of an hour, hour or day
    (`since`), or over all time (None). For `imported_tokens`, the older system did not separate
    input from output. They are in no other sum, but their uses are among `requests`."""

    model: str
    since: datetime | None
    requests: int
    input_tokens: int
    output_tokens: int
    cached_input_tokens: int
    cost: int
    imported_tokens: int = 0


_OURS = (
    "count(*) AS requests, sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens, "
    "sum(cached_input_tokens) AS cached_input_tokens, -sum(tokens) AS cost, 0 AS imported_tokens"
)
_IMPORTED = "count(*), 0, 0, 0, 0, sum(tokens)"
_COUNTS = (
    "requests",
    "input_tokens",
    "output_tokens",
    "cached_input_tokens",
    "cost",
    "imported_tokens",
)

# A use occurs at most five minutes after its recording. The rest is a margin for different clocks.
_RECORDED_BEFORE = timedelta(days=1)

# Entries have no index by time, because each use would pay for it. But their times grow with their
# revisions, within the margin above. So a binary search finds the first one.
_SEARCH = (
    "WITH RECURSIVE halving (low, high) AS (SELECT CAST(1 AS BIGINT), revision + 1 FROM account "
    "WHERE id = $1 UNION ALL SELECT CASE WHEN recorded_at < $2 THEN revision + 1 ELSE low END, "
    "CASE WHEN recorded_at < $2 THEN high ELSE revision END FROM halving JOIN entry "
    "ON account_id = $1 AND revision = (low + high) / 2 WHERE low < high) "
)
_NOT_BEFORE = " AND revision >= (SELECT max(low) FROM halving)"


async def sum_usage(
    account_id: str,
    *,
    start: datetime | None,
    end: datetime | None,
    per: str | None,
    by_model: bool = True,
    imported: bool = True,
    limit: int | None = None,
) -> list[UsageSum]:
    """Return sums by model (unless not `by_model`) and by `per`, if it is "quarter" (of an hour),
    "hour" or "day", in UTC and in the order of time; at most `limit`. `imported` counts the uses of
    an older system too."""
    model = "model" if by_model else "''"
    bounds, values = _bounds(start, end)
    sums = [
        f"SELECT {model} AS model, {_since(per, 'occurred_at')} AS since, {_OURS} FROM entry "
        f"WHERE account_id = $1 AND kind = 'USAGE'{bounds.replace('at ', 'occurred_at ')}"
        f"{_NOT_BEFORE if start else ''} GROUP BY 1, 2"
    ]
    if imported:
        sums.append(
            f"SELECT {model}, {_since(per, 'used_at')}, {_IMPORTED} FROM past_use "
            f"WHERE account_id = $1{bounds.replace('at ', 'used_at ')} GROUP BY 1, 2"
        )
    total = ", ".join(f"sum({name}) AS {name}" for name in _COUNTS)
    found = await rows(
        f"{_SEARCH if start else ''}SELECT model, since, {total} "
        f"FROM ({' UNION ALL '.join(sums)}) AS sums "
        f"GROUP BY 1, 2 ORDER BY 2, 1{f' LIMIT {limit}' if limit else ''}",
        account_id,
        *values,
    )
    return [_usage_sum(row) for row in found]


def _usage_sum(row: Any) -> UsageSum:
    since = row["since"]
    return UsageSum(row["model"], since and as_time(since), *(int(row[name]) for name in _COUNTS))


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
    bounds, values = _bounds(start, end)
    costs = (
        f"SELECT {{occurred day}} AS day, -tokens AS cost, ({_BY_ALLOWANCE}) AS allowance "
        "FROM entry WHERE account_id = $1 AND kind = 'USAGE' AND tokens < 0"
        f"{bounds.replace('at ', 'occurred_at ')}{_NOT_BEFORE}"
    )
    found = await rows(
        f"{_SEARCH}SELECT opening.recorded_at AS since, day, cost, allowance "
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


def _bounds(start: datetime | None, end: datetime | None) -> tuple[str, list[datetime]]:
    """Return the conditions on "at" that follow $1, and their values."""
    values = [_recorded_from(start), start] if start else []
    text = " AND at >= $3" if start else ""
    if end:
        values.append(end)
        text += f" AND at < ${len(values) + 1}"
    return text, values


def _recorded_from(start: datetime) -> datetime:
    # The first day of year 1 has no day before it.
    return start - _RECORDED_BEFORE if start.year > 1 else start


def _since(per: str | None, column: str) -> str:
    return f"{{{per} of {column}}}" if per else "NULL"
