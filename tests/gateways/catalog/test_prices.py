from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.catalog import CatalogError
from billing.catalog.price import Price
from billing.catalog.pricing import parse_rate
from billing.catalog.units import PlainUnit, ServiceTier, UsageUnit
from gateways.catalog.file import parse_catalog
from gateways.catalog.prices import UNIT_KEYS
from tests.gateways.catalog.small_catalog import SMALL, with_paid

LONG = """\
paid:
        name: Paid
        rates: {input: 3, output: 15, cached_input: 0.3, cache_write: 3.75, searches: 1000}
        above:
          200K: {input: 6, output: 22.5}
        tiers:
          batch:
            output: 7.5
            above: {200K: {input: 2}}
          flex: {input: 1}
        prices:
          - {from: 2027-01-01, cost: 2, tiers: {flex: {input: 1, output: 1}}}
"""
TEXT = SMALL.replace("paid: {name: Paid, cost: 8}\n", LONG)


def prices(text: str) -> tuple[Price, ...]:
    return parse_catalog(text).models["paid"].prices


def test_every_unit_has_its_name_in_the_file() -> None:
    assert set(UNIT_KEYS.values()) == {*PlainUnit, *UsageUnit}
    assert UNIT_KEYS["cache_write_1h"] is UsageUnit.CACHE_WRITE_1H_TOKENS
    assert UNIT_KEYS["cached_input"] is PlainUnit.CACHED_INPUT_TOKENS


@pytest.mark.parametrize(
    ("tier", "tokens", "rates"),
    [
        ("STANDARD", 200_000, "3/15/0.3"),
        ("STANDARD", 200_001, "6/22.5/0.3"),
        ("BATCH", 200_000, "3/7.5/0.3"),
        ("BATCH", 200_001, "2/22.5/0.3"),
        ("FLEX", 1, "1/15/0.3"),
        ("FLEX", 200_001, "6/22.5/0.3"),
        ("PRIORITY", 1, "3/15/0.3"),
    ],
)
def test_tiers_and_thresholds_are_read(tier: str, tokens: int, rates: str) -> None:
    rate = prices(TEXT)[0].rate_for(ServiceTier(tier), tokens)
    assert rate.encode() == rates
    assert rate.own(UsageUnit.CACHE_WRITE_TOKENS) == parse_rate("3.75")
    assert rate.own(UsageUnit.SEARCHES) == parse_rate("1000")
    assert rate.own(UsageUnit.PAGES) is None


def test_a_dated_price_has_tiers_of_its_own() -> None:
    later = prices(TEXT)[1]
    assert later.effective_at == datetime(2027, 1, 1, tzinfo=UTC)
    assert later.rate_for(ServiceTier.FLEX, 1).encode() == "1/1/1"
    assert later.rate_for(ServiceTier.BATCH, 10**9).encode() == "2/2/2"


def test_a_model_may_cost_only_things_beside_tokens() -> None:
    rate = prices(with_paid("rates: {images: 4000}"))[0].rate
    assert rate.encode() == "0/0/0"
    assert rate.own(UsageUnit.IMAGES) == parse_rate("4000")


def test_cached_input_follows_the_input_of_a_tier_unless_it_has_a_rate() -> None:
    follows = prices(with_paid("cost: 8, tiers: {flex: {input: 4}}"))[0]
    assert follows.rate_for(ServiceTier.FLEX, 1).encode() == "4/8/4"
    own = prices(with_paid("cost: 8, rates: {cached_input: 8}, tiers: {flex: {input: 4}}"))[0]
    assert own.rate_for(ServiceTier.FLEX, 1).encode() == "4/8/8"


@given(st.integers(1, 10**30))
def test_thirty_decimals_are_read_exactly(scaled: int) -> None:
    text = f"0.{scaled:030d}" if scaled < 10**30 else "1"
    assert prices(with_paid(f"cost: {text}"))[0].rate.input == scaled


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("searches: 1000", "serches: 1", 9, "unknown (did you mean searches?)"),
        ("searches: 1000", "searches: -1", 9, "is not a rate"),
        ("cached_input: 0.3", "cached_input: 4", 9, "above the rate for input"),
        ("cached_input: 0.3", "input: 4", 9, "there twice"),
        ("200K: {input: 6", "2OOK: {input: 6", 11, "is not an amount"),
        ("200K: {input: 6", "0: {input: 6", 11, "the plain ones"),
        ("200K: {input: 6", "100B: {input: 6", 11, "a threshold must be"),
        ("200K: {input: 6, output: 22.5}", "200K: {}", 11, "needs rates"),
        ("200K: {input: 6, output: 22.5}", "200K: 6", 11, "must have keys"),
        ("200K: {input: 6", "200K: {cost: 6", 11, "unknown"),
        ("flex: {input: 1}\n        p", "fast: {input: 1}\n        p", 16, "unknown 'fast'"),
        ("flex: {input: 1}\n        p", "batch: {input: 1}\n        p", 16, "there twice"),
        ("flex: {input: 1}\n        p", "standard: {input: 1}\n        p", 16, "without a tier"),
        ("flex: {input: 1}\n        p", "flex: {}\n        p", 16, "needs a rate"),
        ("above: {200K: {input: 2}}", "above: {}", 15, "needs a threshold"),
        ("{200K: {input: 2}}", "{200K: {input: 2}, 200000: {input: 1}}", 15, "there twice"),
        ("flex: {input: 1, output: 1}", "flex: {input: x}", 18, "is not a rate"),
    ],
)
def test_bad_prices_are_refused_with_the_line_at_fault(
    old: str, new: str, line: int, message: str
) -> None:
    with pytest.raises(CatalogError) as caught:
        parse_catalog(TEXT.replace(old, new, 1))
    assert message in str(caught.value)
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("terms", "message"),
    [("rates: {cache_write: 1, output: 1}", "missing input"), ("rates: {}", "missing input")],
)
def test_parts_do_not_stand_without_their_wholes(terms: str, message: str) -> None:
    with pytest.raises(CatalogError, match=message) as caught:
        parse_catalog(with_paid(terms))
    assert caught.value.line == 7


def test_a_cost_may_stand_beside_empty_rates() -> None:
    assert prices(with_paid("cost: 8, rates: {}")) == prices(SMALL)
