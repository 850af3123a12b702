"""Reads of the rollups by range. No statement here touches entries or accounts. The cost of each
grows with days and kinds, not with the number of uses. Only payments are read one by one.

A range consists of whole days (UTC), half-open: [first, end).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from billing.days import midnight
from db.engine.sql import as_day, rows

CONSUMPTION_MAX = 500

CONSUMED = f"""
SELECT model, plan, tier, sum(requests) AS requests,
    sum(input_tokens + output_tokens) AS tokens, sum(cost) AS cost
FROM usage_day WHERE day >= $1 AND day < $2 GROUP BY model, plan, tier
ORDER BY sum(cost) DESC, sum(requests) DESC, model, plan, tier LIMIT {CONSUMPTION_MAX}"""
DETAILS_MAX = 500

# What has no price comes first, so that the limit never hides it.
DETAILS = f"""
SELECT model, unit, sum(uses) AS uses, sum(quantity) AS quantity,
    sum(unpriced_uses) AS unpriced_uses, sum(unpriced_quantity) AS unpriced_quantity
FROM unit_day WHERE day >= $1 AND day < $2 GROUP BY model, unit
ORDER BY sum(unpriced_uses) DESC, sum(uses) DESC, model, unit LIMIT {DETAILS_MAX}"""
USED = """
SELECT day, tier, sum(requests) AS requests, sum(cost) AS cost
FROM usage_day WHERE day >= $1 AND day < $2 GROUP BY day, tier"""
MOVED = """
SELECT source, sum(granted - spent - lapsed - reversed) AS outstanding,
    sum(CASE WHEN day >= $1 THEN granted ELSE 0 END) AS granted,
    sum(CASE WHEN day >= $1 THEN lapsed ELSE 0 END) AS lapsed
FROM token_day WHERE day < $2 GROUP BY source"""
HAPPENED = "SELECT day, event, number FROM event_day WHERE day >= $1 AND day < $2"
HAPPENED_BEFORE = "SELECT event, sum(number) AS number FROM event_day WHERE day < $1 GROUP BY event"
COHORTS = """
SELECT cohort, month, accounts FROM cohort_month
WHERE cohort >= $1 AND cohort < $2 AND month >= cohort AND month < $2"""
ACTIVE = """
SELECT month, sum(accounts) AS accounts FROM cohort_month
WHERE month >= $1 AND month < $2 GROUP BY month"""
# Payments and refunds differ by id: a refund that failed has an amount above 0.
_WENT = "id LIKE '%:out:%'"
TAKEN = f"""
SELECT {{occurred day}} AS day, currency, kind,
    sum(CASE WHEN {_WENT} THEN 0 ELSE amount END) AS gross,
    -sum(CASE WHEN {_WENT} THEN amount ELSE 0 END) AS returned
FROM money_entry WHERE occurred_at >= $1 AND occurred_at < $2 GROUP BY 1, 2, 3"""
PAYERS = f"""
SELECT currency, count(DISTINCT account_id) AS payers FROM money_entry
WHERE occurred_at >= $1 AND occurred_at < $2 AND amount > 0 AND NOT {_WENT} GROUP BY currency"""


class Consumed(NamedTuple):
    model: str
    plan: str
    tier: str
    requests: int
    tokens: int
    cost: int


class Detailed(NamedTuple):
    """Uses of a model that count a unit besides the plain ones, how much of it they used, and how
    many and how much of these cost nothing for lack of a rate."""

    model: str
    unit: str
    uses: int
    quantity: int
    unpriced_uses: int
    unpriced_quantity: int


class Used(NamedTuple):
    day: date
    tier: str
    requests: int
    cost: int


class Moved(NamedTuple):
    """Tokens of one source. `outstanding` is at the end of the range; `granted` and `lapsed` are
    within it."""

    source: str
    outstanding: int
    granted: int
    lapsed: int


class Happened(NamedTuple):
    day: date
    event: str
    number: int


class Active(NamedTuple):
    cohort: date
    month: date
    accounts: int


class Taken(NamedTuple):
    """Money of one day, in the currency's minor unit."""

    day: date
    currency: str
    kind: str
    gross: int
    returned: int


async def consumed(first: date, end: date) -> list[Consumed]:
    """Return uses by cost, then by number, the largest first; at most CONSUMPTION_MAX."""
    return [Consumed(*row[:3], *map(int, row[3:])) for row in await _tuples(CONSUMED, first, end)]


async def detailed(first: date, end: date) -> list[Detailed]:
    """Return units, what has no price first, then the most used; at most DETAILS_MAX."""
    return [Detailed(*row[:2], *map(int, row[2:])) for row in await _tuples(DETAILS, first, end)]


async def used(first: date, end: date) -> list[Used]:
    found = await _tuples(USED, first, end)
    return [Used(as_day(day), tier, int(n), int(cost)) for day, tier, n, cost in found]


async def moved(first: date, end: date) -> list[Moved]:
    return [Moved(row[0], *map(int, row[1:])) for row in await _tuples(MOVED, first, end)]


async def happened(first: date, end: date) -> list[Happened]:
    found = await _tuples(HAPPENED, first, end)
    return [Happened(as_day(day), event, number) for day, event, number in found]


async def happened_before(day: date) -> dict[str, int]:
    """Return how often each event happened before that day."""
    return {event: int(number) for event, number in await _tuples(HAPPENED_BEFORE, day)}


async def cohorts(first_month: date, end_month: date) -> list[Active]:
    """Return the number of active accounts, by the month of their opening and the month."""
    found = await _tuples(COHORTS, first_month, end_month)
    return [Active(as_day(cohort), as_day(month), n) for cohort, month, n in found]


async def active_accounts(first_month: date, end_month: date) -> dict[date, int]:
    """Return the number of accounts that used any model, by month."""
    found = await _tuples(ACTIVE, first_month, end_month)
    return {as_day(month): int(accounts) for month, accounts in found}


async def taken(first: date, end: date) -> list[Taken]:
    found = await _tuples(TAKEN, midnight(first), midnight(end))
    return [Taken(as_day(d), c, k, int(gross), int(back)) for d, c, k, gross, back in found]


async def payers(first: date, end: date) -> dict[str, int]:
    """Return the number of accounts that paid, by currency."""
    return dict(await _tuples(PAYERS, midnight(first), midnight(end)))


async def _tuples(sql: str, *values: object) -> Sequence[tuple[Any, ...]]:
    return [tuple(row.values()) for row in await rows(sql, *values)]
