"""Imported prices cost what the list says, by an oracle that knows only the list's own rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Context, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.catalog import Model
from billing.catalog.price import BEGINNING, Price
from billing.catalog.price_book import PriceBook, price_book
from billing.catalog.price_lists.changes import difference
from billing.catalog.price_lists.entries import listed_price
from billing.catalog.price_lists.merging import ImportTerms, ListedModel, merge, price_in_tokens
from billing.catalog.pricing import RATE_SCALE, decimal_string
from billing.catalog.quoting import DescribedUse, exact_cost
from billing.catalog.units import PlainUnit, PricedUnit, ServiceTier, UsageUnit
from tests.support.clocks import NOW
from tests.support.ledger.factories import catalog, free_model, premium_model

LATER = NOW + timedelta(days=1)
EXACT = Context(prec=200)
IN, OUT, CACHED = PlainUnit
PER_TOKEN: dict[PricedUnit, str] = {
    IN: "input_cost_per_token",
    OUT: "output_cost_per_token",
    CACHED: "cache_read_input_token_cost",
    UsageUnit.CACHE_WRITE_TOKENS: "cache_creation_input_token_cost",
    UsageUnit.CACHE_WRITE_1H_TOKENS: "cache_creation_input_token_cost_above_1hr",
    UsageUnit.AUDIO_INPUT_TOKENS: "input_cost_per_audio_token",
    UsageUnit.REASONING_TOKENS: "output_cost_per_reasoning_token",
    UsageUnit.AUDIO_OUTPUT_TOKENS: "output_cost_per_audio_token",
}
BESIDE: dict[UsageUnit, str] = {
    UsageUnit.PAGES: "ocr_cost_per_page",
    UsageUnit.IMAGES: "output_cost_per_image",
    UsageUnit.SECONDS: "input_cost_per_second",
}
WHOLES = {unit: OUT if "output" in field else IN for unit, field in PER_TOKEN.items()}
SUFFIXES = {"STANDARD": "", "PRIORITY": "_priority", "FLEX": "_flex", "BATCH": "_batches"}
TERMS = ImportTerms(tokens_per_usd=100_000, markup=Decimal("1.25"), source="list.json")

usd = st.decimals(0, 2, places=12).map(lambda price: price.copy_abs())
steps = st.sampled_from(["", "_above_128k_tokens", "_above_200k_tokens"])
fields = st.dictionaries(
    st.builds(
        "{}{}{}".format,
        st.sampled_from([*PER_TOKEN.values(), *BESIDE.values()]),
        steps,
        st.sampled_from([*SUFFIXES.values()]),
    ),
    usd,
    max_size=30,
)
counts = st.integers(0, 400_000)


def rate(listed: Mapping[str, Any], unit: PricedUnit, tier: str, tokens: int) -> Decimal:
    """Return the listed price of a unit: the most exact field that is there."""
    field = PER_TOKEN.get(unit) or BESIDE[UsageUnit(unit)]
    above = [f"_above_{step}k_tokens" for step in (200, 128) if tokens > step * 1_000]
    for step in [*above, ""]:
        for suffix in (SUFFIXES[tier], ""):
            if f"{field}{step}{suffix}" in listed:
                return Decimal(listed[f"{field}{step}{suffix}"])
    whole = WHOLES.get(unit, unit)
    return Decimal(0) if whole is unit else rate(listed, whole, tier, tokens)


def cost(listed: Mapping[str, Any], tier: str, used: Mapping[PricedUnit, int]) -> Decimal:
    """Return the cost of a use in USD. `used` are disjoint: a whole is what is left of it."""
    tokens = sum(n for unit, n in used.items() if WHOLES.get(unit) is IN)
    total = Decimal(0)
    for unit, number in used.items():
        total = EXACT.add(total, EXACT.multiply(number, rate(listed, unit, tier, tokens)))
    return total


def use_of(tier: str, used: Mapping[PricedUnit, int]) -> DescribedUse:
    wholes = {
        whole: sum(n for unit, n in used.items() if WHOLES.get(unit) is whole)
        for whole in (IN, OUT)
    }
    return DescribedUse.of("listed", ServiceTier(tier), {**used, **wholes})


def listed_model(listed: Mapping[str, Any], name: str = "listed") -> ListedModel:
    return ListedModel(name, "vendor", listed_price(listed))


@given(
    listed=fields,
    tier=st.sampled_from([*SUFFIXES]),
    used=st.fixed_dictionaries(dict.fromkeys([*PER_TOKEN, *BESIDE], counts)),
)
def test_a_use_costs_what_the_list_says(
    listed: dict[str, Decimal], tier: str, used: dict[PricedUnit, int]
) -> None:
    cached = listed.get("cache_read_input_token_cost", Decimal(0))
    listed["input_cost_per_token"] = max(Decimal("0.000001"), cached)  # a dearer cache is refused
    book = PriceBook(merge(catalog(), [listed_model(listed)], TERMS).catalog)
    found = exact_cost(use_of(tier, used), book, NOW)
    assert found is not None
    expected = EXACT.multiply(cost(listed, tier, used), Decimal(125_000))
    assert Decimal(decimal_string(found.scaled)) == expected
    assert found.tokens == -(-found.scaled // RATE_SCALE)


def test_ranges_of_input_tokens_are_thresholds() -> None:
    ranges = [
        {"range": [Decimal(0), Decimal(1_000)], "input_cost_per_token": Decimal(1)},
        {"range": [Decimal(1_000), Decimal(5_000)], "input_cost_per_token": Decimal(3)},
    ]
    price = price_in_tokens(listed_price({"tiered_pricing": ranges}), TERMS)
    for tokens, usd_each in ((1, 1), (1_000, 1), (1_001, 3), (9_000, 3)):
        found = price.rate_for(ServiceTier.STANDARD, tokens).input
        assert found == usd_each * 125_000 * RATE_SCALE


def test_what_has_no_unit_is_told() -> None:
    listed = {
        "input_cost_per_token": Decimal(1),
        "output_cost_per_second_1080p": Decimal(2),
        "input_cost_per_token_ultrafast": Decimal(2),
        "supports_vision": True,
        "dbu_cost": Decimal(0),
        "search_context_cost_per_query": {
            "search_context_size_low": Decimal(1),
            "search_context_size_medium": Decimal(2),
        },
    }
    found = listed_price(listed)
    assert found.left_out == (
        "input_cost_per_token_ultrafast, which has no unit",
        "output_cost_per_second_1080p, which has no unit",
        "search_context_cost_per_query by size: every search costs 2",
    )
    assert found.prices[ServiceTier.STANDARD, 0][UsageUnit.SEARCHES] == 2


def test_the_second_field_of_a_unit_is_told_unless_it_says_the_same() -> None:
    both = {"input_cost_per_second": Decimal(1), "output_cost_per_second": Decimal(0)}
    assert listed_price(both).left_out == ()
    assert listed_price(both).prices[ServiceTier.STANDARD, 0][UsageUnit.SECONDS] == 1
    differing = both | {"output_cost_per_second": Decimal(3)}
    assert listed_price(differing).left_out == (
        "input_cost_per_second, because SECONDS has another price",
    )


@pytest.mark.parametrize(
    ("listed", "reason"),
    [
        ({}, "no price in units that are known here"),
        ({"code_cost_per_session": Decimal(1)}, "it has code_cost_per_session"),
        ({"input_cost_per_token": Decimal(0)}, "all its prices are 0"),
        ({"input_cost_per_token": None}, "no price"),
    ],
)
def test_an_entry_without_a_price_is_refused(listed: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        listed_price(listed)


class TestMerging:
    CHEAP = listed_model({"input_cost_per_token": Decimal("0.00001")}, "paid")
    DEAR = listed_model({"input_cost_per_token": Decimal("0.00002")}, "paid")

    def test_what_was_written_by_hand_stays(self) -> None:
        before = catalog()
        merged = merge(before, [self.CHEAP, replace(self.CHEAP, name="new")], TERMS)
        assert (merged.kept, merged.new, merged.changed) == ((("paid", None),), ("new",), ())
        assert {n: merged.catalog.models[n] for n in before.models} == before.models
        assert merged.catalog.models["new"].source == "list.json"
        assert merged.catalog.providers["vendor"].display_name == "vendor"

    def test_it_is_replaced_if_that_is_wanted(self) -> None:
        merged = merge(catalog(), [self.CHEAP], replace(TERMS, replace=True))
        ((name, old, new),) = merged.changed
        assert (name, merged.kept) == ("paid", ())
        assert difference(old, new) == (
            "input 8 → 1.25 (-84.4 %), output 8 → 0 (-100.0 %), cached input 8 → 1.25 (-84.4 %)"
        )
        assert merged.catalog.models["paid"].display_name == "Paid"

    def test_an_alias_by_hand_is_never_a_model_of_the_list(self) -> None:
        aliased = replace(premium_model(name="mine"), aliases=("paid",))
        for terms in (TERMS, replace(TERMS, replace=True)):
            merged = merge(catalog(models=[aliased]), [self.CHEAP], terms)
            assert (merged.kept, [*merged.catalog.models]) == ((("paid", "mine"),), ["mine"])

    def test_a_later_list_changes_what_an_earlier_one_brought(self) -> None:
        start = catalog(models=[free_model(name="gift")])
        first = merge(start, [self.CHEAP, replace(self.CHEAP, name="gone")], TERMS).catalog
        again = merge(first, [self.CHEAP], TERMS)
        assert (again.new, again.changed, again.gone) == ((), (), ("gone",))
        assert again.catalog == first
        dearer = merge(first, [self.DEAR], TERMS)
        assert [name for name, _, _ in dearer.changed] == ["paid"]
        assert dearer.catalog.models["gone"] == first.models["gone"]

    def test_a_change_takes_effect_on_its_date(self) -> None:
        first = merge(catalog(models=[]), [self.CHEAP], TERMS).catalog
        later = replace(TERMS, effective_at=NOW)
        model: Model = merge(first, [self.DEAR], later).catalog.models["paid"]
        assert [price.effective_at for price in model.prices] == [BEGINNING, NOW]
        same: Model = merge(first, [self.CHEAP], later).catalog.models["paid"]
        assert same == first.models["paid"]

    @pytest.mark.parametrize("name", ["second", "paid-2026-01-01", "vendor/paid"])
    def test_a_name_that_finds_a_model_costs_what_it_costs_until_the_date(self, name: str) -> None:
        first = merge(catalog(models=[]), [self.CHEAP], TERMS).catalog
        paid = replace(first.models["paid"], aliases=("second",))
        before = replace(first, models={"paid": paid})
        assert price_book([before]).price(name, NOW).rate == paid.prices[0].rate
        listed = [self.CHEAP, replace(self.DEAR, name=name)]
        after = price_book([merge(before, listed, replace(TERMS, effective_at=LATER)).catalog])
        assert after.price(name, NOW).rate == paid.prices[0].rate
        assert after.price(name, LATER) == price_in_tokens(
            self.DEAR.price, replace(TERMS, effective_at=LATER)
        )
        assert after.price("paid", LATER).rate == paid.prices[0].rate

    def test_a_new_name_of_a_free_model_has_no_price_from_a_date_on(self) -> None:
        gift = replace(free_model(name="gift"), aliases=("paid-2026-01-01",))
        listed = [replace(self.CHEAP, name="gift-2026-01-01")]
        merged = merge(catalog(models=[gift]), listed, replace(TERMS, effective_at=LATER))
        assert [name for name, _ in merged.refused] == ["gift-2026-01-01"]
        assert merged.catalog.models == {"gift": gift}

    def test_a_model_that_was_free_is_told_and_keeps_its_names(self) -> None:
        gift = replace(free_model(name="paid"), aliases=("given",), description="A gift.")
        terms = replace(TERMS, replace=True)
        merged = merge(catalog(models=[gift]), [self.CHEAP], terms)
        ((_, old, new),) = merged.changed
        assert difference(old, new) == "input 0 → 1.25, cached input 0 → 1.25"
        model: Model = merged.catalog.models["paid"]
        assert (model.aliases, model.description, model.is_free) == (("given",), "A gift.", False)
        later = merge(catalog(models=[gift]), [self.CHEAP], replace(terms, effective_at=NOW))
        assert [name for name, _ in later.refused] == ["paid"]
        assert later.catalog.models["paid"] == gift

    def test_a_model_that_the_list_mentions_is_not_gone(self) -> None:
        first = merge(catalog(), [replace(self.CHEAP, name="gone")], TERMS).catalog
        assert merge(first, [], TERMS).gone == ("gone",)
        assert merge(first, [], TERMS, frozenset({"gone"})).gone == ()

    def test_a_rate_that_can_not_be_exact_is_refused(self) -> None:
        tiny = listed_model({"input_cost_per_token": Decimal("1e-36")}, "tiny")
        merged = merge(catalog(), [tiny], TERMS)
        assert merged.refused == (("tiny", "a rate would have more than 30 decimals"),)
        assert "tiny" not in merged.catalog.models

    def test_a_difference_in_other_units_is_told(self) -> None:
        old, new = (
            price_in_tokens(
                listed_price({"input_cost_per_token": Decimal(1), "ocr_cost_per_page": Decimal(n)}),
                TERMS,
            )
            for n in (1, 2)
        )
        assert isinstance(old, Price)
        assert difference(old, new) == "pages 125000 → 250000 (+100.0 %)"
