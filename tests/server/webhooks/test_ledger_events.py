"""What the ledger tells: each once, with the fields, the types and the values of the API."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.support.clocks import Clock
from tests.support.server.api import NOON, Api, Client, running_app
from tests.support.server.documents import CREATE_ENDPOINT, PLACE
from tests.support.webhooks.promised import assert_promised, selection_of, shared
from tests.support.webhooks.receiver import Received, Receiver, receiving

ALERT = "mutation ($input: SetAlertInput!) { setAlert(input: $input) { __typename } }"
CAP = "mutation ($input: SetSpendCapInput!) { setSpendCap(input: $input) { __typename } }"
WAITING = "{ webhookEndpoints { deliveries(status: PENDING) { nodes { id } } } }"
FREE, LIMIT = "qwen-turbo", 1_000_000
ALLOWANCE, COST = 10_000, 5


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON)


@pytest.fixture
async def api(database_url: str, clock: Clock) -> AsyncIterator[Api]:
    async with running_app(database_url, clock=clock) as running:
        yield running


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as one:
        yield one


async def listen(api: Api, receiver: Receiver, *events: str) -> None:
    given = {"url": receiver.url, "events": [*events]}
    made = await api.admin.data(CREATE_ENDPOINT, input=given)
    assert made["createWebhookEndpoint"]["endpoint"]["status"] == "ACTIVE"


async def all_told(api: Api, receiver: Receiver) -> list[Received]:
    """Wait until nothing that was written waits to be sent; return what was sent."""
    async with asyncio.timeout(180):
        while True:
            [one] = (await api.admin.data(WAITING))["webhookEndpoints"]
            if not one["deliveries"]["nodes"]:
                return receiver.requests
            await asyncio.sleep(0)


async def assert_is_as_told(
    client: Client, name: str, place: str, received: Received, *more: str
) -> dict[str, Any]:
    """Check the object of an event against its type, and against the API; return it. `place` is
    where the account has it: the first one there."""
    data: dict[str, Any] = received.content["data"]
    assert_promised(name, data, *more)
    asked = f"{{ account {{ found: {place} {{ {selection_of(name, data, *more)} }} }} }}"
    found = (await client.data(asked))["account"]["found"]
    assert (found[0] if isinstance(found, list) else found) == shared(name, data, *more)
    assert data["accountId"] == "alice"
    return data


async def test_an_exhausted_quota_is_told_once_for_its_window(
    api: Api, receiver: Receiver, clock: Clock
) -> None:
    """By the use that takes the last of it; the refusals after it tell nothing new."""
    await listen(api, receiver, "quota.exhausted")
    for month in (1, 2):
        alice = api.user()
        await alice.record(model=FREE, inputTokens=LIMIT - 1, outputTokens=0)
        assert len(await all_told(api, receiver)) == month - 1
        await alice.record(model=FREE, inputTokens=1, outputTokens=0)
        for _ in range(2):
            assert (await alice.record(model=FREE))["__typename"] == "QuotaExceeded"
        *earlier, told = await all_told(api, receiver)
        assert len(earlier) == month - 1
        quotas = f'quotas(models: ["{FREE}"])'
        data = await assert_is_as_told(alice, "Quota", quotas, told)
        assert (data["used"], data["remaining"]) == (LIMIT, 0)
        clock.advance(days=31)


async def test_a_quota_that_refuses_before_it_is_used_up_is_told_once(
    api: Api, receiver: Receiver
) -> None:
    await listen(api, receiver, "quota.exhausted")
    alice = api.user()
    await alice.record(model=FREE, inputTokens=LIMIT - 1, outputTokens=0)
    for _ in range(2):
        assert (await alice.record(model=FREE))["__typename"] == "QuotaExceeded"
    [told] = await all_told(api, receiver)
    data = await assert_is_as_told(alice, "Quota", f'quotas(models: ["{FREE}"])', told)
    assert data["remaining"] == 1
    # The use that takes the rest tells nothing new, either.
    await alice.record(model=FREE, inputTokens=1, outputTokens=0)
    assert await all_told(api, receiver) == [told]


async def test_a_cap_is_told_as_the_api_has_it(api: Api, receiver: Receiver) -> None:
    await listen(api, receiver, "cap.reached")
    alice = api.user()
    await alice.balance()
    for scope in ({"scope": "ACCOUNT"}, {"scope": "MODEL", "model": "gpt-4o"}):
        await alice.data(CAP, input={**scope, "tokens": 10, "period": "DAY"})
        assert (await alice.record())["__typename"] == "CapReached"
        told = (await receiver.until(1))[-1]
        receiver.requests.clear()
        data = await assert_is_as_told(alice, "SpendCap", "spendCaps", told)
        assert data["scope"] == scope["scope"]
        remove = "mutation ($i: RemoveSpendCapInput!) { removeSpendCap(input: $i) { __typename } }"
        await alice.data(remove, i={**scope, "period": "DAY"})


async def test_an_expired_hold_is_told_as_the_api_has_it(
    api: Api, receiver: Receiver, clock: Clock
) -> None:
    await listen(api, receiver, "hold.expired")
    alice = api.user()
    await alice.balance()
    given = {"model": "gpt-4o", "inputTokens": 3, "maxOutputTokens": 5, "idempotencyKey": "hold"}
    await alice.data(PLACE, input=given)
    clock.advance(minutes=10)
    [told] = await receiver.until(1)
    await assert_is_as_told(alice, "Hold", "holds(status: EXPIRED)", told)


async def test_a_low_and_a_depleted_balance_are_told_as_the_api_has_them(
    api: Api, receiver: Receiver
) -> None:
    await listen(api, receiver, "balance.low", "balance.depleted")
    alice = api.user()
    await alice.balance()
    await alice.data(ALERT, input={"kind": "BALANCE_BELOW", "threshold": ALLOWANCE // 2})
    await alice.record(inputTokens=ALLOWANCE // COST - 1, outputTokens=0)
    [low] = await receiver.until(1)
    assert low.type == "balance.low"
    data = await assert_is_as_told(alice, "Balance", "balance", low, "alert")
    alert = data["alert"]
    assert_promised("Alert", {key: alert[key] for key in ("kind", "threshold")})
    assert alert == {"kind": "BALANCE_BELOW", "threshold": ALLOWANCE // 2, "value": COST}
    await alice.record(inputTokens=1, outputTokens=0)
    _, depleted = await receiver.until(2)
    assert depleted.type == "balance.depleted"
    await assert_is_as_told(alice, "Balance", "balance", depleted)
