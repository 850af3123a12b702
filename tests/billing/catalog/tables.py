"""Prices with tiers and thresholds, and the counts of uses, drawn for properties."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from billing.catalog.price import BEGINNING, NamedRates, Price, price_of
from billing.catalog.pricing import parse_rate
from billing.catalog.units import (
    INPUT_PARTS,
    PARTS,
    PlainUnit,
    PricedUnit,
    Quantities,
    ServiceTier,
    UsageUnit,
)
from tests.billing.catalog import oracle

UNITS: list[PricedUnit] = [*PlainUnit, *UsageUnit]
DECIMALS = st.sampled_from(["0", "8", "0.5", "3.75", "0.000000000000000000000003", "1200.25"])
THRESHOLDS = [0, 10, 200]

Key = tuple[ServiceTier, int]
Table = dict[Key, dict[PricedUnit, str]]


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Draw rates for some tiers and thresholds; input and output always have a plain one."""
    rates = st.dictionaries(st.sampled_from(UNITS), DECIMALS, min_size=1, max_size=6)
    keys = st.tuples(st.sampled_from(ServiceTier), st.sampled_from(THRESHOLDS))
    table = draw(st.dictionaries(keys, rates, max_size=6))
    plain = draw(rates) | {one: draw(DECIMALS) for one in [*PlainUnit][:2]}
    return table | {(ServiceTier.STANDARD, 0): plain}


@st.composite
def counts(draw: st.DrawFn) -> tuple[int, int, int, Quantities]:
    """Draw input, output and cached tokens, and quantities whose parts fit into them."""
    inputs, outputs = draw(st.integers(0, 500)), draw(st.integers(0, 500))
    cached = draw(st.integers(0, inputs))
    left = {True: inputs - cached, False: outputs}
    found: list[tuple[UsageUnit, int]] = []
    for unit in draw(st.lists(st.sampled_from(UsageUnit), unique=True, max_size=5)):
        most = left[unit in INPUT_PARTS] if unit in PARTS else 300
        quantity = draw(st.integers(0, most))
        if unit in PARTS:
            left[unit in INPUT_PARTS] -= quantity
        found.append((unit, quantity))
    return inputs, outputs, cached, tuple(found)


tiers = st.sampled_from(ServiceTier)


def made(table: Table) -> Price:
    named = [
        NamedRates(tuple((unit, parse_rate(text)) for unit, text in rates.items()), *key)
        for key, rates in table.items()
    ]
    return price_of(BEGINNING, named)


def told(table: Table) -> oracle.Named:
    return {
        (str(tier), above): {str(unit): Decimal(text) for unit, text in rates.items()}
        for (tier, above), rates in table.items()
    }
