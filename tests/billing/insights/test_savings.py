"""The savings by free models: never more than the cost of the same use with another model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.catalog import Model, Money
from billing.catalog.price import BEGINNING, Price
from billing.catalog.pricing import RATE_SCALE, Rate
from billing.catalog.units import PlainUnit, PricedUnit, Quantities, ServiceTier, UsageUnit
from billing.insights.savings import (
    PricedAlike,
    Used,
    best_value,
    cheapest_for,
    exact_cost,
    savings,
    thresholds,
    worth,
)
from billing.tokens import MAX_TOKENS
from tests.billing.catalog import oracle
from tests.billing.catalog.tables import Table, counts, made, tables, tiers, told
from tests.billing.insights.offering import offering, pack, selling
from tests.support.ledger.factories import NOW, book, free_model, premium_model

few = st.integers(0, 1_000)
INPUT, OUTPUT = PlainUnit.INPUT_TOKENS, PlainUnit.OUTPUT_TOKENS


@st.composite
def one_use(draw: st.DrawFn) -> Used:
    given_tokens = draw(few)
    return Used(1, given_tokens, draw(few), draw(st.integers(0, given_tokens)))


def alike(*uses: Used) -> list[PricedAlike]:
    return [PricedAlike(sum(uses, start=Used()))]


def test_the_tokens_are_priced_at_the_model_asked_for() -> None:
    found = savings(alike(Used(1, 100, 50, 20)), book(), NOW, premium_model(rates="8/8/8"))
    assert (found.tokens, found.used) == (1_200, Used(1, 100, 50, 20))


def test_the_cheapest_model_for_these_tokens_is_the_default() -> None:
    reader = premium_model(name="reader", rates="1/9/1")
    writer = premium_model(name="writer", rates="9/1/9")
    known = book(models=[reader, writer])
    assert cheapest_for(alike(Used(1, 100, 1)), known, NOW) == reader
    assert cheapest_for(alike(Used(1, 1, 100)), known, NOW) == writer


def test_a_model_without_a_price_for_the_tokens_is_not_compared_to() -> None:
    painter = made({(ServiceTier.STANDARD, 0): {INPUT: "0", OUTPUT: "0", UsageUnit.IMAGES: "9"}})
    models = [
        Model("painter", "acme", "Painter", prices=(painter,)),
        premium_model(name="embedder", rates="1/0/1"),
        premium_model(name="writer", rates="2/2/2"),
    ]
    known = book(models=models)
    used = [Used(1, 9, 9), Used(1, 0, 9), Used(), Used(imported_tokens=9), Used(1, 9)]
    names = [
        found and found.name for one in used if (found := cheapest_for(alike(one), known, NOW))
    ]
    assert names == ["writer"] * 4 + ["embedder"]
    assert savings(alike(Used(1, 9, 9)), book(models=models[:2]), NOW).instead_of is None


@pytest.mark.parametrize(
    ("dear", "use"),
    [
        ((ServiceTier.STANDARD, 100), PricedAlike(Used(1, 1_000), above=100)),
        ((ServiceTier.PRIORITY, 0), PricedAlike(Used(1, 1_000), tier=ServiceTier.PRIORITY)),
    ],
)
def test_models_are_compared_at_the_rates_of_each_use(
    dear: tuple[ServiceTier, int], use: PricedAlike
) -> None:
    plain = {(ServiceTier.STANDARD, 0): {INPUT: "2", OUTPUT: "2"}}
    steep = made(plain | {dear: {INPUT: "9"}})
    models = [Model("steep", "acme", "Steep", prices=(steep,)), premium_model(rates="3/3/3")]
    found = savings([use], book(models=models), NOW)
    assert found.instead_of == models[1]
    assert found.tokens == 3_000


def test_without_any_use_nothing_is_saved_and_the_cheapest_model_still_named() -> None:
    found = savings([], selling(packs=[pack()]), NOW)
    assert (found.tokens, found.money) == (0, Money(0, "USD"))
    assert found.instead_of
    assert found.instead_of.name == "fine"


def test_a_model_whose_price_is_yet_to_come_is_not_compared_to() -> None:
    rate = Rate.decode("0.1/0.1/0.1")
    price = Price(NOW + timedelta(days=1), rate)
    coming = Model("later", "acme", "Later", prices=(price,))
    found = cheapest_for(alike(Used(1, 9, 9)), book(models=[coming, premium_model()]), NOW)
    assert found
    assert found.name == "paid"


def test_a_catalog_of_free_models_compares_to_nothing() -> None:
    found = savings(alike(Used(1, 9, 9)), book(models=[free_model()]), NOW)
    assert (found.instead_of, found.tokens, found.money) == (None, 0, None)


def test_imported_tokens_count_at_the_lowest_rate() -> None:
    imported = alike(Used(imported_tokens=10))
    price = Price(BEGINNING, Rate.decode("3/2/1"))
    assert exact_cost(imported, price) == 10 * RATE_SCALE
    cheaper_above = made(
        {
            (ServiceTier.STANDARD, 0): {INPUT: "3", OUTPUT: "2"},
            (ServiceTier.STANDARD, 10): {OUTPUT: "0.5"},
            (ServiceTier.BATCH, 0): {OUTPUT: "0.25"},
        }
    )
    assert exact_cost(imported, cheaper_above) == 5 * RATE_SCALE


@given(st.lists(one_use(), max_size=20), st.sampled_from(["8/8/8", "0.5/0.75/0.000001"]))
def test_sums_never_say_more_than_the_uses_one_by_one(uses: list[Used], rates: str) -> None:
    model = premium_model(rates=rates)
    each = sum(
        model.last_rate(NOW).cost(
            input_tokens=one.input_tokens,
            output_tokens=one.output_tokens,
            cached_input_tokens=one.cached_input_tokens,
        )
        for one in uses
    )
    found = savings(alike(*uses), book(models=[model]), NOW)
    assert found.tokens <= each <= found.tokens + len(uses)


@given(st.lists(one_use(), max_size=9))
def test_the_default_never_says_more_than_any_other_model(uses: list[Used]) -> None:
    known = book()
    least = savings(alike(*uses), known, NOW).tokens
    assert all(
        least <= savings(alike(*uses), known, NOW, m).tokens for m in known.premium_models(NOW)
    )


def without_dear_cache(table: Table) -> Table:
    """Catalogs refuse a plain rate of cached input above that of input."""
    plain = dict(table[ServiceTier.STANDARD, 0])
    if Decimal(plain.get(PlainUnit.CACHED_INPUT_TOKENS, "0")) > Decimal(plain[INPUT]):
        del plain[PlainUnit.CACHED_INPUT_TOKENS]
    return table | {(ServiceTier.STANDARD, 0): plain}


def priced(used: tuple[int, int, int, Quantities], tier: ServiceTier, above: int) -> PricedAlike:
    inputs, outputs, cached, quantities = used
    return PricedAlike(Used(1, inputs, outputs, cached), quantities, tier, above)


def is_priced(
    rates: Mapping[PricedUnit, str], uses: Sequence[tuple[int, int, int, Quantities]]
) -> bool:
    """Return whether the plain rates have a price for the input and the output of the uses."""
    is_used = any(one[0] or one[1] or one[3] for one in uses)
    inputs, outputs = (any(one[place] for one in uses) or not is_used for place in (0, 1))
    return (not inputs or rates[INPUT] != "0") and (not outputs or rates[OUTPUT] != "0")


@given(
    st.dictionaries(
        st.sampled_from(["one", "two", "three"]), tables().map(without_dear_cache), min_size=1
    ),
    st.lists(st.tuples(counts(), tiers), max_size=5),
    st.booleans(),
)
def test_uses_with_details_cost_what_the_oracle_says(
    named: dict[str, Table],
    uses: list[tuple[tuple[int, int, int, Quantities], ServiceTier]],
    is_chosen: bool,
) -> None:
    """The uses of one tier and threshold need not be summed first."""
    models = [Model(name, "acme", name, prices=(made(one),)) for name, one in named.items()]
    known = book(models=models)
    chosen = models[-1] if is_chosen else None
    limits = thresholds(known, NOW, chosen)
    found = savings(
        [
            priced(used, tier, max((one for one in limits if one < used[0]), default=0))
            for used, tier in uses
        ],
        known,
        NOW,
        chosen,
    )
    costs = {
        name: sum(
            (oracle.exact_cost(told(one), oracle_counts(used), str(tier)) for used, tier in uses),
            Decimal(0),
        )
        for name, one in named.items()
        if is_chosen or is_priced(one[ServiceTier.STANDARD, 0], [used for used, _ in uses])
    }
    assert (found.instead_of is None) is (not costs)
    if found.instead_of is None:
        return
    assert found.tokens == int(costs[found.instead_of.name])
    if uses and chosen is None and any(map(any, (used for used, _ in uses))):
        assert costs[found.instead_of.name] == min(costs.values())


def oracle_counts(used: tuple[int, int, int, Quantities]) -> dict[str, int]:
    plain = dict(zip(["INPUT_TOKENS", "OUTPUT_TOKENS", "CACHED_INPUT_TOKENS"], used, strict=False))
    return plain | {str(unit): quantity for unit, quantity in used[3]}


def test_a_saving_is_no_more_than_an_answer_can_hold() -> None:
    found = savings(alike(Used(1, 10**15)), book(models=[premium_model(rates="1000/1/1")]), NOW)
    assert found.tokens == MAX_TOKENS


def test_the_best_value_is_the_lowest_price_a_token_and_the_largest_of_equals() -> None:
    small, double, dear = pack(), pack(name="double", tokens=200, price=20), pack(price=11)
    assert best_value([dear, small, double]) == double
    assert best_value([]) is None


def test_prices_in_another_currency_are_not_compared() -> None:
    euros = pack(name="euros", price=1, currency="EUR")
    assert best_value([pack(), euros]) == pack()
    assert best_value([euros, pack()]) == euros


@pytest.mark.parametrize(("tokens", "amount"), [(0, 0), (9, 0), (10, 1), (1_999, 199)])
def test_money_is_rounded_down(tokens: int, amount: int) -> None:
    assert worth(tokens, offering(packs=[pack()])) == Money(amount, "USD")


def test_huge_sums_stay_amounts_of_money() -> None:
    dear = pack(tokens=1, price=MAX_TOKENS)
    assert worth(MAX_TOKENS, offering(packs=[dear])) == Money(MAX_TOKENS, "USD")


def test_money_is_written_with_its_decimals() -> None:
    assert str(Money(1_234_567, "USD")) == "12,345.67 USD"
    assert str(Money(1_500, "JPY")) == "1,500 JPY"
