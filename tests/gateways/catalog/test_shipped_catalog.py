from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from itertools import product
from pathlib import Path

from billing.catalog.catalog import (
    Allowance,
    Audience,
    Buyer,
    Money,
    NativeLimit,
    Priority,
    QuotaPeriod,
    QuotaUnit,
    Seats,
)
from billing.catalog.finding.model_index import ModelIndex
from billing.catalog.price_lists.shipped import blended, cost_of
from billing.catalog.pricing import Rate, parse_rate
from gateways.catalog.file import parse_catalog, read_catalog

TEXT, CATALOG = read_catalog(Path(__file__).parents[3] / "catalog.yaml")
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def same(tokens: str) -> Rate:
    return Rate.decode(f"{tokens}/{tokens}/{tokens}")


def test_the_shipped_free_models_have_their_providers_limits() -> None:
    free = {name: m.native_limit for name, m in CATALOG.models.items() if m.is_free}
    month = NativeLimit(1_000_000, QuotaUnit.TOKENS, QuotaPeriod.MONTH)
    day = NativeLimit(50, QuotaUnit.REQUESTS, QuotaPeriod.DAY)
    qwen = ["qwen-turbo", "qwen-plus", "qwen-max", "qwen-vl-plus", "qwen-vl-max"]
    router = ["google/gemini-2.5-pro", "google/gemini-2.5-pro-vision"]
    router += ["meta-llama/llama-3-70b-instruct", "meta-llama/llama-3-8b-instruct"]
    router += ["mistralai/mistral-7b-instruct", "mistralai/mixtral-8x7b-instruct"]
    router += ["microsoft/wizardlm-2-8x22b"]
    assert free == dict.fromkeys(qwen, month) | dict.fromkeys(router, day)


def test_the_shipped_premium_models_are_of_three_providers_and_gpt_4_costs_8() -> None:
    premium = [m for m in CATALOG.models.values() if not m.is_free]
    assert {m.provider for m in premium} == {"openai", "claude", "deepseek"}
    named = {"gpt-4", "gpt-4-turbo", "gpt-4o", "claude-opus", "claude-sonnet", "claude-haiku"}
    assert named | {"deepseek-chat", "deepseek-coder"} <= {m.name for m in premium}
    assert CATALOG.models["gpt-4"].rate_at(NOW) == same("8")
    assert CATALOG.models["gpt-4o"].rate_at(NOW) == same("5")


def list_prices() -> dict[str, Decimal]:
    """Return the list price of each model, from the comments in both files: three parts of input,
    one of output."""
    noted = re.finditer(r'^ {6}"?([^ "]+)"?:.*# ([0-9.]+) / ([0-9.]+) USD$', TEXT, re.MULTILINE)
    return {one[1].rstrip(":"): blended(Decimal(one[2]), Decimal(one[3])) for one in noted}


def test_the_shipped_costs_keep_the_order_of_the_providers_list_prices() -> None:
    models = [one for one in CATALOG.models.values() if not one.is_free]
    prices = list_prices()
    assert prices.keys() == {one.name for one in models}
    costs = {one.name: one.prices[0].rate for one in models}
    assert all(rate.input == rate.output for rate in costs.values())
    for one, other in product(costs, repeat=2):
        if prices[one] <= prices[other]:
            assert costs[one].input <= costs[other].input, (one, other)


def test_every_shipped_cost_follows_the_rule() -> None:
    prices = list_prices()
    for model in CATALOG.models.values():
        if not model.is_free:
            cost = parse_rate(str(cost_of(prices[model.name])))
            assert model.prices[0].rate.input == cost, model.name


def test_the_chat_models_of_the_list_are_found_with_their_snapshots() -> None:
    index = ModelIndex(CATALOG.models)
    for name, own in {
        "gpt-4o-2024-08-06": "gpt-4o",
        "gpt-4-0613": "gpt-4",
        "gpt-4o-2024-05-13": "gpt-4o-2024-05-13",  # another price
        "claude-sonnet-4-5-20250929": "claude-sonnet-4-5",
        "claude-sonnet-4-5@20250929": "claude-sonnet-4-5",
        "claude-opus-latest": "claude-opus-5-5",
        "gpt-5.1-codex": "gpt-5.1-codex",
        "deepseek/deepseek-chat": "deepseek-chat",
        "deepseek-r1": "deepseek/deepseek-r1",
    }.items():
        assert index.own_name(name) == own
    assert "gpt-4o-2024-08-06" in CATALOG.models["gpt-4o"].aliases
    assert CATALOG.models["claude-sonnet-4-5"].context_tokens == 200_000
    assert CATALOG.models["gpt-4o"].retires_at == datetime(2027, 1, 14, tzinfo=UTC)


def test_the_shipped_packs_are_those_of_the_rules() -> None:
    packs = [(p.name, p.display_name, p.tokens, p.price) for p in CATALOG.packs.values()]
    assert packs == [
        ("starter", "Starter Pack", 200_000, Money(500, "USD")),
        ("power", "Power Pack", 500_000, Money(1000, "USD")),
        ("pro", "Pro Pack", 1_000_000, Money(1500, "USD")),
        ("ultra", "Ultra Pack", 2_000_000, Money(2000, "USD")),
    ]


def test_the_shipped_plans_are_those_of_the_rules() -> None:
    free, premium = CATALOG.plans["FREE"], CATALOG.plans["PREMIUM"]
    assert list(CATALOG.plans) == ["FREE", "PREMIUM", "FAMILY", "TEAM"]
    assert (free.price, free.priority) == (Money(0, "USD"), Priority.STANDARD)
    assert free.allowances == (Allowance(10_000, QuotaPeriod.MONTH),)
    assert (premium.price, premium.priority) == (Money(1000, "USD"), Priority.PRIORITY)
    assert premium.allowances == (Allowance(30_000, QuotaPeriod.DAY),)
    assert premium.benefits == ("Priority processing", "Premium support")


def test_the_shipped_plans_for_teams_cost_less_for_the_same_tokens_than_premium() -> None:
    plans = CATALOG.plans
    family, team, premium = plans["FAMILY"], plans["TEAM"], plans["PREMIUM"]
    assert (family.buyer, family.seats, family.price) == (
        Buyer.TEAM,
        Seats(each=6),
        Money(2500, "USD"),
    )
    assert (team.buyer, team.seats, team.price) == (
        Buyer.TEAM,
        Seats(least=3, most=500),
        Money(900, "USD"),
    )
    for shared in (family, team):
        [(tokens, _)] = [(one.tokens, one.period) for one in shared.allowances]
        assert shared.price.amount * 30_000 < premium.price.amount * tokens


def test_the_shipped_recommendations_are_three_for_each_audience_in_order() -> None:
    advised = {
        audience: [r.model for r in CATALOG.recommendations if r.audience is audience]
        for audience in Audience
    }
    gemini, llama = "google/gemini-2.5-pro", "meta-llama/llama-3-70b-instruct"
    assert advised == {
        Audience.BEGINNERS: ["qwen-turbo", gemini, llama],
        Audience.POWER_USERS: ["gpt-4o", "claude-sonnet", "gpt-4-turbo"],
        Audience.DEVELOPERS: ["deepseek-coder", "claude-opus", "gpt-4"],
    }
    assert CATALOG.recommendations[0].reason == "Fast, reliable, free"


def test_the_example_in_the_shipped_file_is_all_a_new_free_provider_needs() -> None:
    comment = TEXT.split("a new provider of free models:\n#\n")[1].split("\n#\n")[0]
    lines = [line.removeprefix("# ") for line in comment.splitlines()]
    text = TEXT.replace("providers:\n", "\n".join(["providers:", *lines, ""]), 1)
    model = parse_catalog(text).models["newcomer-small"]
    assert (model.provider, model.is_free) == ("newcomer", True)
    assert model.native_limit == NativeLimit(100, QuotaUnit.REQUESTS, QuotaPeriod.DAY)


def test_every_shipped_premium_model_has_a_free_one_that_can_do_as_much() -> None:
    free = [set(model.capabilities) for model in CATALOG.models.values() if model.is_free]
    for model in CATALOG.models.values():
        assert any(set(model.capabilities) <= able for able in free), model.name
