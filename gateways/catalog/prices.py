"""The prices of a model in a catalog file: `cost`, `rates`, `above`, `tiers` and dated `prices`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from billing.catalog.catalog import CatalogError, refuse_dear_cache
from billing.catalog.price import BEGINNING, NamedRates, Price, price_of
from billing.catalog.pricing import FREE_RATE, parse_rate
from billing.catalog.units import PARTS, PlainUnit, PricedUnit, ServiceTier, UsageUnit
from gateways.catalog.nodes import Node
from gateways.catalog.reading import Section, at, items, pairs, section, text_of, value
from gateways.catalog.values import choice, parse_amount, parse_instant

PRICE_KEYS = ("cost", "rates", "above", "tiers")

UNIT_KEYS: dict[str, PricedUnit] = {
    str(unit).removesuffix("_TOKENS").lower(): unit for unit in (*PlainUnit, *UsageUnit)
}
"""The names of units in a file: `cache_write` is CACHE_WRITE_TOKENS."""

_INPUT, _OUTPUT, _CACHED = PlainUnit
Rates = dict[PricedUnit, int]

_ZERO: Rates = {_INPUT: 0, _OUTPUT: 0}


def read_prices(model: Section) -> tuple[Price, ...]:
    """Return prices in the order in which they come into force; none for a free model."""
    undated = [_price(model, BEGINNING)] if {*PRICE_KEYS} & model.entries.keys() else []
    dated = model.get("prices", lambda node: [_dated_price(item) for item in items(node)], [])
    if not dated and [price.rate for price in undated] == [FREE_RATE] and not undated[0].named:
        return ()
    if not all(map(_costs_something, [*undated, *dated])):
        raise CatalogError("a price of 0: a free model has a limit and no other price")
    return tuple(sorted([*undated, *dated], key=lambda price: price.effective_at))


def _costs_something(price: Price) -> bool:
    """Return whether a price has a rate above 0, for any unit, threshold or tier."""
    plain = price.rate
    rates = (plain.input, plain.output, plain.cached_input, *(rate for _, rate in plain.units))
    return any(rates) or any(rate for one in price.named for _, rate in one.rates)


def _dated_price(node: Node) -> Price:
    own = section(node, ("from", *PRICE_KEYS))
    with at(node, "price"):
        return _price(own, own.need("from", value(parse_instant)))


def _price(own: Section, effective_at: datetime) -> Price:
    plain = NamedRates(tuple(_plain_rates(own).items()))
    price = price_of(effective_at, [plain])
    rates = own.entries.get("rates")
    if rates is not None:
        with at(rates, "rates"), at(_entry(rates, "cached_input"), "cached_input"):
            refuse_dear_cache(price.rate)
    others = [*_thresholds(own, ServiceTier.STANDARD), *own.get("tiers", _tiers, [])]
    return price_of(effective_at, [plain, *others]) if others else price


def _plain_rates(own: Section) -> Rates:
    """Return the plain rates. `cost` is the value of each rate of input, output and cached input
    that `rates` does not contain (billing rule 1)."""
    cost = own.get("cost", value(parse_rate), None)
    named = own.get("rates", _rates, None)
    if named is None:
        if cost is None:
            raise CatalogError("missing cost")
        return {_INPUT: cost, _OUTPUT: cost}
    if cost is not None:
        # Without a rate of its own, cached input costs what input costs: also at other tiers.
        plain: Rates = {_INPUT: cost, _OUTPUT: cost}
        return (plain | {_CACHED: cost} if _INPUT in named else plain) | named
    if any(isinstance(unit, UsageUnit) and unit not in PARTS for unit in named):
        return _ZERO | named
    with at(own.entries["rates"], "rates"):
        for unit in (_INPUT, _OUTPUT):
            if unit not in named:
                raise CatalogError(f"missing {_key(unit)}")
    return named


def _key(unit: PricedUnit) -> str:
    return next(key for key, known in UNIT_KEYS.items() if known is unit)


def _rates(node: Node) -> Rates:
    own = section(node, UNIT_KEYS)
    return {UNIT_KEYS[key]: own.need(key, value(parse_rate)) for key in own.entries}


def _entry(node: Node, key: str) -> Node:
    """Return the key's value in a mapping; the mapping if the key is not there."""
    return next((item for name, item in pairs(node) if text_of(name) == key), node)


def _tiers(node: Node) -> list[NamedRates]:
    found: list[NamedRates] = []
    for key, item in pairs(node):
        with at(key, f"tier {text_of(key)}"):
            tier = choice(ServiceTier)(text_of(key))
            if tier is ServiceTier.STANDARD:
                raise CatalogError("the rates of STANDARD are those without a tier")
            if any(one.tier is tier for one in found):
                raise CatalogError("there twice")
            found += _tier(tier, item)
    return found


def _tier(tier: ServiceTier, node: Node) -> Iterator[NamedRates]:
    own = section(node, (*UNIT_KEYS, "above"))
    rates = {UNIT_KEYS[k]: own.need(k, value(parse_rate)) for k in own.entries if k != "above"}
    if rates:
        yield NamedRates(tuple(rates.items()), tier)
    elif not own.entries:
        raise CatalogError("needs a rate")
    yield from _thresholds(own, tier)


def _thresholds(own: Section, tier: ServiceTier) -> list[NamedRates]:
    def read(node: Node) -> list[NamedRates]:
        found: dict[int, NamedRates] = {}
        for key, item in pairs(node):
            with at(key, f"above {text_of(key)}"):
                above = parse_amount(text_of(key))
                if above in found:
                    raise CatalogError("there twice")
                if above == 0:
                    raise CatalogError("rates above 0 tokens are the plain ones")
                found[above] = NamedRates(tuple(_rates(item).items()), tier, above)
        if not found:
            raise CatalogError("needs a threshold")
        return list(found.values())

    return own.get("above", read, [])
