"""Events reach the server of a partner: each once, in order, signed; and none that was refused."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import pytest
from standardwebhooks.webhooks import WebhookVerificationError

from tests.support.clocks import Clock
from tests.support.server.api import NOON, Api, Client, running_app
from tests.support.server.documents import CREATE_ENDPOINT, PLACE, SEND_TEST
from tests.support.webhooks.receiver import OK, Received, Receiver, answering, receiving

ROTATE = """mutation ($input: RotateWebhookSecretInput!) { rotateWebhookSecret(input: $input) {
  ... on WebhookSecretRotated { secret } } }"""
REPLAY = """mutation ($input: ReplayWebhookDeliveryInput!) { replayWebhookDelivery(input: $input) {
  __typename ... on WebhookDeliveryReplayed { delivery { status attempts } } } }"""
ALERT = "mutation ($input: SetAlertInput!) { setAlert(input: $input) { __typename } }"
CAP = "mutation ($input: SetSpendCapInput!) { setSpendCap(input: $input) { __typename } }"
SHOWN = """{ webhookEndpoints { status statusReason failingSince deliveries { nodes {
  id type status attempts accountId responseCode responseBody durationMs nextAttemptAt } } } }"""


@pytest.fixture
async def api(database_url: str) -> AsyncIterator[Api]:
    async with running_app(database_url) as running:
        yield running


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as one:
        yield one


async def endpoint(api: Api, receiver: Receiver, **given: Any) -> dict[str, Any]:
    made = await api.admin.data(CREATE_ENDPOINT, input={"url": receiver.url, **given})
    result: dict[str, Any] = made["createWebhookEndpoint"]
    return result


async def shown(api: Api) -> dict[str, Any]:
    [one] = (await api.admin.data(SHOWN))["webhookEndpoints"]
    found: dict[str, Any] = one
    return found


async def until(api: Api, is_so: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Read the only endpoint until something is true of it."""
    async with asyncio.timeout(180):
        while not is_so(found := await shown(api)):
            await asyncio.sleep(0)
    return found


async def spend_all(client: Client) -> None:
    left = (await client.balance())["available"]
    await client.record(inputTokens=left // 5, outputTokens=0)


async def test_a_depleted_balance_is_told_once_and_signed(api: Api, receiver: Receiver) -> None:
    made = await endpoint(api, receiver)
    alice = api.user("alice")
    await spend_all(alice)
    assert (await alice.balance())["available"] == 0
    refused = await alice.record()
    assert refused["__typename"] == "InsufficientTokens"
    [told] = await receiver.until(1)
    assert told.verified(made["secret"])["type"] == "balance.depleted"
    data = told.content["data"]
    assert (data["accountId"], data["available"], data["held"], data["debt"]) == ("alice", 0, 0, 0)
    sent = await api.admin.data(SEND_TEST, input={"endpointId": made["endpoint"]["id"]})
    requests = await receiver.until(2)
    assert [one.type for one in requests] == ["balance.depleted", "webhook.test"]
    assert requests[1].id == sent["sendTestEvent"]["delivery"]["id"]
    with pytest.raises(WebhookVerificationError):
        replace(told, body=told.body + b" ").verified(made["secret"])


async def test_a_renewal_depletes_nothing(database_url: str) -> None:
    """The old allowance ends before the new one comes, in the same commit."""
    clock = Clock(NOON)
    async with receiving() as receiver, running_app(database_url, clock=clock) as api:
        await endpoint(api, receiver)
        await api.user("alice").record()
        clock.advance(days=31)
        assert (await api.user("alice").balance())["available"] == 10_000
        await spend_all(api.user("alice"))
        [told] = await receiver.until(1)
        assert told.content["data"]["available"] == 0


async def test_an_alert_tells_that_the_balance_is_low(api: Api, receiver: Receiver) -> None:
    await endpoint(api, receiver, events=["balance.low"])
    alice = api.user("alice")
    await alice.balance()
    await alice.data(ALERT, input={"kind": "BALANCE_BELOW", "threshold": 9_950})
    await alice.record()
    [told] = await receiver.until(1)
    assert told.type == "balance.low"
    assert told.content["data"]["alert"] == {
        "kind": "BALANCE_BELOW",
        "threshold": 9_950,
        "value": told.content["data"]["available"],
    }


async def test_a_cap_that_refuses_is_told_once_for_its_window(api: Api, receiver: Receiver) -> None:
    made = await endpoint(api, receiver)
    alice = api.user("alice")
    await alice.balance()
    await alice.data(CAP, input={"scope": "ACCOUNT", "tokens": 10, "period": "DAY"})
    for _ in range(3):
        assert (await alice.record())["__typename"] == "CapReached"
    # A test waits for no account, so it may overtake what is not sent yet.
    await receiver.until(1)
    await api.admin.data(SEND_TEST, input={"endpointId": made["endpoint"]["id"]})
    requests = await receiver.until(2)
    assert [one.type for one in requests] == ["cap.reached", "webhook.test"]
    assert requests[0].content["data"]["tokens"] == 10


async def test_an_expired_hold_is_told(api: Api, receiver: Receiver) -> None:
    await endpoint(api, receiver, events=["hold.expired"])
    alice = api.user("alice")
    await alice.balance()
    given = {"model": "gpt-4o", "inputTokens": 1, "maxOutputTokens": 1, "ttlSeconds": 1}
    placed = await alice.data(PLACE, input=given | {"idempotencyKey": "hold"})
    [told] = await receiver.until(1)
    assert told.content["data"]["id"] == placed["placeHold"]["hold"]["id"]
    assert told.content["data"]["status"] == "EXPIRED"


async def test_both_secrets_sign_after_a_rotation(api: Api, receiver: Receiver) -> None:
    made = await endpoint(api, receiver)
    given = {"endpointId": made["endpoint"]["id"]}
    rotated = await api.admin.data(ROTATE, input=given)
    await api.admin.data(SEND_TEST, input=given)
    [told] = await receiver.until(1)
    for secret in (made["secret"], rotated["rotateWebhookSecret"]["secret"]):
        assert told.verified(secret)["type"] == "webhook.test"
    await api.admin.data(ROTATE, input=given)
    await api.admin.data(SEND_TEST, input=given)
    [_, later] = await receiver.until(2)
    with pytest.raises(WebhookVerificationError):
        later.verified(made["secret"])
    later.verified(rotated["rotateWebhookSecret"]["secret"])


async def test_a_failed_delivery_is_tried_again_in_order_and_logged(database_url: str) -> None:
    answers = [answering(500, b"not now"), answering(302, location="http://127.0.0.1:9/")]

    clock = Clock(NOON)

    def answer(_: Received) -> bytes:
        return answers.pop(0) if answers else OK

    async with receiving(answer) as receiver, running_app(database_url, clock=clock) as api:
        made = await endpoint(api, receiver, events=["balance.depleted"])
        alice = api.user("alice")
        await spend_all(alice)
        await receiver.until(1)
        # The result of an attempt and the state of the endpoint are two statements.
        await until(api, lambda one: one["failingSince"] is not None)
        known = await until(api, lambda one: one["deliveries"]["nodes"][0]["attempts"] == 1)
        [seen] = known["deliveries"]["nodes"]
        assert (seen["status"], seen["responseCode"]) == ("PENDING", 500)
        assert (seen["responseBody"], seen["accountId"]) == ("not now", "alice")
        clock.advance(seconds=5)
        await until(api, lambda one: one["deliveries"]["nodes"][0]["attempts"] == 2)
        # The second answer is a redirect, which is a failure too.
        clock.advance(minutes=1)
        ended = await until(api, lambda one: one["deliveries"]["nodes"][0]["attempts"] == 3)
        assert ended["deliveries"]["nodes"][0]["status"] == "DELIVERED"
        await until(api, lambda one: one["failingSince"] is None)
        assert [one.id for one in receiver.requests] == [receiver.requests[0].id] * 3
        assert made["endpoint"]["status"] == "ACTIVE"


async def test_an_endpoint_that_is_gone_is_dead_until_it_is_resumed(database_url: str) -> None:
    async with receiving(lambda _: answering(410)) as receiver, running_app(database_url) as api:
        made = await endpoint(api, receiver)
        await api.admin.data(SEND_TEST, input={"endpointId": made["endpoint"]["id"]})
        await receiver.until(1)
        dead = await until(api, lambda one: one["status"] == "DEAD")
        assert "410" in dead["statusReason"]


async def test_a_replay_has_the_same_id(api: Api, receiver: Receiver) -> None:
    made = await endpoint(api, receiver)
    await api.admin.data(SEND_TEST, input={"endpointId": made["endpoint"]["id"]})
    [told] = await receiver.until(1)
    await until(api, lambda one: one["deliveries"]["nodes"][0]["status"] == "DELIVERED")
    await api.admin.data(REPLAY, input={"deliveryId": told.id})
    first, again = await receiver.until(2)
    assert (first.id, first.body) == (again.id, again.body)
