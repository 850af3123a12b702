from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.bounds import affordable_output, bought_output, dearest_use, highest_cost
from billing.catalog.details import PLAIN, QUANTITY_MAX, Details, details_of
from billing.catalog.price import BEGINNING, FREE_PRICE, NamedRates, Price, price_of
from billing.catalog.pricing import RATE_SCALE, Rate, unpriced
from billing.catalog.units import (
    INPUT_PARTS,
    OUTPUT_PARTS,
    PARTS,
    PlainUnit,
    PricedUnit,
    Quantities,
    ServiceTier,
    UsageUnit,
)
from billing.errors import BadInput
from billing.tokens import MAX_TOKENS
from tests.billing.catalog import oracle
from tests.billing.catalog.tables import (
    Table,
    counts,
    made,
    tables,
    tiers,
    told,
)


def cost(rate: Rate, used: tuple[int, int, int, Quantities]) -> int:
    return rate.cost(
        input_tokens=used[0],
        output_tokens=used[1],
        cached_input_tokens=used[2],
        quantities=used[3],
    )


@given(tables(), counts(), tiers)
def test_a_cost_is_the_oracles_to_the_last_decimal(
    table: Table, used: tuple[int, int, int, Quantities], tier: ServiceTier
) -> None:
    inputs, outputs, cached, quantities = used
    rate = made(table).rate_for(tier, inputs)
    plain = {"INPUT_TOKENS": inputs, "OUTPUT_TOKENS": outputs, "CACHED_INPUT_TOKENS": cached}
    exact = oracle.exact_cost(
        told(table), plain | {str(unit): q for unit, q in quantities}, str(tier)
    )
    scaled = rate.exact_cost(
        input_tokens=inputs,
        output_tokens=outputs,
        cached_input_tokens=cached,
        quantities=quantities,
    )
    assert Decimal(scaled).scaleb(-30, oracle.EXACT) == exact
    assert cost(rate, used) == oracle.rounded(exact)


@given(tables(), counts(), tiers)
def test_things_beside_tokens_without_a_rate_are_named(
    table: Table, used: tuple[int, int, int, Quantities], tier: ServiceTier
) -> None:
    inputs, _, _, quantities = used
    missing = [
        unit
        for unit, _ in quantities
        if unit not in PARTS and oracle.rate_of(told(table), unit, tier, inputs) is None
    ]
    assert list(unpriced(made(table).rate_for(tier, inputs), quantities)) == missing


@given(tables(), counts(), tiers)
def test_a_rate_reads_back_with_the_same_costs(
    table: Table, used: tuple[int, int, int, Quantities], tier: ServiceTier
) -> None:
    rate = made(table).rate_for(tier, used[0])
    again = Rate.decode(rate.encode(), rate.units)
    assert again == rate
    assert cost(again, used) == cost(rate, used)


@given(tables(), counts(), counts(), tiers)
def test_no_use_within_announced_counts_costs_more_than_their_highest_cost(
    table: Table,
    asked: tuple[int, int, int, Quantities],
    used: tuple[int, int, int, Quantities],
    tier: ServiceTier,
) -> None:
    inputs, outputs, _, quantities = asked
    rate = made(table).rate_for(tier, inputs)
    within = tuple((unit, min(q, dict(used[3]).get(unit, 0))) for unit, q in quantities)
    of_input = sum(q for unit, q in within if unit in INPUT_PARTS)
    of_output = sum(q for unit, q in within if unit in OUTPUT_PARTS)
    actual = (
        inputs,
        max(min(used[1], outputs), of_output),
        min(used[2], inputs - of_input),
        within,
    )
    most = highest_cost(rate, input_tokens=inputs, output_tokens=outputs, quantities=quantities)
    assert cost(rate, actual) <= most


@given(tables(), counts(), st.integers(0, 10_000))
def test_affordable_output_is_the_most_that_the_tokens_pay_for(
    table: Table, asked: tuple[int, int, int, Quantities], tokens: int
) -> None:
    inputs, _, _, quantities = asked
    rate = made(table).rate

    def most(output: int) -> int:
        return highest_cost(rate, input_tokens=inputs, output_tokens=output, quantities=quantities)

    bought = affordable_output(rate, tokens, input_tokens=inputs, quantities=quantities)
    if bought is None:
        assert most(0) > tokens
    elif bought == MAX_TOKENS:
        assert most(10**9) <= tokens
    else:
        assert most(bought) <= tokens < most(bought + 1)


@given(tables(), counts(), counts(), tiers)
def test_no_use_with_less_input_costs_more_than_the_dearest(
    table: Table,
    asked: tuple[int, int, int, Quantities],
    used: tuple[int, int, int, Quantities],
    tier: ServiceTier,
) -> None:
    inputs, outputs, _, quantities = asked
    within = tuple((unit, min(q, dict(used[3]).get(unit, 0))) for unit, q in quantities)
    of_input = sum(q for unit, q in within if unit in INPUT_PARTS)
    of_output = sum(q for unit, q in within if unit in OUTPUT_PARTS)
    fewer = max(min(inputs, used[0]), of_input)
    actual = (
        fewer,
        max(min(used[1], outputs), of_output),
        min(used[2], fewer - of_input),
        within,
    )
    price = made(table)
    most = dearest_use(
        price, tier, input_tokens=inputs, output_tokens=outputs, quantities=quantities
    )
    assert cost(price.rate_for(tier, fewer), actual) <= most.cost
    assert most.cost == highest_cost(
        most.rate,
        input_tokens=most.input_tokens,
        output_tokens=outputs,
        quantities=quantities,
    )
    assert most.rate == price.rate_for(tier, most.input_tokens)


@given(tables(), counts(), st.integers(0, 10_000), tiers)
def test_bought_output_is_the_most_that_pays_for_the_dearest_use(
    table: Table, asked: tuple[int, int, int, Quantities], tokens: int, tier: ServiceTier
) -> None:
    inputs, _, _, quantities = asked
    price = made(table)

    def most(output: int) -> int:
        return dearest_use(
            price, tier, input_tokens=inputs, output_tokens=output, quantities=quantities
        ).cost

    bought = bought_output(price, tier, tokens, input_tokens=inputs, quantities=quantities)
    if bought is None:
        assert most(0) > tokens
    elif bought == MAX_TOKENS:
        assert most(10**9) <= tokens
    else:
        assert most(bought) <= tokens < most(bought + 1)


def table_with(**rates: str) -> Table:
    plain: dict[PricedUnit, str] = {PlainUnit.INPUT_TOKENS: "4", PlainUnit.OUTPUT_TOKENS: "20"}
    return {(ServiceTier.STANDARD, 0): plain | {UsageUnit(u): text for u, text in rates.items()}}


def test_a_threshold_counts_from_the_first_token_above_it() -> None:
    table = table_with()
    table[ServiceTier.STANDARD, 200] = {PlainUnit.INPUT_TOKENS: "8"}
    price = made(table)
    assert price.rate_for(ServiceTier.STANDARD, 200).encode() == "4/20/4"
    assert price.rate_for(ServiceTier.STANDARD, 201).encode() == "8/20/8"
    assert price.thresholds == (200,)


@pytest.mark.parametrize(
    ("rate_above", "dearest", "tokens", "output"), [("1", 200, 1_000, 10), ("8", 250, 3_000, 50)]
)
def test_the_dearest_use_has_less_input_where_the_rate_falls(
    rate_above: str, dearest: int, tokens: int, output: int
) -> None:
    table = table_with()
    table[ServiceTier.STANDARD, 200] = {PlainUnit.INPUT_TOKENS: rate_above}
    price, tier = made(table), ServiceTier.STANDARD
    most = dearest_use(price, tier, input_tokens=250, output_tokens=0)
    assert most.input_tokens == dearest
    assert most.cost == {200: 800, 250: 2_000}[dearest]
    assert bought_output(price, tier, tokens, input_tokens=250) == output


def test_a_threshold_goes_before_a_tier_unit_by_unit() -> None:
    table = table_with()
    table[ServiceTier.FLEX, 0] = {PlainUnit.INPUT_TOKENS: "2", PlainUnit.OUTPUT_TOKENS: "10"}
    table[ServiceTier.STANDARD, 200] = {PlainUnit.INPUT_TOKENS: "8"}
    price = made(table)
    assert price.rate_for(ServiceTier.FLEX, 1).encode() == "2/10/2"
    assert price.rate_for(ServiceTier.FLEX, 201).encode() == "8/10/8"
    assert price.rate_for(ServiceTier.BATCH, 1).encode() == "4/20/4"
    assert [(str(tier), above, rate.encode()) for tier, above, rate in price.variants()] == [
        ("STANDARD", 200, "8/20/8"),
        ("FLEX", 0, "2/10/2"),
        ("FLEX", 200, "8/10/8"),
    ]


@given(tables(), counts(), tiers)
def test_variants_tell_the_rates_of_every_use(
    table: Table, used: tuple[int, int, int, Quantities], tier: ServiceTier
) -> None:
    """Read the variants as the API explains them."""
    price, inputs = made(table), used[0]
    variants = list(price.variants())
    wanted = tier if any(one == tier for one, _, _ in variants) else ServiceTier.STANDARD
    fitting = [(-1, price.rate)] + [
        (above, rate)
        for one, above, rate in variants
        if one == wanted and (above < inputs or not above)
    ]
    found = max(fitting, key=lambda each: each[0])[1]
    assert found == price.rate_for(tier, inputs)


def test_a_part_costs_its_own_rate_and_else_that_of_its_whole() -> None:
    rate = made(table_with(CACHE_WRITE_TOKENS="5")).rate
    written, spoken = (UsageUnit.CACHE_WRITE_TOKENS, 10), (UsageUnit.AUDIO_INPUT_TOKENS, 10)
    assert cost(rate, (100, 0, 0, (written,))) == 90 * 4 + 10 * 5
    assert cost(rate, (100, 0, 0, (spoken,))) == 100 * 4


def test_a_free_thing_is_priced_and_an_unknown_one_is_not() -> None:
    rate = made(table_with(REQUESTS="0")).rate
    used = ((UsageUnit.REQUESTS, 1), (UsageUnit.SEARCHES, 2))
    assert cost(rate, (0, 0, 0, used)) == 0
    assert unpriced(rate, used) == (UsageUnit.SEARCHES,)


def test_parts_above_their_whole_have_no_cost() -> None:
    rate = made(table_with()).rate
    for quantities in [(UsageUnit.CACHE_WRITE_TOKENS, 8)], [(UsageUnit.REASONING_TOKENS, 5)]:
        with pytest.raises(ValueError, match="parts"):
            cost(rate, (10, 4, 3, tuple(quantities)))


def test_a_plain_price_needs_no_table() -> None:
    price = made(table_with())
    assert price == Price(BEGINNING, Rate.decode("4/20/4"))
    assert price.rate_for(ServiceTier.FLEX, 10**9) is price.rate
    assert (
        FREE_PRICE.rate_for(ServiceTier.BATCH, 5).cost(
            input_tokens=9, output_tokens=9, cached_input_tokens=0
        )
        == 0
    )


@pytest.mark.parametrize("above", [-1, 10**10 + 1])
def test_thresholds_out_of_range_are_refused(above: int) -> None:
    with pytest.raises(ValueError, match="threshold"):
        NamedRates(((PlainUnit.INPUT_TOKENS, 1),), above=above)


def test_rates_that_are_there_twice_or_not_at_all_are_refused() -> None:
    one = NamedRates(((PlainUnit.INPUT_TOKENS, 1), (PlainUnit.OUTPUT_TOKENS, 1)))
    with pytest.raises(ValueError, match="twice"):
        price_of(BEGINNING, [one, one])
    with pytest.raises(ValueError, match="at most one"):
        NamedRates(((PlainUnit.INPUT_TOKENS, 1), (PlainUnit.INPUT_TOKENS, 2)))
    with pytest.raises(ValueError, match="needs rates"):
        NamedRates(())
    with pytest.raises(ValueError, match="output"):
        price_of(BEGINNING, [NamedRates(((PlainUnit.INPUT_TOKENS, RATE_SCALE),))])


def test_details_have_one_form() -> None:
    requests, written = (UsageUnit.REQUESTS, 1), (UsageUnit.CACHE_WRITE_TOKENS, 9)
    assert details_of([requests, written]) == Details((written, requests))
    assert details_of([(UsageUnit.PAGES, 0)]) is PLAIN
    assert details_of() is PLAIN
    assert details_of([], ServiceTier.FLEX) == Details((), ServiceTier.FLEX)


@pytest.mark.parametrize(
    "quantities",
    [
        [(UsageUnit.PAGES, 1), (UsageUnit.PAGES, 0)],
        [(UsageUnit.PAGES, -1)],
        [(UsageUnit.PAGES, QUANTITY_MAX + 1)],
        [(UsageUnit.PAGES, True)],
    ],
)
def test_details_out_of_range_or_twice_are_bad_input(
    quantities: list[tuple[UsageUnit, int]],
) -> None:
    with pytest.raises(BadInput) as caught:
        details_of(quantities)
    assert caught.value.field == "details"
