"""A model of a catalog file: its prices, or the limit that makes it free."""

from __future__ import annotations

from yaml.nodes import Node, ScalarNode

from billing.catalog.catalog import (
    Capability,
    CatalogError,
    Model,
    ModelTier,
    NativeLimit,
    refuse_dear_cache,
)
from billing.catalog.price import BEGINNING, Price
from billing.catalog.pricing import FREE_RATE, Rate, parse_rate
from gateways.catalog.values import choice, parse_instant, parse_limit
from gateways.catalog.yaml_nodes import Section, at, items, section, text_of, value

_KEYS = ("name", "description", "tier", "cost", "rates", "prices", "limit", "capabilities")


def read_model(name: str, provider: str, node: Node, inherited: NativeLimit | None) -> Model:
    named = isinstance(node, ScalarNode)
    own = Section(node, {"name": node}) if named else section(node, _KEYS)
    prices = _prices(own)
    limit = own.get("limit", value(parse_limit), None)
    if prices and limit:
        raise CatalogError("has a price, so it can have no limit of its own")
    if not prices and not (limit or inherited):
        raise CatalogError("missing price: needs a cost (or, if it is free, a limit)")
    tier = ModelTier.PREMIUM if prices else ModelTier.FREE
    if own.get("tier", value(choice(ModelTier)), tier) is not tier:
        raise CatalogError(f"its price or limit makes it {tier}")
    return Model(
        name=name,
        provider=provider,
        display_name=own.need("name", text_of),
        description=own.get("description", text_of, ""),
        tier=tier,
        native_limit=None if prices else limit or inherited,
        prices=prices,
        capabilities=own.get("capabilities", _capabilities, ()),
    )


def _capabilities(node: Node) -> tuple[Capability, ...]:
    read = value(choice(Capability))
    return tuple(dict.fromkeys(read(item) for item in items(node)))


def _prices(model: Section) -> tuple[Price, ...]:
    """Return prices in the order in which they come into force; none for a free model."""
    undated = [Price(BEGINNING, _rate(model))] if {"cost", "rates"} & model.entries.keys() else []
    dated = model.get("prices", lambda node: [_dated_price(item) for item in items(node)], [])
    if not dated and [price.rate for price in undated] == [FREE_RATE]:
        return ()
    if any(price.rate == FREE_RATE for price in [*undated, *dated]):
        raise CatalogError("a price of 0: a free model has a limit and no other price")
    return tuple(sorted([*undated, *dated], key=lambda price: price.effective_at))


def _dated_price(node: Node) -> Price:
    own = section(node, ("from", "cost", "rates"))
    with at(node, "price"):
        return Price(own.need("from", value(parse_instant)), _rate(own))


def _rate(own: Section) -> Rate:
    """Return the rates. `cost` is the value of each rate that `rates` does not contain (billing
    rule 1)."""
    cost = own.get("cost", value(parse_rate), None)
    rates = own.get("rates", lambda node: section(node, ("input", "output", "cached_input")), None)
    if rates is None:
        if cost is None:
            raise CatalogError("missing cost")
        return Rate(cost, cost, cost)
    with at(rates.node, "rates"):
        rate = _rates(rates, cost)
        with at(rates.entries.get("cached_input", rates.node), "cached_input"):
            refuse_dear_cache(rate)
        return rate


def _rates(rates: Section, cost: int | None) -> Rate:
    read = value(parse_rate)
    if cost is not None:
        keys = ("input", "output", "cached_input")
        fresh, output, cached = (rates.get(key, read, cost) for key in keys)
        return Rate(fresh, output, cached)
    fresh = rates.need("input", read)
    return Rate(fresh, rates.need("output", read), rates.get("cached_input", read, fresh))
