"""Random histories with an automatic top-up on both databases, with the provider's sandbox: uses,
refunds, declined cards, the owner's acts, the clock and the ends of months, in any order and at
once. Billing rule 15."""

from __future__ import annotations

from collections import Counter
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings

from billing.ledger.top_ups.top_up import need_of
from db import models
from tests.support.audit.tampering import faults
from tests.support.examples import scaled
from tests.support.ledger.topped_up import check_state, walked
from tests.support.payments.money import TOKENS
from tests.support.payments.sandboxed import Provider
from tests.support.payments.shop import Shop, conserved, entries
from tests.support.payments.topping import STEPS, Step, Topping, topping

pytestmark = pytest.mark.slow

NEEDS_MAX = 4
"""More than a month allows in `STEPS`."""
_examples = count(1)


async def check(story: Topping) -> None:
    """Check that the ledger is possible, that no need is missing, and that each is charged once."""
    account = await story.account()
    walk = walked(account.opened_at, await entries(story.name))
    check_state(walk, account)
    bought = await models.Purchase.filter(account_id=story.name).values()
    needs = Counter(need_of(one["idempotency_key"]) for one in bought)
    assert needs.keys() <= set(walk.needs)
    assert max(needs.values(), default=1) == 1
    charged = Counter(one["metadata"]["purchase_id"] for one in await story.charges())
    assert charged.keys() <= {one["id"] for one in bought}
    assert max(charged.values(), default=1) == 1, "a need was charged twice"


@settings(max_examples=scaled(8), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
async def test_each_need_is_charged_once_and_a_failure_stops_it(
    both: tuple[Shop, Provider], steps: list[Step]
) -> None:
    async with topping(*both, f"alice-{next(_examples)}") as story:
        for step in steps:
            await story.do(step)
            await check(story)
        # What is open ends, and what was charged is credited once.
        for _ in range(NEEDS_MAX):
            await story.meet()
            await check(story)
        top_up = (await story.account()).top_up
        assert top_up is None or not top_up.need
        await story.hear()
        await check(story)
        told = await entries(story.name)
        credits = [one for one in told if one.tokens == TOKENS]
        assert len(credits) == len(await story.charges())
        assert await conserved(story.name)
    assert await faults() == []
