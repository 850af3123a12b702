"""The requests that are sent at the same time: bounded for all endpoints together, and those of an
endpoint end together."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from billing.webhooks.delivery import NewDelivery
from billing.webhooks.endpoint import Endpoint
from db.webhooks import deliveries, endpoints
from gateways.webhooks.client import Answer
from services.webhooks.counts import Counts
from services.webhooks.courier import LANES_MAX, Courier
from services.webhooks.lanes import Lanes
from tests.support.clocks import Clock
from tests.support.ledger.factories import NOW

pytestmark = pytest.mark.usefixtures("database")
OK = Answer(200, "", 1)


async def courier(
    number: int, lanes: Lanes, post: Callable[[dict[str, str], bytes], Awaitable[Answer]]
) -> Courier:
    """Store an endpoint with an event of each of many accounts, and return its courier."""
    made = Endpoint(f"whe_{number}", "https://partner.test", None, None, None, NOW)
    await endpoints.add_endpoint(made)
    await deliveries.insert(
        [
            NewDelivery(f"msg_{number}_{n}", made.id, f"user-{n}", "balance.low", f"{n}", NOW)
            for n in range(2 * LANES_MAX)
        ]
    )
    clock = Clock(NOW)
    return Courier(
        made,
        post,
        keys=("key",),
        clock=clock,
        machine=clock,
        is_held=lambda: True,
        counts=Counts(),
        lanes=lanes,
    )


async def test_slow_endpoints_share_the_lanes_of_the_process() -> None:
    count, shared = 5, 8
    lanes, gate = Lanes(shared), asyncio.Condition()
    now = most = 0

    async def post(_: dict[str, str], __: bytes) -> Answer:
        nonlocal now, most
        now += 1
        most = max(most, now)
        async with gate:
            gate.notify_all()
            # Nobody answers before there are as many requests as there may be.
            await gate.wait_for(lambda: most >= count + shared)
        now -= 1
        return OK

    couriers = [await courier(number, lanes, post) for number in range(count)]
    async with asyncio.timeout(180):
        await asyncio.gather(*(one.serve() for one in couriers))
    assert most == count + shared
    assert await deliveries.waiting_deliveries() == {}
    with lanes.taken(100) as left:
        assert left == 1 + shared


async def test_an_endpoint_has_a_lane_when_the_others_have_all() -> None:
    lanes = Lanes(0)
    with lanes.taken(LANES_MAX) as first, lanes.taken(LANES_MAX) as second:
        assert (first, second) == (1, 1)


async def test_all_lanes_end_with_the_one_that_fails() -> None:
    ended: list[bytes] = []
    sent = asyncio.Event()

    async def post(_: dict[str, str], body: bytes) -> Answer:
        if body == b"0":
            await sent.wait()
            raise RuntimeError("no database")
        try:
            sent.set()
            await asyncio.Event().wait()
        finally:
            ended.append(body)
        return OK

    one = await courier(1, Lanes(), post)
    async with asyncio.timeout(180):
        with pytest.raises(ExceptionGroup):
            await one.serve()
    assert len(ended) == LANES_MAX - 1
