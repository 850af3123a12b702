"""What is cleaned up: what waited for too long, what is old, and what belongs to no endpoint."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from billing.webhooks.delivery import NewDelivery, WebhookDeliveryStatus
from billing.webhooks.endpoint import Endpoint, WebhookEndpointStatus
from billing.webhooks.schedule import TRIED_FOR
from db import models
from db.webhooks import deliveries, endpoints
from db.webhooks.deliveries import Attempted
from services.webhooks import cleaning
from services.webhooks.cleaning import UNSENT_FOR_MIN, Cleaning
from tests.support.clocks import Clock
from tests.support.ledger.factories import NOW

pytestmark = pytest.mark.usefixtures("database")
SECOND = timedelta(seconds=1)
RETENTION = timedelta(days=30)


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
    await Cleaning(RETENTION, clock).clean()
    is_given_up = late and status is not WebhookEndpointStatus.ACTIVE
    found = await deliveries.find_delivery("msg")
    assert found is not None
    expected = WebhookDeliveryStatus.FAILED if is_given_up else WebhookDeliveryStatus.PENDING
    assert found.status is expected
    due = await deliveries.due_deliveries("whe", clock(), limit=10)
    assert [one.id for one in due] == ([] if is_given_up else ["msg"])


@pytest.mark.parametrize("retention", [timedelta(days=1), RETENTION])
@pytest.mark.parametrize("late", [timedelta(), SECOND])
async def test_what_nobody_sends_is_given_up_in_the_end(
    retention: timedelta, late: timedelta
) -> None:
    """As where the key of the service was removed: the table would grow without an end."""
    clock = Clock(NOW)
    longest = max(retention, UNSENT_FOR_MIN)
    await waiting_since(clock() - longest - late, WebhookEndpointStatus.ACTIVE)
    await Cleaning(retention, clock).clean()
    found = await deliveries.find_delivery("msg")
    is_kept = found is not None and found.status is WebhookDeliveryStatus.PENDING
    assert is_kept is not bool(late)


@pytest.mark.parametrize("late", [timedelta(), SECOND])
@pytest.mark.parametrize("status", WebhookDeliveryStatus)
async def test_deliveries_that_are_over_are_kept_for_the_retention(
    status: WebhookDeliveryStatus, late: timedelta
) -> None:
    clock = Clock(NOW)
    await waiting_since(clock() - RETENTION - late, WebhookEndpointStatus.ACTIVE)
    is_over = status is not WebhookDeliveryStatus.PENDING
    [one] = await deliveries.due_deliveries("whe", clock(), limit=1)
    tried = Attempted(one.number, 0, status, None if is_over else clock(), NOW, NOW, 200, 1, "")
    await deliveries.note_attempts([tried])
    await Cleaning(RETENTION, clock).clean()
    assert (await deliveries.find_delivery("msg") is None) is bool(late and is_over)


async def test_many_old_deliveries_are_deleted_and_those_of_no_endpoint_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cleaning, "FORGET_MAX", 3)
    clock = Clock(NOW)
    await waiting_since(clock(), WebhookEndpointStatus.ACTIVE)
    old = clock() - RETENTION - SECOND
    many = [NewDelivery(f"old_{n}", "whe", "alice", "balance.low", "{}", old) for n in range(7)]
    await deliveries.insert([*many, NewDelivery("orphan", "gone", "a", "a", "{}", clock())])
    for one in await deliveries.due_deliveries("whe", old, limit=10):
        over = WebhookDeliveryStatus.DELIVERED
        tried = Attempted(one.number, 0, over, None, old, old, 200, 1, "")
        await deliveries.note_attempts([tried])
    await Cleaning(RETENTION, clock).clean()
    left = await models.WebhookDelivery.all().values_list("id", flat=True)
    assert left == ["msg"]
