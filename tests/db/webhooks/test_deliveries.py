"""What is due: in the order of each account, by turns, and found without looking at each pair."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from billing.webhooks.delivery import NewDelivery, WebhookDeliveryStatus
from db.engine.sql import rows
from db.webhooks.deliveries import DUE, Attempted, due_deliveries, insert, note_attempts
from tests.support.server.api import NOON

ENDPOINT, OTHER = "whe_one", "whe_other"
LATER = NOON + timedelta(hours=1)


def new(number: int, account: str | None, endpoint: str = ENDPOINT) -> NewDelivery:
    return NewDelivery(f"msg_{endpoint}_{number}", endpoint, account, "balance.low", "{}", NOON)


async def stored() -> list[Any]:
    return list(await rows("SELECT * FROM webhook_delivery ORDER BY number"))


async def attempt(row: Any, chance: random.Random) -> None:
    """Let a delivery be over, or wait for its next attempt."""
    status = chance.choice([*WebhookDeliveryStatus])
    due = LATER if status is WebhookDeliveryStatus.PENDING else None
    result = Attempted(row["number"], 0, status, due, NOON, NOON, 200, 1, "")
    await note_attempts([result])


def expected(known: list[Any]) -> list[str]:
    """Return the ids of what is due, by the rule alone: accounts take turns."""
    turns: Counter[str | None] = Counter()
    due: list[tuple[int, int, str]] = []
    for one in allowed(known):
        turns[one["account_id"]] += 1
        due.append((turns[one["account_id"]], one["number"], one["id"]))
    return [name for *_, name in sorted(due)]


def allowed(known: list[Any]) -> Iterator[Any]:
    """Yield what is due and does not wait for an earlier one of its account."""
    blocked: set[str] = set()
    for one in known:
        if one["endpoint_id"] != ENDPOINT or one["status"] != "PENDING":
            continue
        is_later = one["attempts"] > 0
        if is_later and one["account_id"] is not None:
            blocked.add(one["account_id"])
        if not is_later and one["account_id"] not in blocked:
            yield one


@pytest.mark.parametrize("seed", range(8))
async def test_what_is_due_waits_for_earlier_ones_of_its_account(database: str, seed: int) -> None:
    chance = random.Random(seed)
    accounts = [None, "a", "b", "c", "d"]
    await insert(
        [new(n, chance.choice(accounts), chance.choice([ENDPOINT, OTHER])) for n in range(60)]
    )
    for row in chance.sample(await stored(), 20):
        await attempt(row, chance)
    due = [one.id for one in await due_deliveries(ENDPOINT, NOON, limit=100)]
    assert due == expected(await stored())
    assert [one.id for one in await due_deliveries(ENDPOINT, NOON, limit=3)] == due[:3]


def looked_at(plan: Any) -> int:
    """Return the rows that a plan read or dropped, in all loops of all its parts."""
    own = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)
    own += plan.get("Rows Removed by Join Filter", 0)
    return int(own * plan["Actual Loops"]) + sum(looked_at(one) for one in plan.get("Plans", ()))


async def test_a_sudden_crowd_is_not_compared_in_pairs(postgres: object) -> None:
    """The table is new, so the planner knows nothing of it."""
    count = 4_000
    await insert([new(n, f"account-{n % 100}") for n in range(count)])
    [told] = await rows(f"EXPLAIN (ANALYZE, FORMAT JSON) {DUE}", ENDPOINT, NOON, count)
    answer = told["QUERY PLAN"]
    [whole] = json.loads(answer) if isinstance(answer, str) else answer
    assert looked_at(whole["Plan"]) < 20 * count
