from __future__ import annotations

from datetime import UTC, datetime
from itertools import product
from pathlib import Path

from billing.catalog.catalog import (
    Allowance,
    Audience,
    Money,
    NativeLimit,
    Priority,
    QuotaPeriod,
    QuotaUnit,
)
from billing.catalog.pricing import Rate
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


LIST_PRICES = {  # US cents for a million tokens of input and of output, August 2025
    "gpt-4": (3000, 6000),
    "gpt-4-turbo": (1000, 3000),
    "gpt-4o": (250, 1000),
    "gpt-4o-mini": (15, 60),
    "gpt-4.1": (200, 800),
    "gpt-4.1-mini": (40, 160),
    "gpt-4.1-nano": (10, 40),
    "gpt-5": (125, 1000),
    "gpt-5-mini": (25, 200),
    "gpt-5-nano": (5, 40),
    "gpt-3.5-turbo": (50, 150),
    "o1": (1500, 6000),
    "o3": (200, 800),
    "o3-mini": (110, 440),
    "o4-mini": (110, 440),
    "claude-opus": (1500, 7500),
    "claude-sonnet": (300, 1500),
    "claude-haiku": (80, 400),
    "deepseek-chat": (27, 110),
    "deepseek-coder": (14, 28),
}


def test_the_shipped_costs_keep_the_order_of_the_providers_list_prices() -> None:
    costs = {m.name: m.prices[0].rate.input for m in CATALOG.models.values() if not m.is_free}
    assert costs.keys() == LIST_PRICES.keys()
    real = {name: 3 * fresh + output for name, (fresh, output) in LIST_PRICES.items()}
    for one, other in product(costs, repeat=2):
        assert (costs[one] < costs[other]) == (real[one] < real[other]), (one, other)


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
    assert list(CATALOG.plans) == ["FREE", "PREMIUM"]
    assert (free.price, free.priority) == (Money(0, "USD"), Priority.STANDARD)
    assert free.allowances == (Allowance(10_000, QuotaPeriod.MONTH),)
    assert (premium.price, premium.priority) == (Money(1000, "USD"), Priority.PRIORITY)
    assert premium.allowances == (Allowance(30_000, QuotaPeriod.DAY),)
    assert premium.benefits == ("Priority processing", "Premium support")


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
