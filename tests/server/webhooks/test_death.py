"""An endpoint dies after three days in which every attempt failed, and only then."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from billing.webhooks.schedule import AFTER, ATTEMPTS_MAX, TRIED_FOR
from services.webhooks import sender as sender_module
from tests.support.clocks import Clock
from tests.support.server.api import NOON, Api, running_app
from tests.support.server.documents import CREATE_ENDPOINT, SEND_TEST
from tests.support.webhooks.receiver import OK, Received, Receiver, answering, receiving

SHOWN = """{ webhookEndpoints { status statusReason failingSince
  deliveries { nodes { id status attempts } } } }"""
RESUME = """mutation ($input: ResumeWebhookEndpointInput!) { resumeWebhookEndpoint(input: $input) {
  __typename } }"""


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sender notices at once that the clock was moved."""
    monkeypatch.setattr(sender_module, "STEP_SECONDS", 0.05)


class Partner:
    """A partner whose server is out of order until `is_well`."""

    def __init__(self, api: Api, receiver: Receiver, endpoint: str) -> None:
        self.api, self.receiver, self.endpoint = api, receiver, endpoint

    async def test(self) -> None:
        await self.api.admin.data(SEND_TEST, input={"endpointId": self.endpoint})

    async def until(self, is_so: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        async with asyncio.timeout(180):
            while True:
                [found] = (await self.api.admin.data(SHOWN))["webhookEndpoints"]
                if is_so(found):
                    return dict(found)
                await asyncio.sleep(0)

    async def attempted(self, times: int) -> dict[str, Any]:
        """Wait until the oldest delivery was tried so often, and the result is stored."""
        return await self.until(lambda one: one["deliveries"]["nodes"][-1]["attempts"] == times)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON)


@pytest.fixture
def well() -> set[str]:
    """Not empty: the partner's server works."""
    return set()


@pytest.fixture
async def partner(database_url: str, clock: Clock, well: set[str]) -> AsyncIterator[Partner]:
    def answer(_: Received) -> bytes:
        return OK if well else answering(503)

    async with receiving(answer) as receiver, running_app(database_url, clock=clock) as api:
        made = await api.admin.data(CREATE_ENDPOINT, input={"url": receiver.url})
        yield Partner(api, receiver, made["createWebhookEndpoint"]["endpoint"]["id"])


async def test_three_days_of_failures_are_the_end_until_it_is_resumed(
    partner: Partner, clock: Clock, well: set[str]
) -> None:
    await partner.test()
    found = await partner.attempted(1)
    for times, after in enumerate(AFTER, 2):
        assert found["status"] == "ACTIVE", times
        clock.now = NOON + after
        found = await partner.attempted(times)
    dead = await partner.until(lambda one: one["status"] == "DEAD")
    assert "three days" in dead["statusReason"]
    assert len(partner.receiver.requests) == ATTEMPTS_MAX
    # What comes now waits.
    well.add("yes")
    await partner.test()
    waiting = await partner.until(lambda one: len(one["deliveries"]["nodes"]) == 2)
    assert [one["status"] for one in waiting["deliveries"]["nodes"]] == ["PENDING", "FAILED"]
    await partner.api.admin.data(RESUME, input={"endpointId": partner.endpoint})
    await partner.receiver.until(ATTEMPTS_MAX + 1)
    alive = await partner.until(lambda one: one["deliveries"]["nodes"][0]["status"] == "DELIVERED")
    assert (alive["status"], alive["failingSince"]) == ("ACTIVE", None)


async def test_a_service_that_stood_still_buries_nobody(partner: Partner, clock: Clock) -> None:
    """Two failed attempts, with three days between them in which nobody tried."""
    await partner.test()
    await partner.attempted(1)
    clock.now += TRIED_FOR
    await partner.attempted(2)
    await partner.test()
    found = await partner.until(
        lambda one: [node["attempts"] for node in one["deliveries"]["nodes"]] == [1, 2]
    )
    assert found["status"] == "ACTIVE"
    assert [one["status"] for one in found["deliveries"]["nodes"]] == ["PENDING", "FAILED"]
