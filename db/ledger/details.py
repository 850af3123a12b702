"""Conditions on the details in the terms of uses (`billing.catalog.terms`), and on what paid for
them, for statements on entries, in the form of `db.engine.sql`."""

from __future__ import annotations

from collections.abc import Sequence

from billing.catalog.terms import FAILED
from billing.catalog.units import PARTS, ServiceTier, UsageUnit

DETAILED = "(terms LIKE '%;%' AND {priced terms} LIKE '%;%')"
"""Whether the use has details: quantities of other units, or another tier than STANDARD. The first
condition is for plain uses: it costs them less than to look for the window of a pool."""

UNCHARGED = f"(terms = '{FAILED}' OR terms LIKE '{FAILED};%')"
"""Whether the use failed, so that it cost nothing."""

_BESIDE = ", ".join(f"'{unit}'" for unit in UsageUnit if unit not in PARTS)

MEASURED = f"{DETAILED} AND detail.value LIKE '%=%'"
"""Whether `{each detail}` is a quantity. Otherwise it is the base of the terms, or the tier."""

UNPRICED = f"detail.value NOT LIKE '%@%' AND {{detail unit}} IN ({_BESIDE}) AND NOT {UNCHARGED}"
"""Whether `{each detail}` cost nothing for lack of a rate (billing rule 1)."""

_TIERS = " ".join(
    f"WHEN {{priced terms}} LIKE '%;{tier}%' THEN '{tier}'"
    for tier in ServiceTier
    if tier is not ServiceTier.STANDARD
)
TIER = f"CASE WHEN NOT {DETAILED} THEN '{ServiceTier.STANDARD}' {_TIERS} ELSE 'STANDARD' END"
"""The tier of service of a use. No unit has a name that begins with the name of a tier."""

_PAID_BY_ALLOWANCE = (
    "(SELECT coalesce(sum({charge tokens}), 0) FROM {each charge} "
    "WHERE {charge source} = 'ALLOWANCE')"
)
BY_ALLOWANCE = f"CASE WHEN charges LIKE '%ALLOWANCE%' THEN {_PAID_BY_ALLOWANCE} ELSE 0 END"
"""The tokens of an entry that allowances of the plan paid. The condition saves the reading of most
charges of other sources."""


def above(thresholds: Sequence[int], column: str) -> str:
    """Return the expression of the highest threshold that a column of input tokens passes; 0
    without one."""
    if not thresholds:
        return "0"
    passed = (f"WHEN {column} > {one:d} THEN {one:d}" for one in sorted(thresholds)[::-1])
    return f"CASE {' '.join(passed)} ELSE 0 END"
