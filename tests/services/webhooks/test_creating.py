"""Endpoints that are made at the same time: no partner gets more than the most."""

from __future__ import annotations

import asyncio

import pytest

from billing.webhooks.endpoint import ENDPOINTS_MAX, Endpoint
from billing.webhooks.refusals import TooManyWebhookEndpoints
from db import models
from services.privacy.actions import AdminLog
from services.webhooks.endpoints import Reach, WebhookEndpoints, WebhookPolicy, WithSecret
from tests.support.clocks import Clock
from tests.support.ledger.factories import NOW

pytestmark = pytest.mark.usefixtures("database")


async def no_reason(_: str) -> None:
    return None


async def test_endpoints_that_are_made_at_once_are_at_most_the_most() -> None:
    """Each partner has its own; what was refused is not in the log of actions."""
    policy, clock = WebhookPolicy(("key",), True, no_reason), Clock(NOW)
    desk = WebhookEndpoints(policy, AdminLog(clock), clock)

    async def create(prefixes: tuple[str, ...] | None) -> object:
        wanted = Endpoint("", "https://partner.test", prefixes, None, None, NOW)
        return await desk.create(wanted, Reach("root", prefixes))

    for _ in range(ENDPOINTS_MAX - 2):
        assert isinstance(await create(("a-",)), WithSecret)
    made = await asyncio.gather(*(create(who) for who in [("a-",), None] * 5))
    refused = [isinstance(one, TooManyWebhookEndpoints) for one in made]
    assert (refused[::2].count(False), refused[1::2].count(False)) == (2, 5)
    assert await models.WebhookEndpoint.all().count() == ENDPOINTS_MAX + 5
    assert await models.AdminAction.all().count() == ENDPOINTS_MAX + 5
