"""A model of a catalog file: its prices, or the limit that makes it free."""

from __future__ import annotations

from collections.abc import Callable

from billing.catalog.catalog import (
    Capability,
    CatalogError,
    Model,
    ModelTier,
    NativeLimit,
    Pool,
)
from gateways.catalog.nodes import Node
from gateways.catalog.prices import PRICE_KEYS, read_prices
from gateways.catalog.reading import Section, is_single, items, section, text_of, value
from gateways.catalog.values import choice, parse_amount, parse_instant, parse_limit

_KEYS = (
    "name",
    "aliases",
    "description",
    "tier",
    *PRICE_KEYS,
    "prices",
    "limit",
    "pool",
    "capabilities",
    "context",
    "retires",
    "source",
)
_tier = value(choice(ModelTier))
_capability = value(choice(Capability))


def read_model(
    name: str,
    provider: str,
    node: Node,
    inherited: NativeLimit | None,
    read_alias: Callable[[Node], str],
    *,
    shared: Pool | None = None,
) -> Model:
    """Return the model. `read_alias` checks that no other model has this name. `shared` is the pool
    of the provider's models."""
    own = Section(node, {"name": node}) if is_single(node) else section(node, _KEYS)
    prices = read_prices(own)
    limit = own.get("limit", value(parse_limit), None)
    if prices and limit:
        raise CatalogError("has a price, so it can have no limit of its own")
    if not prices and not (limit or inherited):
        raise CatalogError("missing price: needs a cost (or, if it is free, a limit)")
    tier = ModelTier.PREMIUM if prices else ModelTier.FREE
    if own.get("tier", _tier, tier) is not tier:
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
        source=own.get("source", text_of, None),
        pool=own.get("pool", pool_reader(f"model:{name}"), shared),
        context_tokens=own.get("context", value(parse_amount), None),
        retires_at=own.get("retires", value(parse_instant), None),
        aliases=own.get("aliases", lambda node: tuple(map(read_alias, items(node))), ()),
    )


def pool_reader(name: str) -> Callable[[Node], Pool]:
    """Return a reader of the pool with that name, written as a limit."""
    read = value(parse_limit)
    return lambda node: Pool(name, read(node))


def _capabilities(node: Node) -> tuple[Capability, ...]:
    return tuple(dict.fromkeys(_capability(item) for item in items(node)))
