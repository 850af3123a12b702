"""The catalog over HTTP: every fact of the product's description."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.clocks import Clock
from tests.support.server.api import Api, running_app
from tests.support.server.documents import MODELS

FREE_MODELS = {
    "qwen": ["qwen-turbo", "qwen-plus", "qwen-max", "qwen-vl-plus", "qwen-vl-max"],
    "openrouter": [
        "google/gemini-2.5-pro",
        "google/gemini-2.5-pro-vision",
        "meta-llama/llama-3-70b-instruct",
        "meta-llama/llama-3-8b-instruct",
        "mistralai/mistral-7b-instruct",
        "mistralai/mixtral-8x7b-instruct",
        "microsoft/wizardlm-2-8x22b",
    ],
}
LIMITS = {
    "qwen": {"amount": 1_000_000, "unit": "TOKENS", "period": "MONTH"},
    "openrouter": {"amount": 50, "unit": "REQUESTS", "period": "DAY"},
}
PREMIUM_MODELS = {
    "openai": ["gpt-4", "gpt-4-turbo", "gpt-4o"],
    "claude": ["claude-opus", "claude-sonnet", "claude-haiku"],
    "deepseek": ["deepseek-chat", "deepseek-coder"],
}
PACKS = [
    ("Starter Pack", 500, 200_000),
    ("Power Pack", 1_000, 500_000),
    ("Pro Pack", 1_500, 1_000_000),
    ("Ultra Pack", 2_000, 2_000_000),
]
RECOMMENDED = {
    "BEGINNERS": ["qwen-turbo", "google/gemini-2.5-pro", "meta-llama/llama-3-70b-instruct"],
    "POWER_USERS": ["gpt-4o", "claude-sonnet", "gpt-4-turbo"],
    "DEVELOPERS": ["deepseek-coder", "claude-opus", "gpt-4"],
}


async def models(api: Api, **wanted: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await api.anonymous.data(MODELS, **wanted))["models"]
    return found


@pytest.mark.parametrize("provider", FREE_MODELS)
async def test_free_models_cost_nothing_within_their_native_limit(
    sqlite_api: Api, provider: str
) -> None:
    found = await models(sqlite_api, provider=provider)
    assert [model["name"] for model in found] == FREE_MODELS[provider]
    for model in found:
        assert (model["tier"], model["isFree"], model["cost"]) == ("FREE", True, 0)
        assert model["nativeLimit"] == LIMITS[provider]
        assert set(model["rates"].values()) == {"0"}


@pytest.mark.parametrize("provider", PREMIUM_MODELS)
async def test_premium_models_cost_tokens(sqlite_api: Api, provider: str) -> None:
    found = await models(sqlite_api, provider=provider)
    assert {model["name"] for model in found} >= set(PREMIUM_MODELS[provider])
    for model in found:
        assert (model["tier"], model["isFree"]) == ("PREMIUM", False)
        assert model["cost"] > 0
        assert model["nativeLimit"] is None


async def test_the_given_costs_are_the_given_ones(sqlite_api: Api) -> None:
    costs = {model["name"]: (model["cost"], model["rates"]) for model in await models(sqlite_api)}
    assert costs["gpt-4"] == (8, {"input": "8", "output": "8", "cachedInput": "8"})
    assert costs["gpt-4o"] == (5, {"input": "5", "output": "5", "cachedInput": "5"})


async def test_models_are_chosen_by_provider_and_tier(sqlite_api: Api) -> None:
    everything = await models(sqlite_api)
    free, premium = [await models(sqlite_api, tier=tier) for tier in ("FREE", "PREMIUM")]
    assert [m for m in everything if m["isFree"]] == free
    assert [m for m in everything if not m["isFree"]] == premium
    assert len(free) == 12
    assert await models(sqlite_api, provider="openai", tier="FREE") == []
    assert await models(sqlite_api, provider="nobody") == []


async def test_a_model_is_found_by_its_name_alone(sqlite_api: Api) -> None:
    query = "query ($name: String!) { model(name: $name) { name provider displayName } }"
    found = await sqlite_api.anonymous.data(query, name="meta-llama/llama-3-70b-instruct")
    assert found["model"]["provider"] == "openrouter"
    for name in ("GPT-4", "gpt-4 ", "", "gpt-99", "x" * 10_000, "\x00"):
        assert (await sqlite_api.anonymous.data(query, name=name))["model"] is None


async def test_packs_are_sold_as_described(sqlite_api: Api) -> None:
    query = "{ packs { name displayName tokens price { amount currency } } }"
    packs = (await sqlite_api.anonymous.data(query))["packs"]
    found = [(pack["displayName"], pack["price"]["amount"], pack["tokens"]) for pack in packs]
    assert found == PACKS
    assert {pack["price"]["currency"] for pack in packs} == {"USD"}


async def test_plans_are_offered_as_described(sqlite_api: Api) -> None:
    query = """{ plans {
      name price { amount currency } allowances { tokens period } priority benefits
      buyer seats { least most perSeat } } }"""
    plans = {plan["name"]: plan for plan in (await sqlite_api.anonymous.data(query))["plans"]}
    assert [*plans] == ["FREE", "PREMIUM", "FAMILY", "TEAM"]
    assert [one["buyer"] for one in plans.values()] == ["PERSON", "PERSON", "TEAM", "TEAM"]
    assert plans["PREMIUM"]["seats"] is None
    assert plans["FAMILY"]["seats"] == {"least": 6, "most": 6, "perSeat": False}
    assert plans["TEAM"]["seats"] == {"least": 3, "most": 500, "perSeat": True}
    free, premium = plans["FREE"], plans["PREMIUM"]
    assert free["price"] == {"amount": 0, "currency": "USD"}
    assert free["allowances"] == [{"tokens": 10_000, "period": "MONTH"}]
    assert premium["price"] == {"amount": 1_000, "currency": "USD"}
    assert premium["allowances"] == [{"tokens": 30_000, "period": "DAY"}]
    assert (free["priority"], premium["priority"]) == ("STANDARD", "PRIORITY")
    assert {"Priority processing", "Premium support"} <= set(premium["benefits"])


@pytest.mark.parametrize("audience", RECOMMENDED)
async def test_models_are_recommended_as_described(sqlite_api: Api, audience: str) -> None:
    query = """query ($for: Audience!) {
      recommendations(audience: $for) { rank reason audience model { name } } }"""
    found = (await sqlite_api.anonymous.data(query, **{"for": audience}))["recommendations"]
    assert [(one["rank"], one["model"]["name"]) for one in found] == list(
        enumerate(RECOMMENDED[audience], 1)
    )
    assert all(one["reason"] and one["audience"] == audience for one in found)


CHANGING = """\
providers:
  acme:
    name: Acme
    limit: 3 requests/day
    models:
      gift: Gift
      paid: {name: Paid, cost: 8, prices: [{from: 2026-03-11, cost: 2.5}]}
plans:
  FREE: {name: Free, price: 0 USD, allowances: ["10,000 tokens/month"]}
"""


async def test_a_price_changes_at_its_date_and_what_was_charged_stays(
    database_url: str, clock: Clock, tmp_path
) -> None:
    path = tmp_path / "catalog.yaml"
    path.write_text(CHANGING)
    async with running_app(database_url, clock=clock, CATALOG=str(path)) as api:
        alice = api.user()
        before = await alice.record(model="paid", inputTokens=3, outputTokens=0)
        assert (await models(api))[1]["cost"] == 8
        clock.advance(hours=12)
        alice = api.user()
        after = await alice.record(model="paid", inputTokens=3, outputTokens=0)
        assert (await models(api))[1]["cost"] == 2.5
        uses = await alice.data("{ account { usage { nodes { cost } } } }")
    assert (before["usage"]["cost"], after["usage"]["cost"]) == (24, 8)
    assert [use["cost"] for use in uses["account"]["usage"]["nodes"]] == [8, 24]
