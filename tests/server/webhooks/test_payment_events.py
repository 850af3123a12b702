"""Payments, plans and top-ups are told to partners, with the fields that the API has for them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.payments.money import TOKENS, Json
from tests.support.payments.money_api import REFUND, Api, Caller, key, served
from tests.support.server.documents import CREATE_ENDPOINT
from tests.support.webhooks.promised import assert_promised
from tests.support.webhooks.receiver import Received, Receiver, receiving

pytestmark = pytest.mark.slow
SAVE = """mutation ($input: SavePaymentMethodInput!) { savePaymentMethod(input: $input) {
  ... on PaymentMethodStarted { url } } }"""
TOP_UP = """mutation ($input: SetAutoTopUpInput!) { setAutoTopUp(input: $input) { __typename } }"""
USE = """mutation ($input: RecordUsageInput!) { recordUsage(input: $input) { __typename } }"""
TEAM = """mutation ($input: CreateTeamInput!) { createTeam(input: $input) {
  ... on TeamCreated { team { id } } } }"""
ERASE = """mutation ($input: EraseAccountInput!) { eraseAccount(input: $input) { __typename } }"""
LOG = "{ webhookEndpoints { deliveries { nodes { accountId } } } }"


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as one:
        yield one


@pytest.fixture
async def api(database_url: str, tmp_path: Path, receiver: Receiver) -> AsyncIterator[Api]:
    async with served(database_url, tmp_path) as made:
        yield made


async def listen(api: Api, receiver: Receiver, *events: str) -> None:
    made = await api.admin.act(CREATE_ENDPOINT, url=receiver.url, events=[*events])
    assert made["endpoint"]["status"] == "ACTIVE"


def told(received: Received, name: str) -> Json:
    data: Json = received.content["data"]
    assert_promised(name, data)
    return data


async def spend(caller: Caller, tokens: int) -> None:
    given = {"model": "gpt-4o", "inputTokens": tokens // 5, "outputTokens": 0}
    made = await caller.act(USE, **given, idempotencyKey=key())
    assert made["__typename"] == "UsageRecorded"


async def test_a_paid_pack_and_its_refund_are_told(api: Api, receiver: Receiver) -> None:
    await listen(api, receiver, "purchase.paid", "purchase.refunded")
    bought = await api.user().paid()
    [paid] = await receiver.until(1)
    assert paid.type == "purchase.paid"
    data = told(paid, "Purchase")
    assert (data["id"], data["accountId"], data["status"]) == (bought["id"], "alice", "PAID")
    assert (data["tokens"], data["price"]) == (TOKENS, {"amount": 500, "currency": "USD"})
    given = {"purchaseId": bought["id"], "idempotencyKey": key()}
    assert (await api.admin.act(REFUND, **given))["__typename"] == "PurchaseRefunded"
    refunded = (await receiver.until(2))[1]
    assert refunded.type == "purchase.refunded"
    assert told(refunded, "Purchase")["refundedTokens"] == TOKENS


async def test_a_plan_is_told_with_the_account_that_has_it(api: Api, receiver: Receiver) -> None:
    alice = api.user()
    team = (await alice.act(TEAM, name="Club", kind="TEAM", idempotencyKey="t"))["team"]["id"]
    await listen(api, receiver, "subscription.changed")
    started = await alice.subscribe(accountId=team, plan="TEAM", seats=3)
    await alice.press(started["checkoutUrl"])
    await alice.until(lambda found: found["plan"]["name"] == "TEAM", id=team)
    count, statuses = 0, []
    while "ACTIVE" not in statuses:
        # The provider tells its steps one by one.
        count += 1
        data = told((await receiver.until(count))[count - 1], "PlanSubscription")
        assert (data["accountId"], data["plan"]) == (team, {"name": "TEAM"})
        statuses.append(data["status"])
    assert data["seats"] == 3


async def test_a_top_up_that_stops_is_told_with_its_reason(api: Api, receiver: Receiver) -> None:
    await listen(api, receiver, "topup.failed")
    alice = api.user()
    saving = await alice.act(SAVE)
    await alice.press(saving["url"], "save-declined")
    await alice.act(TOP_UP, pack="starter", below=5_000, maxPerMonth=3)
    await spend(alice, 6_000)
    [failed] = await receiver.until(1)
    data = told(failed, "AutoTopUp")
    assert (data["accountId"], data["status"]) == ("alice", "STOPPED")
    assert data["failure"] == {"code": "card_declined"}


async def test_what_an_erased_account_was_told_is_deleted(api: Api, receiver: Receiver) -> None:
    await listen(api, receiver, "balance.depleted")
    for name in ("alice", "bob"):
        await spend(api.user(name), 10_000)
    data = {name: told(one, "Balance") for one in await receiver.until(2) for name in [one.id]}
    assert {one["accountId"] for one in data.values()} == {"alice", "bob"}
    erased = await api.admin.act(ERASE, accountId="alice", confirm="alice")
    assert erased["__typename"] == "AccountErased"
    [endpoint] = (await api.admin.execute(LOG))["data"]["webhookEndpoints"]
    assert endpoint["deliveries"]["nodes"] == [{"accountId": "bob"}]
