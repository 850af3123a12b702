"""Sums over an account's uses, and over the details of those that have any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from billing.catalog.units import ServiceTier, UsageUnit
from db.engine.sql import as_time, rows
from db.insights.span import UseSpan
from db.ledger.details import DETAILED, MEASURED, TIER, UNCHARGED, UNPRICED, above


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


_COUNTS = (
    "requests",
    "input_tokens",
    "output_tokens",
    "cached_input_tokens",
    "cost",
    "imported_tokens",
)
_ENTRIES = (
    "count(*) AS requests, sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens, "
    "sum(cached_input_tokens) AS cached_input_tokens, -sum(tokens) AS cost, 0 AS imported_tokens, "
    f"coalesce(max(revision) FILTER (WHERE {DETAILED}), 0) AS last_detailed"
)
_SUMS = (
    "sum(requests), sum(input_tokens), sum(output_tokens), sum(cached_input_tokens), sum(cost), 0, "
    "max(last_detailed)"
)
_IMPORTED = "count(*), 0, 0, 0, 0, sum(tokens), 0"
_UNPRICED = f"sum(CASE WHEN {UNPRICED} THEN {{detail quantity}} ELSE 0 END) AS unpriced"


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
    by_tier: bool = True,
    cuts: Sequence[datetime] = (),
    limit: int | None = None,
) -> list[UsageSum]:
    """Return sums by model (unless not `by_model`) and by `per`, if it is "quarter" (of an hour),
    "hour" or "day", in UTC and in the order of time; at most `limit`. `imported` counts the uses of
    an older system too, and `failed` those that cost and count nothing because they failed. With
    `thresholds` in input tokens, also by the highest threshold that each use passes, and `by_tier`.
    A day that one of `cuts` divides is two sums, the second one since the cut."""
    kind = _kind_of_sums(per, by_model, failed, thresholds)
    span = UseSpan(account_id, start, end, kind, thresholds or (), cuts=cuts)
    by = _By(span, per, by_model, thresholds, by_tier=by_tier)
    parts = _usage_parts(by, imported=imported, failed=failed)
    total = ", ".join(f"sum({name}) AS {name}" for name in _COUNTS)
    found = await rows(
        f"{span.search}SELECT {by.names}, {total}, max(last_detailed) AS last_detailed "
        f"FROM ({' UNION ALL '.join(parts)}) AS sums "
        f"GROUP BY {by.places} ORDER BY 2, {by.places}{f' LIMIT {limit}' if limit else ''}",
        *span.values,
    )
    return [_usage_sum(row) for row in found]


def _usage_parts(by: _By, *, imported: bool, failed: bool) -> list[str]:
    """Return the statements whose rows together are the sums."""
    span, places = by.span, by.places
    parts = [
        f"SELECT {by.entries}, {_ENTRIES} {span.entries()}"
        f"{'' if failed else f' AND NOT {UNCHARGED}'} GROUP BY {places}",
        f"SELECT {by.sums}, {_SUMS} FROM usage_block WHERE {span.sums}"
        f"{'' if failed else ' AND failed = 0'} GROUP BY {places}",
    ]
    if imported:
        parts.append(
            f"SELECT {by.imported}, {_IMPORTED} FROM past_use "
            f"WHERE account_id = $1{span.bounds('used_at')} GROUP BY {places}"
        )
    return parts


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
    kind = _kind_of_sums(per, by_model, failed, thresholds)
    span = UseSpan(account_id, start, end, kind, thresholds or (), upto)
    by = _By(span, per, by_model, thresholds)
    places = f"{by.places}, {len(by.columns) + 1}"
    parts = [
        f"SELECT {by.entries}, {{detail unit}} AS unit, sum({{detail quantity}}) AS quantity, "
        f"{_UNPRICED} {span.entries(joined='{each detail}')}"
        f"{'' if failed else f' AND NOT {UNCHARGED}'} AND {MEASURED} GROUP BY {places}",
        f"SELECT {by.sums}, unit, sum(quantity), sum(unpriced) FROM unit_block WHERE {span.sums}"
        f"{'' if failed else ' AND failed = 0'} GROUP BY {places}",
    ]
    found = await rows(
        f"{span.search}SELECT {by.names}, unit, sum(quantity) AS quantity, "
        f"sum(unpriced) AS unpriced FROM ({' UNION ALL '.join(parts)}) AS details "
        f"GROUP BY {places} ORDER BY 2, {places}{f' LIMIT {limit}' if limit else ''}",
        *span.values,
    )
    return [_detail_sum(row) for row in found]


def _kind_of_sums(
    per: str | None, by_model: bool, failed: bool, thresholds: Sequence[int] | None
) -> str | None:
    """Return which sums of blocks tell apart all of these; None if there are none. The quarters are
    one sum for all models."""
    if per in {None, "day"}:
        return "day"
    plain = not by_model and thresholds is None and failed
    return "quarter" if plain else None


@dataclass(frozen=True, slots=True)
class _By:
    """The columns to group by."""

    span: UseSpan
    per: str | None
    by_model: bool
    thresholds: Sequence[int] | None
    by_tier: bool = True

    @property
    def columns(self) -> list[str]:
        if self.thresholds is None:
            return ["model", "since"]
        return ["model", "since", *(["tier"] if self.by_tier else []), "above"]

    @property
    def names(self) -> str:
        return ", ".join(self.columns)

    @property
    def places(self) -> str:
        """The places of the columns. Constant columns would cost time in SQLite."""
        return ", ".join(str(place) for place in range(1, len(self.columns) + 1))

    @property
    def entries(self) -> str:
        return self._select("occurred_at", self._start_of("occurred_at"), TIER, "input_tokens")

    @property
    def sums(self) -> str:
        start = self._start_of("since") if self.per in {None, "hour"} else "since"
        return self._select("first_at", start, "tier", "input_min")

    @property
    def imported(self) -> str:
        return self._select("used_at", self._start_of("used_at"), f"'{ServiceTier.STANDARD}'", "0")

    def _start_of(self, time: str) -> str:
        return f"{{{self.per} of {time}}}" if self.per else "NULL"

    def _select(self, time: str, start: str, tier: str, size: str) -> str:
        texts = {
            "model": "model" if self.by_model else repr(""),
            "since": self.span.since(time, start),
            "tier": tier,
            "above": above(self.thresholds or (), size),
        }
        return ", ".join(f"{texts[name]} AS {name}" for name in self.columns)


def _usage_sum(row: Any) -> UsageSum:
    counts = [int(row[name]) for name in (*_COUNTS, "last_detailed")]
    if "above" not in row:
        return UsageSum(row["model"], _since(row), *counts)
    tier = ServiceTier(row["tier"]) if "tier" in row else ServiceTier.STANDARD
    return UsageSum(row["model"], _since(row), *counts, tier=tier, above=int(row["above"]))


def _detail_sum(row: Any) -> DetailSum:
    unit, counts = UsageUnit(row["unit"]), (int(row["quantity"]), int(row["unpriced"]))
    if "tier" not in row:
        return DetailSum(row["model"], _since(row), unit, *counts)
    tier, above = ServiceTier(row["tier"]), int(row["above"])
    return DetailSum(row["model"], _since(row), unit, *counts, tier=tier, above=above)


def _since(row: Any) -> datetime | None:
    return row["since"] and as_time(row["since"])
