"""A service that is ahead takes the sandbox along: things happen when its time comes."""

from __future__ import annotations

import pytest

from tests.sandbox.stage import DAY, Stage, period

pytestmark = pytest.mark.slow


async def test_what_is_due_by_the_services_time_happens_at_its_own(stage: Stage) -> None:
    subscription = await stage.subscribed()
    await stage.flush()
    _, end = period(subscription)
    assert await stage.sandbox.seconds_to_next() == end - int(stage.clock().timestamp())
    stage.ahead = 40 * DAY
    assert await stage.sandbox.settle() == 0
    [invoice] = stage.endpoint.of("invoice.paid")[-1:]
    assert (invoice["billing_reason"], invoice["created"]) == ("subscription_cycle", end)
    assert (await stage.web.get("/_control/state")).json()["now"] == (
        int(stage.clock().timestamp()) + 40 * DAY
    )


async def test_what_is_overdue_happens_before_the_next_is_told(stage: Stage) -> None:
    subscription = await stage.subscribed()
    stage.ahead = 40 * DAY
    told = await stage.sandbox.seconds_to_next()
    _, end = period(await stage.subscription(subscription.id))
    assert told == end - int(stage.clock().timestamp()) - stage.ahead > 0


async def test_its_own_clock_may_be_further_ahead(stage: Stage) -> None:
    await stage.advance(days=3)
    stage.ahead = DAY
    assert (await stage.web.get("/_control/state")).json()["now"] == (
        int(stage.clock().timestamp()) + 4 * DAY
    )


async def test_nothing_is_to_come_in_an_empty_sandbox(stage: Stage) -> None:
    assert await stage.sandbox.seconds_to_next() is None
    assert await stage.sandbox.settle() == 0


async def test_what_is_not_delivered_is_told(stage: Stage) -> None:
    await stage.control("webhooks", pause=True)
    await stage.bought()
    waiting = await stage.sandbox.settle()
    assert waiting > 0
    assert stage.endpoint.types == []
    await stage.control("webhooks", pause=False)
    stage.endpoint.answers.append(500)
    assert await stage.sandbox.settle() == 1
    assert len(stage.endpoint.types) == waiting
    assert await stage.flush(all=True) != []
    assert await stage.sandbox.settle() == 0
