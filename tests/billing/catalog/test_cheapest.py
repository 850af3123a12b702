"""The search for the cheapest models, compared with the costs of all models."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.catalog import Model
from billing.catalog.details import details_of
from billing.catalog.price import Price
from billing.catalog.price_book import PriceBook
from billing.catalog.pricing import Rate, decimal_string, parse_rate
from billing.catalog.units import PlainUnit, Quantities, ServiceTier, UsageUnit
from billing.ledger.alternatives import ALTERNATIVES_MAX, alternatives
from billing.ledger.commands import RecordUsage
from billing.ledger.costs import Demand, demanded_cost
from billing.ledger.hold_commands import PlaceHold
from tests.billing.catalog.tables import counts, made, tables, tiers
from tests.support.ledger.factories import NOW, account, book, grant, placing, premium_model, use

ASKED = premium_model(name="asked", rates="1000000/1000000/1000000")
prices = tables().map(made).filter(lambda price: price.rate.cached_input <= price.rate.input)


def recorded(used: tuple[int, int, int, Quantities], tier: ServiceTier) -> RecordUsage:
    inputs, outputs, cached, quantities = used
    return use(
        model="asked",
        input_tokens=inputs,
        output_tokens=outputs,
        cached_input_tokens=cached,
        details=details_of(quantities, tier),
    )


def placed(used: tuple[int, int, int, Quantities], tier: ServiceTier) -> PlaceHold:
    inputs, outputs, _, quantities = used
    return placing(
        model="asked",
        input_tokens=inputs,
        max_output_tokens=outputs,
        details=details_of(quantities, tier),
    )


def serves(price: Price, asked: Demand) -> bool:
    """Return whether each count has a price where the use is charged."""
    rate = price.rate_for(asked.details.tier, asked.input_tokens)
    wholes = [(rate.input, asked.input_tokens), (rate.output, asked.output_tokens)]
    named = {unit for unit, _ in rate.units}
    beside = [unit for unit, _ in asked.details.quantities if not unit.endswith("_TOKENS")]
    return all(one for one, number in wholes if number) and named.issuperset(beside)


@given(
    st.lists(prices, max_size=12),
    counts().filter(lambda used: used[0] + used[1] > 0),
    tiers,
    st.sampled_from([recorded, placed]),
    st.integers(0, 10_000),
)
def test_the_cheapest_models_that_serve_are_found(
    offered: list[Price],
    used: tuple[int, int, int, Quantities],
    tier: ServiceTier,
    make: Callable[[tuple[int, int, int, Quantities], ServiceTier], Demand],
    tokens: int,
) -> None:
    asked = make(used, tier)
    models = [Model(f"m{n}", "acme", "", prices=(one,)) for n, one in enumerate(offered)]
    state = account()._replace(grants=(grant(amount=tokens, remaining=tokens),) if tokens else ())
    costs = {
        one.name: demanded_cost(asked, one.prices[0])
        for one in models
        if serves(one.prices[0], asked)
    }
    expected = sorted(cost for cost in costs.values() if cost <= tokens)
    names = alternatives(state, asked, book(models=[ASKED, *models]), NOW)
    assert [costs[name] for name in names] == expected[:ALTERNATIVES_MAX]
    assert len(set(names)) == len(names)


def many() -> PriceBook:
    """Return 3,000 models. A third has no price for output, a third none for tokens."""
    pages = ((UsageUnit.PAGES, parse_rate("0.001")),)
    chat = [
        premium_model(name=f"chat-{n}", rates="/".join([decimal_string(10**25 * n)] * 3))
        for n in range(1, 1_001)
    ]
    others = [Rate(1, 0, 1), Rate(0, 0, 0, pages)]
    priced = [Price(NOW, rate) for rate in others for _ in range(1_000)]
    rest = [Model(f"other-{n}", "acme", "", prices=(one,)) for n, one in enumerate(priced)]
    return book(models=[ASKED, *rest, *chat])


@pytest.mark.parametrize(
    ("inputs", "outputs", "balance", "names"),
    [
        (1, 1, 1, [f"chat-{n}" for n in range(1, 6)]),
        (10**6, 10**5, 100, [f"chat-{n}" for n in range(1, 6)]),
        (10**9, 10**9, 1, []),
        (10**9, 0, 1, [f"other-{n}" for n in range(5)]),
    ],
)
def test_a_search_looks_at_few_of_thousands(
    inputs: int, outputs: int, balance: int, names: list[str]
) -> None:
    looked: list[str] = []

    def cost(model: Model) -> int | None:
        looked.append(model.name)
        rate = model.prices[0].rate
        if outputs and not rate.output:
            return None
        return rate.cost(input_tokens=inputs, output_tokens=outputs, cached_input_tokens=0)

    wanted = [(PlainUnit.INPUT_TOKENS, inputs), (PlainUnit.OUTPUT_TOKENS, outputs)]
    asked = [(unit, number) for unit, number in wanted if number]
    found = many().cheapest.search(asked, cost, most=balance, number=5)
    assert [model.name for model in found] == names
    assert len(looked) < 150
