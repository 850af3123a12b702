"""Webhooks: signed, repeated until accepted, and reordered on request."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
import stripe

from sandbox.world.courier import signature
from sandbox.world.deliveries import BACKOFF
from tests.sandbox.stage import DAY, SECRET, Stage

CREATED = "customer.created"


async def customer(stage: Stage, name: str = "a") -> Any:
    return await stage.sdk.v1.customers.create_async({"name": name})


def names(stage: Stage) -> list[str]:
    return [one["name"] for one in stage.endpoint.of(CREATED)]


@asynccontextmanager
async def running(stage: Stage) -> AsyncIterator[None]:
    task = asyncio.create_task(stage.sandbox.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(stage: Stage, count: int) -> None:
    """Wait until this many events have arrived."""
    async with asyncio.timeout(180):
        while len(stage.endpoint.events) < count:
            stage.endpoint.came.clear()
            await stage.endpoint.came.wait()


@pytest.mark.parametrize("secret", ["whsec_other", SECRET])
def test_a_signature_is_verified_by_the_sdk(secret: str) -> None:
    payload = json.dumps({"id": "evt_1", "object": "event", "name": "é"}).encode()
    header = signature(payload, secret, at=2**31)
    if secret == SECRET:
        stripe.Webhook.construct_event(payload, header, SECRET)
        payload = payload.replace(b"evt_1", b"evt_2")
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(payload, header, SECRET)


async def test_an_event_is_delivered_as_it_is_listed(stage: Stage) -> None:
    made = await customer(stage)
    assert await stage.flush() == [CREATED]
    event = stage.endpoint.events[0]
    assert event["data"]["object"] == made.to_dict()
    assert (event["livemode"], event["api_version"]) == (False, "2026-10-28.endive")
    assert (await stage.sdk.v1.events.retrieve_async(event["id"])).to_dict() == event
    assert await stage.flush() == []


async def test_the_background_delivers_by_itself(stage: Stage) -> None:
    async with running(stage):
        await customer(stage)
        await until(stage, 1)
    await customer(stage)
    assert len(stage.endpoint.events) == 1


async def test_the_background_keeps_the_clock_going(stage: Stage) -> None:
    session = await stage.pack()
    await stage.flush()
    before = len(stage.endpoint.events)
    async with running(stage):
        stage.clock.move(seconds=DAY)
        await until(stage, before + 1)
    assert stage.endpoint.of("checkout.session.expired")[0]["id"] == session.id


async def test_what_is_refused_comes_again_later_and_later(stage: Stage) -> None:
    await customer(stage)
    stage.endpoint.answers.extend([500, 302, 404])
    for wait in BACKOFF[:3]:
        assert await stage.flush() == [CREATED]
        stage.clock.move(seconds=wait - 0.001)
        assert await stage.flush() == []
        stage.clock.move(seconds=0.001)
    assert await stage.flush() == [CREATED]
    assert len({event["id"] for event in stage.endpoint.events}) == 1
    assert (await state(stage))["deliveries"] == {"delivered": 1}


async def state(stage: Stage) -> Any:
    return (await stage.web.get("/_control/state")).json()


async def test_what_is_never_taken_is_given_up(stage: Stage) -> None:
    await customer(stage)
    stage.endpoint.answers.extend([500] * 100)
    tries = 0
    while (await state(stage))["deliveries"].get("waiting"):
        tries += len(await stage.flush(all=True))
    assert tries == len(BACKOFF) + 1
    assert (await state(stage))["deliveries"] == {"failed": 1}


async def test_an_endpoint_that_is_away_is_no_fault_of_the_sandbox(stage: Stage) -> None:
    stage.sandbox._courier._url = "http://127.0.0.1:9/hook"
    await customer(stage)
    assert await stage.control("flush") == {"delivered": 0, "failed": 1}
    stage.sandbox._courier._url = f"{stage.url}/hook"
    assert await stage.flush(all=True) == [CREATED]


async def test_one_that_is_refused_does_not_hold_up_the_others(stage: Stage) -> None:
    for name in "abc":
        await customer(stage, name)
    stage.endpoint.answers.append(500)
    assert await stage.control("flush") == {"delivered": 2, "failed": 1}
    assert names(stage) == ["a", "b", "c"]
    await stage.flush(all=True)
    assert names(stage) == ["a", "b", "c", "a"]


async def test_duplicates_come_as_often_as_asked(stage: Stage) -> None:
    await stage.control("webhooks", duplicate=2)
    await customer(stage)
    assert await stage.flush() == [CREATED] * 3
    assert len({event["id"] for event in stage.endpoint.events}) == 1


async def test_reordered_events_come_newest_first(stage: Stage) -> None:
    await stage.control("webhooks", reorder=True)
    for name in "abc":
        await customer(stage, name)
    await stage.flush()
    assert names(stage) == ["c", "b", "a"]


async def test_delayed_events_come_when_it_is_time(stage: Stage) -> None:
    await stage.control("webhooks", delay_seconds=3_600)
    await customer(stage)
    assert await stage.flush() == []
    stage.clock.move(seconds=3_600)
    assert await stage.flush() == [CREATED]
    await customer(stage)
    assert await stage.flush(all=True) == [CREATED]


async def test_dropped_events_are_only_listed_until_they_are_sent_again(stage: Stage) -> None:
    await stage.control("webhooks", drop=1)
    for name in "ab":
        await customer(stage, name)
    await stage.flush(all=True)
    assert names(stage) == ["b"]
    events = await stage.sdk.v1.events.list_async()
    assert [one.data.object["name"] for one in events.data] == ["b", "a"]
    for _ in range(2):
        await stage.control("resend", event=events.data[1].id)
    await stage.flush()
    assert names(stage) == ["b", "a", "a"]


async def test_paused_nothing_is_sent_but_by_flush(stage: Stage) -> None:
    await stage.control("webhooks", pause=True)
    async with running(stage):
        await customer(stage)
        # Two rounds of the background task. The second begins after the first.
        for _ in range(2):
            await stage.sandbox._courier.deliver_due()
        assert stage.endpoint.events == []
        assert await stage.flush() == [CREATED]
        await customer(stage)
        await stage.control("webhooks", pause=False)
        await until(stage, 2)


async def test_a_delivery_that_is_cut_off_is_made_again_at_once(stage: Stage) -> None:
    reached, go_on = asyncio.Event(), asyncio.Event()
    take = stage.endpoint

    async def slow(request: Any) -> Any:
        reached.set()
        await go_on.wait()
        return await take(request)

    stage.take = slow
    await customer(stage)
    async with running(stage):
        async with asyncio.timeout(180):
            await reached.wait()
    stage.take = take
    go_on.set()
    assert CREATED in await stage.flush()


async def test_an_event_tells_how_things_were_then(stage: Stage) -> None:
    made = await customer(stage, "a")
    await stage.sdk.v1.customers.update_async(made.id, {"name": "b"})
    await stage.flush()
    assert names(stage) == ["a"]
    assert stage.endpoint.of("customer.updated")[0]["name"] == "b"
