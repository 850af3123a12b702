"""A provider, and programs that use wrapped clients of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from yumi_billing import AsyncBilling, Billing

from tests.support.sdk.clients import KINDS
from tests.support.sdk.ledger import Ledger
from tests.support.sdk.providers import Provider, provider
from tests.support.sdk.wrapped import User
from tests.support.server.api import Api, served_app


@pytest.fixture
async def api(sqlite_url: str) -> AsyncIterator[Api]:
    async with served_app(sqlite_url) as running:
        await running.user("alice").balance()
        yield running


@pytest.fixture
def ledger(api: Api) -> Ledger:
    return Ledger(api.admin)


@pytest.fixture
async def models() -> AsyncIterator[Provider]:
    async with provider() as running:
        yield running


@pytest.fixture(params=KINDS)
async def user(request: pytest.FixtureRequest, api: Api, models: Provider) -> AsyncIterator[User]:
    url, token = f"{api.address}/graphql", api.user("gate", "usage:write").token
    billing = AsyncBilling(url, token) if request.param == "async" else Billing(url, token)
    one = User(billing, models.address, metadata={"feature": "chat"})
    yield one
    await one.close()
    if isinstance(billing, AsyncBilling):
        await billing.close()
    else:
        await asyncio.to_thread(billing.close)
