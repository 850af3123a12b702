"""Sums over an account's uses, and over the details of those that have any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from billing.catalog.units import ServiceTier, UsageUnit
from db.engine.sql import as_time, rows
from db.insights.span import NOT_BEFORE, SEARCH, bounds_of
from db.ledger.details import DETAILED, MEASURED, TIER, UNCHARGED, UNPRICED


@dataclass(frozen=True, slots=True)
class UsageSum:
    """Sums over the uses of one model (or of all: "") in one quarter of an hour, hour or day
    (`since`), or over all time (None). For `imported_tokens`, the older system did not separate
    input from output. They are in no other sum, but their uses are among `requests`.

    `tier` and `above` are those that all the uses have, if they were asked for. `last_detailed` is
    the revision of the last use with details, or 0.
    """

    model: str
    since: datetime | None
    requests: int
    input_tokens: int
    output_tokens: int
    cached_input_tokens: int
    cost: int
    imported_tokens: int = 0
    last_detailed: int = 0
    tier: ServiceTier = field(default=ServiceTier.STANDARD, kw_only=True)
    above: int = field(default=0, kw_only=True)


@dataclass(frozen=True, slots=True)
class DetailSum:
    """The quantity of one unit in the uses of a UsageSum, and the part of it that cost nothing for
    lack of a rate."""

    model: str
    since: datetime | None
    unit: UsageUnit
    quantity: int
    unpriced: int
    tier: ServiceTier = field(default=ServiceTier.STANDARD, kw_only=True)
    above: int = field(default=0, kw_only=True)


_OURS = (
    "count(*) AS requests, sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens, "
    "sum(cached_input_tokens) AS cached_input_tokens, -sum(tokens) AS cost, 0 AS imported_tokens, "
    f"coalesce(max(revision) FILTER (WHERE {DETAILED}), 0) AS last_detailed"
)
_APART = ", tier, above"
_IMPORTED = "count(*), 0, 0, 0, 0, sum(tokens), 0"
_COUNTS = (
    "requests",
    "input_tokens",
    "output_tokens",
    "cached_input_tokens",
    "cost",
    "imported_tokens",
)


async def sum_usage(
    account_id: str,
    *,
    start: datetime | None,
    end: datetime | None,
    per: str | None,
    by_model: bool = True,
    imported: bool = True,
    failed: bool = True,
    thresholds: Sequence[int] | None = None,
    limit: int | None = None,
) -> list[UsageSum]:
    """Return sums by model (unless not `by_model`) and by `per`, if it is "quarter" (of an hour),
    "hour" or "day", in UTC and in the order of time; at most `limit`. `imported` counts the uses of
    an older system too, and `failed` those that cost and count nothing because they failed. With
    `thresholds` in input tokens, also by tier and by the highest threshold that each use passes."""
    bounds, values = bounds_of(start, end)
    keys, places = _keys(per, by_model, thresholds), _places(thresholds)
    sums = [
        f"SELECT {keys}, {_OURS} FROM entry "
        f"WHERE account_id = $1 AND kind = 'USAGE'{bounds.replace('at ', 'occurred_at ')}"
        f"{_rest(start, failed)} GROUP BY {places}"
    ]
    if imported:
        past = "" if thresholds is None else f", '{ServiceTier.STANDARD}', 0"
        sums.append(
            f"SELECT {_keys(per, by_model, None, time='used_at')}{past}, {_IMPORTED} FROM past_use "
            f"WHERE account_id = $1{bounds.replace('at ', 'used_at ')} GROUP BY {places}"
        )
    total = ", ".join(f"sum({name}) AS {name}" for name in _COUNTS)
    found = await rows(
        f"{SEARCH if start else ''}SELECT model, since{_APART if thresholds is not None else ''}, "
        f"{total}, max(last_detailed) AS last_detailed FROM ({' UNION ALL '.join(sums)}) AS sums "
        f"GROUP BY {places} ORDER BY 2, {places}{f' LIMIT {limit}' if limit else ''}",
        account_id,
        *values,
    )
    return [_usage_sum(row) for row in found]


async def sum_details(
    account_id: str,
    *,
    start: datetime | None,
    end: datetime | None,
    per: str | None,
    upto: int,
    by_model: bool = True,
    failed: bool = True,
    thresholds: Sequence[int] | None = None,
    limit: int | None = None,
) -> list[DetailSum]:
    """Return the details of the uses up to the revision `upto`, grouped as by `sum_usage` and then
    by unit. With the last of `last_detailed` of its sums, both are about the same uses."""
    bounds, values = bounds_of(start, end)
    places = f"{_places(thresholds)}, {'3' if thresholds is None else '5'}"
    found = await rows(
        f"{SEARCH if start else ''}SELECT {_keys(per, by_model, thresholds)}, "
        "{detail unit} AS unit, sum({detail quantity}) AS quantity, "
        f"sum(CASE WHEN {UNPRICED} THEN {{detail quantity}} ELSE 0 END) AS unpriced "
        "FROM entry CROSS JOIN {each detail} WHERE account_id = $1 AND kind = 'USAGE'"
        f"{bounds.replace('at ', 'occurred_at ')}{_rest(start, failed)} "
        f"AND revision <= ${len(values) + 2} AND {MEASURED} "
        f"GROUP BY {places} ORDER BY 2, {places}{f' LIMIT {limit}' if limit else ''}",
        account_id,
        *values,
        upto,
    )
    return [_detail_sum(row) for row in found]


def _keys(
    per: str | None,
    by_model: bool,
    thresholds: Sequence[int] | None,
    time: str = "occurred_at",
) -> str:
    """Return the columns to group by."""
    since = f"{{{per} of {time}}}" if per else "NULL"
    plain = f"{'model' if by_model else repr('')} AS model, {since} AS since"
    if thresholds is None:
        return plain
    return f"{plain}, {TIER} AS tier, {_above(thresholds)} AS above"


def _places(thresholds: Sequence[int] | None) -> str:
    """Return the places of the columns to group by. Constant columns would cost time in SQLite."""
    return "1, 2" if thresholds is None else "1, 2, 3, 4"


def _rest(start: datetime | None, failed: bool) -> str:
    """Return the conditions on entries that past uses do not have."""
    return f"{NOT_BEFORE if start else ''}{'' if failed else f' AND NOT {UNCHARGED}'}"


def _above(thresholds: Sequence[int]) -> str:
    """Return the expression of the highest threshold that a use passes; 0 without one."""
    if not thresholds:
        return "0"
    passed = (f"WHEN input_tokens > {one:d} THEN {one:d}" for one in sorted(thresholds)[::-1])
    return f"CASE {' '.join(passed)} ELSE 0 END"


def _usage_sum(row: Any) -> UsageSum:
    counts = (int(row[name]) for name in (*_COUNTS, "last_detailed"))
    if "tier" not in row:
        return UsageSum(row["model"], _since(row), *counts)
    tier, above = ServiceTier(row["tier"]), int(row["above"])
    return UsageSum(row["model"], _since(row), *counts, tier=tier, above=above)


def _detail_sum(row: Any) -> DetailSum:
    unit, counts = UsageUnit(row["unit"]), (int(row["quantity"]), int(row["unpriced"]))
    if "tier" not in row:
        return DetailSum(row["model"], _since(row), unit, *counts)
    tier, above = ServiceTier(row["tier"]), int(row["above"])
    return DetailSum(row["model"], _since(row), unit, *counts, tier=tier, above=above)


def _since(row: Any) -> datetime | None:
    return row["since"] and as_time(row["since"])
