"""Clients that meter calls, and the ledger that they write."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from yumi_billing import (
    AsyncBilling,
)

from tests.support.sdk.clients import KINDS
from tests.support.sdk.ledger import Ledger
from tests.support.sdk.meters import Meter
from tests.support.server.api import Api, served_app


@pytest.fixture
async def api(sqlite_url: str) -> AsyncIterator[Api]:
    async with served_app(sqlite_url) as running:
        await running.user("alice").balance()
        yield running


@pytest.fixture
def ledger(api: Api) -> Ledger:
    return Ledger(api.admin)


@pytest.fixture(params=KINDS)
async def meter(request: pytest.FixtureRequest, api: Api) -> AsyncIterator[Meter]:
    token = api.user("gate", "usage:write").token
    async with Meter.open(request.param, f"{api.address}/graphql", token) as opened:
        yield opened


@pytest.fixture
async def waiting_client(api: Api) -> AsyncIterator[AsyncBilling]:
    token = api.user("gate", "usage:write").token
    async with AsyncBilling(f"{api.address}/graphql", token) as client:
        yield client
