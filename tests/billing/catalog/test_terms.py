from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.details import PLAIN, Details, details_of
from billing.catalog.pricing import RATE_MAX, Rate
from billing.catalog.terms import FAILED, UseTerms, terms_of, terms_text, unpriced_units
from billing.catalog.units import ServiceTier, UsageUnit

WRITES, SEARCHES = UsageUnit.CACHE_WRITE_TOKENS, UsageUnit.SEARCHES
scaled = st.integers(0, RATE_MAX)
units = st.dictionaries(st.sampled_from(UsageUnit), st.integers(0, 10**10))


@st.composite
def rates(draw: st.DrawFn) -> Rate:
    own = draw(st.dictionaries(st.sampled_from(UsageUnit), scaled))
    known = tuple((unit, own[unit]) for unit in UsageUnit if unit in own)
    return Rate(draw(scaled), draw(scaled), draw(scaled), known)


@given(rates(), units, st.sampled_from(ServiceTier))
def test_terms_read_back_with_the_rates_of_their_units(
    rate: Rate, quantities: dict[UsageUnit, int], tier: ServiceTier
) -> None:
    details = details_of(quantities.items(), tier)
    terms = terms_of(terms_text(rate.encode(), details, rate))
    assert terms.details == details
    assert (details is PLAIN) is (terms.details is PLAIN)
    used = {unit for unit, _ in details.quantities}
    assert terms.rate == Rate(
        *(rate.input, rate.output, rate.cached_input),
        tuple((unit, own) for unit, own in rate.units if unit in used),
    )


@given(
    rates(), units, st.sampled_from(ServiceTier), st.sampled_from(["", "50 REQUESTS/DAY", FAILED])
)
def test_units_without_a_rate_are_found_with_and_without_decoding(
    rate: Rate, quantities: dict[UsageUnit, int], tier: ServiceTier, base: str
) -> None:
    details = details_of(quantities.items(), tier)
    text = terms_text(base or rate.encode(), details, None if base else rate)
    assert unpriced_units(text, details) == terms_of(text).unpriced


def test_terms_are_readable_and_plain_ones_are_as_ever() -> None:
    rate = Rate.decode("3/15/0.3", ((WRITES, Rate.decode("3.75/0/0").input),))
    details = details_of([(SEARCHES, 2), (WRITES, 100)], ServiceTier.FLEX)
    text = "3/15/0.3;FLEX;CACHE_WRITE_TOKENS=100@3.75;SEARCHES=2"
    assert terms_text("3/15/0.3", details, rate) == text
    assert terms_text("3/15/0.3", PLAIN, rate) == "3/15/0.3"
    assert terms_of("1000 TOKENS/MONTH") == UseTerms("1000 TOKENS/MONTH")


@pytest.mark.parametrize("tier", ServiceTier)
@pytest.mark.parametrize("quantities", [[], [(WRITES, 100)]])
def test_a_hold_says_for_which_input_it_was_calculated(
    tier: ServiceTier, quantities: list[tuple[UsageUnit, int]]
) -> None:
    details = details_of(quantities, tier)
    text = terms_text("3/15/0.3", details, Rate(0, 0, 0), input_tokens=200)
    assert terms_of(text) == UseTerms("3/15/0.3", details, (), None, 200)
    assert "INPUT_TOKENS=200" in text


def test_only_things_beside_tokens_are_left_unpriced() -> None:
    details = Details(((WRITES, 1), (SEARCHES, 2)))
    assert terms_of(terms_text("1/1/1", details, Rate(1, 1, 1))).unpriced == (SEARCHES,)
    assert terms_of(terms_text("50 REQUESTS/DAY", details)).unpriced == (SEARCHES,)
    assert terms_of(terms_text("1/1/1", details, Rate(1, 1, 1, ((SEARCHES, 0),)))).unpriced == ()
    assert terms_of(terms_text(FAILED, details)).unpriced == ()
    assert terms_of("1/1/1").unpriced == ()


@pytest.mark.parametrize(
    "rest",
    [
        "",
        ";",
        "STANDARD",
        "flex",
        "FAST",
        "FLEX;FLEX",
        "PAGES",
        "PAGES=",
        "PAGES=0",
        "INPUT_TOKENS=",
        "INPUT_TOKENS=-1",
        "INPUT_TOKENS=01",
        "INPUT_TOKENS=x",
        "INPUT_TOKENS=1;INPUT_TOKENS=1",
        "PAGES=1;INPUT_TOKENS=1",
        "PAGES=01",
        "PAGES=-1",
        "PAGES=1.5",
        "PAGES=10000000001",
        "PAGES=1@",
        "PAGES=1@1.50",
        "PAGES=1@1e3",
        "PAGES=1;PAGES=1",
        "PAGES=1;IMAGES=1",
        "PAGES=1;FLEX",
        "SHEETS=1",
        "PAGES=1;",
    ],
)
def test_details_in_any_other_form_are_refused(rest: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        terms_of(f"8/8/8;{rest}")
