"""A catalog that was written as a file is read back as an equal one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.catalog import (
    Capability,
    Catalog,
    Model,
    ModelTier,
    NativeLimit,
    Pool,
    Provider,
    QuotaPeriod,
    QuotaUnit,
)
from billing.catalog.discounts import WHOLE, BulkStep, CodeLimits, Programme, ProgrammeJoining
from billing.catalog.price import BEGINNING, NamedRates, Price, price_of
from billing.catalog.pricing import RATE_MAX, RATE_SCALE
from billing.catalog.units import PlainUnit, PricedUnit, ServiceTier, UsageUnit
from gateways.catalog.file import parse_catalog, read_catalog
from gateways.catalog.writing import catalog_text
from tests.support.ledger.factories import catalog

SHIPPED, _ = read_catalog(Path(__file__).parents[3] / "catalog.yaml")
START = datetime(2027, 1, 1, tzinfo=UTC)

visible = st.characters(codec="utf-8", exclude_categories=["C", "Z", "M"])
names = st.text(visible, min_size=1, max_size=20).map(partial(normalize, "NFC"))
texts = st.text(visible | st.just(" "), min_size=1, max_size=20).map(str.strip).filter(bool)
rates = st.sampled_from([0, 1, RATE_SCALE // 2, 8 * RATE_SCALE, RATE_MAX]) | st.integers(
    0, RATE_MAX
)
limits = st.builds(
    NativeLimit,
    st.integers(1, 10**9),
    st.sampled_from(QuotaUnit),
    st.sampled_from(QuotaPeriod),
)
alone = st.none() | limits
"""The limit of a model's own pool."""
units = [*PlainUnit, *UsageUnit]
ORDER = {unit: place for place, unit in enumerate(units)}


def in_order(prices: dict[PricedUnit, int]) -> tuple[tuple[PricedUnit, int], ...]:
    return tuple(sorted(prices.items(), key=lambda pair: ORDER[pair[0]]))


@st.composite
def prices(draw: st.DrawFn, at: datetime) -> Price:
    some = st.dictionaries(st.sampled_from(units), rates, min_size=1, max_size=4)
    plain = draw(some) | {PlainUnit.INPUT_TOKENS: draw(rates), PlainUnit.OUTPUT_TOKENS: draw(rates)}
    fresh = plain[PlainUnit.INPUT_TOKENS]
    cached = plain.get(PlainUnit.CACHED_INPUT_TOKENS, fresh)
    plain[PlainUnit.CACHED_INPUT_TOKENS] = min(cached, fresh)
    named = [NamedRates(in_order(plain))]
    for tier in ServiceTier:
        for above in draw(st.sets(st.sampled_from([0, 1, 128_000, 10**10]), max_size=3)):
            if above or tier is not ServiceTier.STANDARD:
                named.append(NamedRates(in_order(draw(some)), tier, above))
    tiers = [*ServiceTier]
    named.sort(key=lambda one: (tiers.index(one.tier), one.above))
    return price_of(at, named)


def costs_something(price: Price) -> bool:
    rates_of_others = [rate for one in price.named for _, rate in one.rates]
    return any((price.rate.input, price.rate.output, *rates_of_others))


@st.composite
def models(draw: st.DrawFn, name: str) -> Model:
    if draw(st.booleans()):
        return Model(name, "acme", draw(texts), tier=ModelTier.FREE, native_limit=draw(limits))
    dates = [BEGINNING, START, START + timedelta(microseconds=1)]
    chosen = sorted(draw(st.sets(st.sampled_from(dates), min_size=1)))
    priced = [draw(prices(at)) for at in chosen]
    usable = tuple(price for price in priced if costs_something(price))
    return Model(
        name,
        "acme",
        draw(texts),
        description=draw(st.just("") | texts),
        prices=usable
        or (
            price_of(
                BEGINNING, [NamedRates(((PlainUnit.INPUT_TOKENS, 1), (PlainUnit.OUTPUT_TOKENS, 0)))]
            ),
        ),
        capabilities=tuple(sorted(draw(st.sets(st.sampled_from(Capability))))),
        aliases=tuple(f"{name}{one}" for one in draw(st.sets(st.sampled_from(["#1", ":free"])))),
        source=draw(st.none() | texts),
        context_tokens=draw(st.none() | st.integers(1, 10**12)),
        retires_at=draw(st.none() | st.sampled_from([START, START + timedelta(seconds=1)])),
    )


def read_back(written: Catalog) -> Catalog:
    return parse_catalog(catalog_text(written, head="Made by a test\nof two lines"))


@pytest.mark.parametrize("text", [SHIPPED])
def test_the_shipped_catalog_survives(text: str) -> None:
    assert read_back(parse_catalog(text)) == parse_catalog(text)


@given(st.data(), st.sets(names, min_size=1, max_size=3), st.none() | limits)
def test_any_catalog_survives(
    data: st.DataObject, chosen: set[str], shared: NativeLimit | None
) -> None:
    own = {name: name for name in chosen}
    found = [data.draw(models(name)) for name in own]
    taken = {alias for model in found for alias in model.aliases} & {*own}
    found = [replace(m, aliases=()) if taken.intersection(m.aliases) else m for m in found]
    pool = Pool("provider:acme", shared) if shared else None
    pools = [Pool(f"model:{m.name}", one) if (one := data.draw(alone)) else pool for m in found]
    found = [replace(model, pool=one) for model, one in zip(found, pools, strict=True)]
    written = catalog(models=found, provider=Provider("acme", "Acme", pool))
    assert read_back(written) == written


offs = st.integers(1, WHOLE - 1)
limits_of_codes = st.builds(
    CodeLimits,
    st.integers(1, 1_000_000),
    st.none() | st.just(START),
    st.none() | st.integers(1, 120),
)


@st.composite
def programmes(draw: st.DrawFn, name: str) -> Programme:
    joining = draw(st.sampled_from(ProgrammeJoining))
    return Programme(
        name,
        draw(texts),
        draw(st.just("") | texts),
        draw(offs),
        draw(st.just(0) | offs),
        draw(st.booleans()),
        joining,
        draw(texts) if joining is ProgrammeJoining.PROOF else "",
        draw(limits_of_codes) if joining is ProgrammeJoining.CODE else None,
    )


@given(st.data(), st.sets(st.sampled_from(["EDU", "partner-1", "x"]), max_size=3))
def test_any_discounts_survive(data: st.DataObject, chosen: set[str]) -> None:
    starts = sorted(data.draw(st.sets(st.integers(2, 10**6), max_size=3)))
    taken = sorted(data.draw(st.sets(offs, min_size=len(starts), max_size=len(starts))))
    steps = tuple(BulkStep(*pair) for pair in zip(starts, taken, strict=True))
    known = parse_catalog(SHIPPED)
    packs = {"pro": replace(known.packs["pro"], bulk=steps)}
    named = {name: data.draw(programmes(name)) for name in chosen}
    written = replace(catalog(), packs=packs, programmes=named)
    assert read_back(written) == written


@pytest.mark.parametrize(
    "name", ["null", "~", "yes", "1e3", "a: b", "- a", "#x", "{a}", '"', "é\\"]
)
def test_text_that_yaml_would_read_as_something_else_is_quoted(name: str) -> None:
    model = replace(parse_catalog(SHIPPED).models["gpt-4"], provider="acme", display_name=name)
    assert read_back(catalog(models=[model])).models["gpt-4"].display_name == name
