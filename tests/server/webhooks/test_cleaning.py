"""Old deliveries are deleted also by a service that sends nothing, because it has no key."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from billing.webhooks.delivery import NewDelivery
from billing.webhooks.endpoint import Endpoint
from db import models
from db.webhooks import deliveries, endpoints
from tests.support.clocks import Clock
from tests.support.server.api import NOON, running_app

OLD = NOON - timedelta(days=30, seconds=1)


@pytest.mark.parametrize("key", [None, ""])
async def test_old_deliveries_are_deleted_with_and_without_a_key(
    database_url: str, key: str | None
) -> None:
    settings = {} if key is None else {"WEBHOOK_SECRET_KEY": key}
    async with running_app(database_url, clock=Clock(OLD)):
        await endpoints.add_endpoint(Endpoint("whe", "https://a.test", None, None, None, OLD))
        await deliveries.insert(
            [
                NewDelivery("msg_orphan", "gone", "alice", "balance.low", "{}", OLD),
                NewDelivery("msg_kept", "whe", None, "balance.low", "{}", OLD),
            ]
        )
        await endpoints.delete_endpoint("gone")
        await models.WebhookDelivery.filter(id="msg_orphan").update(endpoint_id="gone_too")
    async with running_app(database_url, clock=Clock(NOON), **settings):
        async with asyncio.timeout(180):
            while await models.WebhookDelivery.filter(id="msg_orphan").exists():
                await asyncio.sleep(0)
        assert await models.WebhookDelivery.filter(id="msg_orphan").count() == 0
        assert await models.WebhookEndpoint.filter(id="whe").count() == 1
