"""Sends to one endpoint: no account holds up others, and what others change of the endpoint is soon
known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from billing.webhooks.delivery import Delivery, NewDelivery
from billing.webhooks.endpoint import Endpoint, WebhookEndpointStatus
from db.webhooks import deliveries, endpoints
from gateways.webhooks.client import Answer
from services.webhooks import courier as courier_module
from services.webhooks.counts import Counts
from services.webhooks.courier import LANES_MAX, TAKEN_MAX, Courier
from services.webhooks.lanes import Lanes
from tests.support.clocks import Clock
from tests.support.ledger.factories import NOW

pytestmark = pytest.mark.usefixtures("database")
Post = Callable[[dict[str, str], bytes], Awaitable[Answer]]
NAME = "whe"
OK, GONE, FAILURE = (Answer(code, "", 1) for code in (200, 410, 500))


async def queue(accounts: Iterable[str], first: int = 0) -> None:
    """Store an event of each account, whose body is the account."""
    await deliveries.insert(
        [
            NewDelivery(f"msg_{n}", NAME, account, "balance.low", account, NOW)
            for n, account in enumerate(accounts, first)
        ]
    )


async def courier(post: Post, counts: Counts | None = None) -> Courier:
    made = Endpoint(NAME, "https://partner.test", None, None, None, NOW)
    await endpoints.add_endpoint(made)
    clock = Clock(NOW)
    return Courier(
        made,
        post,
        keys=("key",),
        clock=clock,
        machine=clock,
        is_held=lambda: True,
        counts=counts or Counts(),
        lanes=Lanes(),
    )


async def test_a_long_queue_holds_up_no_other_account(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither what waits beside it, nor what comes while it is sent."""
    monkeypatch.setattr(courier_module, "ROUND_SECONDS", 0)
    sent: list[str] = []

    async def post(_: dict[str, str], body: bytes) -> Answer:
        sent.append(body.decode())
        if sent.count("busy") == 2:
            await queue(["late"], first=10_000)
        return OK

    one = await courier(post)
    await queue(["busy"] * (TAKEN_MAX + 50) + ["other"])
    await one.serve()
    assert Counter(sent) == {"busy": TAKEN_MAX + 50, "other": 1, "late": 1}
    assert sent.index("other") <= 1
    assert sent.index("late") <= 4


async def test_an_endpoint_that_wants_nothing_any_more_dies_once() -> None:
    asked = 0

    async def post(_: dict[str, str], __: bytes) -> Answer:
        nonlocal asked
        asked += 1
        return GONE

    counts = Counts()
    one = await courier(post, counts)
    await queue(f"user-{n}" for n in range(4 * LANES_MAX))
    await one.serve()
    found = await endpoints.find_endpoint(NAME)
    assert found is not None
    assert found.status is WebhookEndpointStatus.DEAD
    assert counts.died == 1
    assert asked <= LANES_MAX


async def test_a_failing_endpoint_gets_one_request_at_a_time_and_its_queue_is_read_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A read of what is due looks at the whole queue, however little it returns."""
    monkeypatch.setattr(courier_module, "ROUND_SECONDS", 3_600)
    due, reads, under_way, tried = deliveries.due_deliveries, 0, 0, Counter[str]()

    async def counted(*asked: Any, **given: Any) -> list[Delivery]:
        nonlocal reads
        reads += 1
        return await due(*asked, **given)

    async def post(_: dict[str, str], body: bytes) -> Answer:
        nonlocal under_way
        under_way += 1
        await deliveries.waiting_deliveries()
        assert under_way == 1
        under_way -= 1
        tried[body.decode()] += 1
        return FAILURE

    monkeypatch.setattr(deliveries, "due_deliveries", counted)
    one = await courier(post)
    one.endpoint = replace(one.endpoint, failing_since=NOW - timedelta(hours=1))
    accounts = [f"user-{n}" for n in range(2 * LANES_MAX)]
    await queue(accounts * 2)
    await one.serve()
    assert tried == dict.fromkeys(accounts, 1), "the later ones of each account wait"
    assert reads == 2


async def test_an_endpoint_that_works_again_gets_all_that_waited() -> None:
    sent: list[str] = []

    async def post(_: dict[str, str], body: bytes) -> Answer:
        sent.append(body.decode())
        return OK

    one = await courier(post)
    one.endpoint = replace(one.endpoint, failing_since=NOW - timedelta(hours=1))
    await queue([f"user-{n}" for n in range(2 * LANES_MAX)] * 2)
    await one.serve()
    assert len(sent) == 4 * LANES_MAX
    assert one.endpoint.failing_since is None


@pytest.mark.parametrize("answer", [OK, FAILURE, GONE])
async def test_a_read_that_began_before_an_answer_does_not_undo_what_it_means(
    answer: Answer,
) -> None:
    """What others changed meanwhile, as the secret, is taken from the read."""

    async def post(_: dict[str, str], __: bytes) -> Answer:
        return answer

    one = await courier(post)
    if answer is OK:
        since = NOW - timedelta(days=3)
        await endpoints.note_failing(NAME, since)
        one.endpoint = replace(one.endpoint, failing_since=since)
    read = await endpoints.rotate(NAME, NOW)
    assert read is not None
    judged = one.judged
    await queue(["alice"])
    await one.serve()
    mine = one.endpoint
    one.learn(read, judged)
    assert (one.endpoint.failing_since, one.endpoint.status) == (mine.failing_since, mine.status)
    assert one.endpoint.secret_number == 2
    # A later read counts.
    one.learn(read, one.judged)
    assert one.endpoint == read
