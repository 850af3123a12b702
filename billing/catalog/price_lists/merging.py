"""A catalog with the models of a public price list merged in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from billing.catalog.catalog import Capability, Catalog, Model, ModelTier, Provider
from billing.catalog.finding.model_index import ModelIndex
from billing.catalog.price import BEGINNING, FREE_PRICE, NamedRates, Price, price_of
from billing.catalog.price_lists.entries import ListedPrice, Place
from billing.catalog.pricing import RATE_DECIMALS, RATE_SCALE
from billing.catalog.units import PlainUnit, PricedUnit, ServiceTier, UsageUnit

_TIERS = [*ServiceTier]


@dataclass(frozen=True, slots=True)
class ImportTerms:
    """The terms of an import. A rate is the listed price times `tokens_per_usd` and `markup`. New
    prices come into force at `effective_at`. `replace` also replaces what was written by hand.
    `source` is the name of the list, which its models keep."""

    tokens_per_usd: int
    markup: Decimal
    source: str
    effective_at: datetime = BEGINNING
    replace: bool = False


@dataclass(frozen=True, slots=True)
class ListedModel:
    """A model of a price list. What the list does not know of it is None. `alias_of` is the entry
    that this one takes its prices from."""

    name: str
    provider: str
    price: ListedPrice
    capabilities: tuple[Capability, ...] = ()
    context_tokens: int | None = None
    retires_at: datetime | None = None
    alias_of: str | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """The result of an import, and what it did. `kept` are names of the list that the catalog has
    by hand (None), or as another name of a model. `gone` are models of an earlier list that this
    one does not have. Both stay as they are. `changed` are models with their old and new price,
    `refused` are models with a reason."""

    catalog: Catalog
    new: tuple[str, ...]
    changed: tuple[tuple[str, Price, Price], ...]
    kept: tuple[tuple[str, str | None], ...]
    gone: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]


def rate_of(usd: Decimal, terms: ImportTerms) -> int:
    """Return the rate of a price in USD, exact. Raises ValueError if it has too many decimals."""
    price, parts = usd.as_integer_ratio()
    factor, more_parts = terms.markup.as_integer_ratio()
    rate, rest = divmod(price * factor * terms.tokens_per_usd * RATE_SCALE, parts * more_parts)
    if rest:
        raise ValueError(f"a rate would have more than {RATE_DECIMALS} decimals")
    return rate


def price_in_tokens(listed: ListedPrice, terms: ImportTerms) -> Price:
    """Return the listed price in premium tokens. Raises ValueError for a rate out of range."""
    places = sorted(listed.prices, key=lambda place: (_TIERS.index(place[0]), place[1]))
    named = [_named(listed.prices[place], place, terms) for place in places]
    return price_of(terms.effective_at, named)


def _named(prices: Mapping[PricedUnit, Decimal], place: Place, terms: ImportTerms) -> NamedRates:
    """Return the rates of a tier and threshold in the order of the units, as in a file."""
    known = [unit for unit in (*PlainUnit, *UsageUnit) if unit in prices]
    return NamedRates(tuple((unit, rate_of(prices[unit], terms)) for unit in known), *place)


def merge(
    catalog: Catalog,
    listed: Iterable[ListedModel],
    terms: ImportTerms,
    mentioned: frozenset[str] = frozenset(),
) -> Merged:
    """Return the catalog with the models of a list. Its own names and aliases win, unless the terms
    say otherwise. `mentioned` are more names on the list: models with them are not gone."""
    on_list = {one.name: one for one in listed}
    models, providers = {**catalog.models}, {**catalog.providers}
    index = ModelIndex(catalog.models)
    owners = {alias: model.name for model in models.values() for alias in model.aliases}
    homes = _homes(catalog, on_list)
    new: list[str] = []
    changed: list[tuple[str, Price, Price]] = []
    kept: list[tuple[str, str | None]] = []
    refused: list[tuple[str, str]] = []
    for name, one in on_list.items():
        known = models.get(name)
        if _stays(name, models, owners, on_list, terms):
            kept.append((name, owners.get(name)))
            continue
        try:
            prices = _prices(one, known or index.find(name), terms)
            model = _model(one, known, prices, terms, homes.get(one.provider, one.provider))
        except ValueError as error:
            refused.append((name, str(error)))
            continue
        if name in owners:
            models[owners[name]] = _without_alias(models[owners[name]], name)
        if known is None:
            new.append(name)
        elif not _same(before := _last_price(known), model.prices[-1]):
            changed.append((name, before, model.prices[-1]))
        known_as = providers.setdefault(model.provider, Provider(model.provider, model.provider))
        models[name] = model if model.has_own_pool else replace(model, pool=known_as.pool)
    named = on_list.keys() | mentioned
    gone = tuple(n for n, m in models.items() if n not in named and _is_gone(m, homes, terms))
    result = replace(catalog, models=_by_provider(models, providers), providers=providers)
    return Merged(result, tuple(new), tuple(changed), tuple(kept), gone, tuple(refused))


def _homes(catalog: Catalog, on_list: Mapping[str, ListedModel]) -> dict[str, str]:
    """Return the catalog's name of each provider of the list, from the models that both have and
    that came from a list."""
    both = [one for one in catalog.models.values() if one.source is not None]
    return {on_list[one.name].provider: one.provider for one in both if one.name in on_list}


def _is_gone(model: Model, homes: Mapping[str, str], terms: ImportTerms) -> bool:
    """Return whether a model that is not on the list was on an earlier one of the same kind."""
    return model.source == terms.source or (
        model.source is not None and model.provider in homes.values()
    )


def _stays(
    name: str,
    models: Mapping[str, Model],
    owners: Mapping[str, str],
    on_list: Mapping[str, ListedModel],
    terms: ImportTerms,
) -> bool:
    """Return whether the catalog's price of a name stays: it was written by hand, or the name is an
    alias of a model. An alias becomes a model if the list has different prices for both, and the
    model's price comes from the list, too: else the wrong price would be charged."""
    owner = models[owners[name]] if name in owners else None
    known = owner or models.get(name)
    if known is not None and known.source is None and not terms.replace:
        return True
    if owner is None:
        return False
    return (
        owner.name not in on_list or on_list[owner.name].price.prices == on_list[name].price.prices
    )


def _without_alias(model: Model, name: str) -> Model:
    return replace(model, aliases=tuple(alias for alias in model.aliases if alias != name))


def _model(
    listed: ListedModel,
    known: Model | None,
    prices: tuple[Price, ...],
    terms: ImportTerms,
    provider: str,
) -> Model:
    """Return the model with its new prices. What else the catalog knows of it stays."""
    if known is None:
        return Model(
            listed.name,
            provider,
            listed.name,
            prices=prices,
            capabilities=listed.capabilities,
            source=terms.source,
            context_tokens=listed.context_tokens,
            retires_at=listed.retires_at,
        )
    return replace(
        known,
        tier=ModelTier.PREMIUM,
        native_limit=None,
        prices=prices,
        source=terms.source,
        context_tokens=listed.context_tokens or known.context_tokens,
        retires_at=listed.retires_at or known.retires_at,
    )


def _prices(listed: ListedModel, found: Model | None, terms: ImportTerms) -> tuple[Price, ...]:
    """Return the prices of a model. Until the date of the new one, it costs what the model costs
    that is found under its name today. Raises ValueError for a rate out of range."""
    price = price_in_tokens(listed.price, terms)
    if found is None:
        return (price,)
    if found.is_free and terms.effective_at != BEGINNING:
        raise ValueError("it is free, and could not be used until the date of its price")
    before = tuple(p for p in found.prices if p.effective_at < price.effective_at)
    return before if before and _same(before[-1], price) else (*before, price)


def _last_price(model: Model) -> Price:
    return model.prices[-1] if model.prices else FREE_PRICE


def _same(one: Price, other: Price) -> bool:
    return (one.rate, one.named) == (other.rate, other.named)


def _by_provider(
    models: Mapping[str, Model], providers: Mapping[str, Provider]
) -> dict[str, Model]:
    """Return the models in the order of their providers, as a file has them."""
    place = {name: number for number, name in enumerate(providers)}
    return dict(sorted(models.items(), key=lambda pair: place[pair[1].provider]))
