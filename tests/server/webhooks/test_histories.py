"""Random histories: what is written for an endpoint is what the entries of the ledger say."""

from __future__ import annotations

import json
import random
from collections import Counter

import pytest

from billing.ledger.alerts.alert import AlertWord, alert_change
from db import models
from tests.support.server.api import Api, running_app, use
from tests.support.server.documents import CREATE_ENDPOINT, PAUSE_ENDPOINT

ALERT = "mutation ($input: SetAlertInput!) { setAlert(input: $input) { __typename } }"
NAMES = ("a-one", "a-two", "b-three")
STEPS = 40


async def live(api: Api, chance: random.Random) -> None:
    """Use, give and take tokens at random, in single requests and in batches with refusals."""
    for name in NAMES:
        user = api.user(name)
        await user.balance()
        await user.data(ALERT, input={"kind": "BALANCE_BELOW", "threshold": 3_000})
    for _ in range(STEPS):
        name = chance.choice(NAMES)
        left = (await api.user(name).balance())["available"]
        match chance.randrange(4):
            case 0 if left >= 5:
                await api.user(name).record(inputTokens=left // 5, outputTokens=0)
            case 1:
                await api.admin.adjust(name, chance.randint(1, 9_000))
            case 2 if left:
                await api.admin.adjust(name, -chance.randint(1, left))
            case _:
                sizes = [chance.randint(1, 1_500) for _ in range(3)]
                await api.user(name).record_batch(*(use(inputTokens=n) for n in sizes))


async def said_by_the_ledger(prefix: str) -> Counter[tuple[str, str]]:
    """Return the events of accounts with a prefix, counted from the entries alone."""
    told: Counter[tuple[str, str]] = Counter()
    for entry in await models.Entry.filter(account_id__startswith=prefix):
        if entry.balance <= 0 < entry.balance - entry.tokens:
            told[entry.account_id, "balance.depleted"] += 1
        if entry.kind == "ALERT" and alert_change(entry.reason).word is AlertWord.FIRED:
            told[entry.account_id, "balance.low"] += 1
    return told


@pytest.mark.parametrize("seed", range(3))
async def test_the_events_are_those_of_the_ledger(database_url: str, seed: int) -> None:
    async with running_app(database_url) as api:
        given = {"url": "http://127.0.0.1:9/hook", "accountPrefixes": ["a-"]}
        made = (await api.admin.data(CREATE_ENDPOINT, input=given))["createWebhookEndpoint"]
        await api.admin.data(PAUSE_ENDPOINT, input={"endpointId": made["endpoint"]["id"]})
        await live(api, random.Random(seed))
        rows = await models.WebhookDelivery.all().order_by("number")
        told = Counter((one.account_id, one.type) for one in rows)
        assert told == await said_by_the_ledger("a-")
        assert {one[1] for one in told} == {"balance.depleted", "balance.low"}
        for name in NAMES:
            mine = [one for one in rows if one.account_id == name]
            revisions = [json.loads(one.payload)["data"]["revision"] for one in mine]
            assert revisions == sorted(revisions)
