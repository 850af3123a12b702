"""Pools in the API: refusals, availability, quotas, quotes and metrics. Billing rule 11."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.clocks import Clock
from tests.support.ledger.pooled import ALONE, ALSO_POOLED, POOLED, catalog_with
from tests.support.server.api import NOON, Api, running_app

MODEL = """query ($name: String!) { model(name: $name) {
  sharedLimit { amount unit period models modelCount }
  availability { available reason remaining resetsAt shared sharedRemaining sharedResetsAt } } }"""
QUOTAS = """query ($models: [String!]) { account { quotas(models: $models) {
  model { name } unit limit used remaining resetsAt shared } } }"""
QUOTE = """query ($input: QuoteInput!) { quote(input: $input) { allowed refusal { code } } }"""
SUMS = """{ account { savings { premiumTokens }
  usageSummary(by: MODEL) { key requests cost details { unit } } } }"""
RECORD = """mutation ($input: RecordUsageInput!) { recordUsage(input: $input) { __typename
  ... on UsageRecorded { quota { shared used remaining } }
  ... on QuotaExceeded { code message exceeded: quota { shared used remaining resetsAt limit }
    alternatives { name } } } }"""


@pytest.fixture
async def api(database_url: str, tmp_path: Path) -> AsyncIterator[Api]:
    catalog = str(catalog_with(3, tmp_path))
    async with running_app(database_url, clock=Clock(NOON), CATALOG=catalog) as running:
        yield running


async def record(api: Api, account: str, model: str) -> dict:
    given = {"model": model, "inputTokens": 1, "outputTokens": 1, "idempotencyKey": account}
    recorded: dict = (await api.user(account).data(RECORD, input=given))["recordUsage"]
    return recorded


async def test_the_nearer_limit_is_told_and_the_shared_one_refuses(api: Api) -> None:
    model = (await api.user("dora").data(MODEL, name=POOLED))["model"]
    assert model["sharedLimit"] == {
        "amount": 3,
        "unit": "REQUESTS",
        "period": "DAY",
        "models": [POOLED, ALSO_POOLED],
        "modelCount": 2,
    }
    for number, account in enumerate(("a", "b", "c"), 1):
        recorded = await record(api, account, POOLED)
        assert recorded["quota"] == {"shared": True, "used": number, "remaining": 3 - number}
    resets = "2026-03-11T00:00:00Z"
    gone = {"available": False, "reason": "QUOTA_EXCEEDED", "remaining": 0, "shared": True}
    model = (await api.user("dora").data(MODEL, name=POOLED))["model"]
    same = {"resetsAt": resets, "sharedRemaining": 0, "sharedResetsAt": resets}
    assert model["availability"] == gone | same
    refused = await record(api, "dora", POOLED)
    assert (refused["__typename"], refused["code"]) == ("QuotaExceeded", "QUOTA_EXCEEDED")
    assert refused["exceeded"] == {
        "shared": True,
        "used": 3,
        "remaining": 0,
        "limit": 3,
        "resetsAt": resets,
    }
    assert "for all accounts together" in refused["message"]
    assert [one["name"] for one in refused["alternatives"]] == [ALONE]
    given = {"model": POOLED, "inputTokens": 1, "outputTokens": 1}
    quote = (await api.user("dora").data(QUOTE, input=given))["quote"]
    assert (quote["allowed"], quote["refusal"]["code"]) == (False, "QUOTA_EXCEEDED")
    (quota,) = (await api.user("dora").data(QUOTAS, models=[POOLED]))["account"]["quotas"]
    assert (quota["shared"], quota["used"], quota["remaining"]) == (True, 3, 0)


async def test_of_many_models_that_share_a_limit_each_names_a_few(
    database_url: str, tmp_path: Path
) -> None:
    path = catalog_with(3, tmp_path)
    more = "".join(f"      more-{number}: {{name: More, cost: 1}}\n" for number in range(30))
    path.write_text(path.read_text().replace("  other:\n", f"{more}  other:\n"))
    async with running_app(database_url, CATALOG=str(path)) as api:
        shared = (await api.anonymous.data(MODEL, name=POOLED))["model"]["sharedLimit"]
    first = [f"more-{number}" for number in range(18)]
    assert (shared["models"], shared["modelCount"]) == ([POOLED, ALSO_POOLED, *first], 32)


async def test_uses_of_pooled_models_are_summed_like_others(api: Api) -> None:
    for number, model in enumerate((POOLED, ALSO_POOLED)):
        given = {"model": model, "inputTokens": 2, "outputTokens": 1, "idempotencyKey": f"{number}"}
        recorded = await api.user("a").data(RECORD, input=given)
        assert recorded["recordUsage"]["__typename"] == "UsageRecorded"
    account = (await api.user("a").data(SUMS))["account"]
    assert account["usageSummary"] == [
        {"key": ALSO_POOLED, "requests": 1, "cost": 3, "details": []},
        {"key": POOLED, "requests": 1, "cost": 0, "details": []},
    ]
    assert account["savings"]["premiumTokens"] == 3


async def test_without_an_account_nothing_is_told_of_what_others_used(api: Api) -> None:
    await record(api, "a", POOLED)
    availability = (await api.anonymous.data(MODEL, name=POOLED))["model"]["availability"]
    assert (availability["shared"], availability["available"]) == (False, True)
    assert availability["remaining"] != 2
    assert (availability["sharedRemaining"], availability["sharedResetsAt"]) == (None, None)


async def test_metrics_tell_of_the_pool(api: Api) -> None:
    await record(api, "a", POOLED)
    text = (await api.get("/metrics")).text
    assert 'billing_pool_used{pool="provider:sharing"} 1.0' in text
    assert 'billing_pool_limit{pool="provider:sharing"} 3.0' in text


async def test_a_premium_model_tells_what_its_pool_has_left_beside_the_tokens(api: Api) -> None:
    await record(api, "a", ALSO_POOLED)
    model = (await api.user("dora").data(MODEL, name=ALSO_POOLED))["model"]
    availability = model["availability"]
    assert (availability["reason"], availability["remaining"]) == ("AVAILABLE", 10_000)
    assert not availability["shared"]
    assert availability["sharedRemaining"] == 2
    assert availability["sharedResetsAt"] == "2026-03-11T00:00:00Z"
    alone = (await api.user("dora").data(MODEL, name=ALONE))["model"]["availability"]
    assert (alone["sharedRemaining"], alone["sharedResetsAt"]) == (None, None)


async def test_a_premium_model_of_an_exhausted_pool_is_not_available(api: Api) -> None:
    for account in ("a", "b", "c"):
        assert (await record(api, account, ALSO_POOLED))["__typename"] == "UsageRecorded"
    model = (await api.user("dora").data(MODEL, name=ALSO_POOLED))["model"]
    availability = model["availability"]
    assert (availability["available"], availability["reason"]) == (False, "QUOTA_EXCEEDED")
    assert (await record(api, "dora", ALSO_POOLED))["__typename"] == "QuotaExceeded"
