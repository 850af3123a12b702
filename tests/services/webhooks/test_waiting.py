"""What waited for a long time: it is given up only if its endpoint is paused or dead."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from billing.webhooks.delivery import NewDelivery, WebhookDeliveryStatus
from billing.webhooks.endpoint import Endpoint, WebhookEndpointStatus
from billing.webhooks.schedule import TRIED_FOR
from db.webhooks import deliveries, endpoints
from services.commit.outbox import Outbox
from services.webhooks.attempts import Response
from services.webhooks.sender import Sender
from tests.support.clocks import Clock
from tests.support.ledger.factories import NOW

pytestmark = pytest.mark.usefixtures("database")
SECOND = timedelta(seconds=1)


class NoClient:
    """No test here sends anything."""

    async def post(self, url: str, headers: dict[str, str], body: bytes) -> Response:
        raise AssertionError(url)

    async def close(self) -> None:
        pass


def sender(clock: Clock) -> Sender:
    return Sender(
        Outbox(),
        NoClient,
        keys=("key",),
        retention=timedelta(days=30),
        clock=clock,
        machine=clock,
    )


async def waiting_since(at: datetime, status: WebhookEndpointStatus) -> None:
    """Store an endpoint with this status and a delivery that is due since then."""
    made = Endpoint("whe", "https://partner.test", None, None, None, NOW)
    await endpoints.add_endpoint(made)
    await endpoints.set_status(made.id, status, None)
    await deliveries.insert([NewDelivery("msg", made.id, "alice", "balance.low", "{}", at)])


@pytest.mark.parametrize("status", WebhookEndpointStatus)
@pytest.mark.parametrize("late", [timedelta(), SECOND])
async def test_only_what_nobody_wants_is_given_up(
    status: WebhookEndpointStatus, late: timedelta
) -> None:
    clock = Clock(NOW)
    await waiting_since(clock() - TRIED_FOR - late, status)
    await sender(clock).clean()
    is_given_up = late and status is not WebhookEndpointStatus.ACTIVE
    found = await deliveries.find_delivery("msg")
    assert found is not None
    expected = WebhookDeliveryStatus.FAILED if is_given_up else WebhookDeliveryStatus.PENDING
    assert found.status is expected
    due = await deliveries.due_deliveries("whe", clock(), limit=10)
    assert [one.id for one in due] == ([] if is_given_up else ["msg"])
