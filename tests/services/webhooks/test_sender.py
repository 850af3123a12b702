"""A process that sends learns at once what this process changes of an endpoint."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from billing.webhooks.delivery import NewDelivery
from billing.webhooks.endpoint import Endpoint, WebhookEndpointStatus
from db.webhooks import deliveries, endpoints
from gateways.webhooks.client import Answer
from services.commit.outbox import Outbox
from services.webhooks import sender as sender_module
from services.webhooks.sender import Sender
from tests.support.clocks import Clock
from tests.support.ledger.factories import NOW

pytestmark = pytest.mark.usefixtures("database")
NAME, COUNT = "whe", 1_000
Seen = Callable[[dict[str, str]], Awaitable[None]]


class Client:
    """A client that calls a function for each request."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self.closed = asyncio.Event()

    async def post(self, headers: dict[str, str], _: bytes) -> Answer:
        await self._seen(headers)
        return Answer(200, "", 1)

    async def close(self) -> None:
        self.closed.set()


@pytest.fixture
def nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is found by looking at intervals."""
    monkeypatch.setattr(sender_module, "RENEW_SECONDS", 3_600)


@asynccontextmanager
async def sending(seen: Seen) -> AsyncIterator[Sender]:
    """Yield a sender for an endpoint with a long queue; then wait until all is sent, or no more may
    be sent."""
    await endpoints.add_endpoint(Endpoint(NAME, "https://partner.test", None, None, None, NOW))
    events = [NewDelivery(f"msg_{n}", NAME, "alice", "a", "{}", NOW) for n in range(COUNT)]
    await deliveries.insert(events)
    clock, client = Clock(NOW), Client(seen)
    sender = Sender(Outbox(), lambda _: client, keys=("key",), clock=clock, machine=clock)
    yield sender
    await sender.step()
    async with asyncio.timeout(180):
        await client.closed.wait()


def signed_by(headers: dict[str, str]) -> int:
    return len(headers["webhook-signature"].split())


@pytest.mark.usefixtures("nobody_looks")
@pytest.mark.parametrize("change", ["pause", "delete", "rotate"])
async def test_a_change_reaches_what_is_being_sent(change: str) -> None:
    signatures: list[int] = []

    async def seen(headers: dict[str, str]) -> None:
        signatures.append(signed_by(headers))
        # A request takes longer than the statement that tells of the change.
        await deliveries.waiting_deliveries()
        if len(signatures) == 1:
            if change == "pause":
                await endpoints.set_status(NAME, WebhookEndpointStatus.PAUSED, None)
            elif change == "delete":
                await endpoints.delete_endpoint(NAME)
            else:
                await endpoints.rotate(NAME, NOW)
            sender.changed()

    async with sending(seen) as sender:
        pass
    if change == "rotate":
        # The earlier secret stays valid for a day, so both sign.
        assert len(signatures) == COUNT
        assert signatures[-1] == 2
    else:
        assert len(signatures) < COUNT


async def test_a_lease_that_could_not_be_renewed_is_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sender_module, "RENEW_SECONDS", 0)
    renew, failures, signatures = endpoints.renew_lease, 0, []

    async def fails_first(*asked: Any, **given: Any) -> Endpoint | None:
        nonlocal failures
        failures += 1
        if failures <= 3:
            raise ConnectionError
        return await renew(*asked, **given)

    async def seen(headers: dict[str, str]) -> None:
        signatures.append(signed_by(headers))
        await deliveries.waiting_deliveries()
        if len(signatures) == 1:
            await endpoints.rotate(NAME, NOW)

    monkeypatch.setattr(endpoints, "renew_lease", fails_first)
    async with sending(seen):
        pass
    assert len(signatures) == COUNT
    assert signatures[-1] == 2
