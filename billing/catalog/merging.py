"""A catalog with the models of a public price list merged in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from billing.catalog.catalog import Capability, Catalog, Model, Provider
from billing.catalog.price import BEGINNING, NamedRates, Price, price_of
from billing.catalog.price_list import ListedPrice, Place
from billing.catalog.pricing import RATE_DECIMALS, RATE_SCALE, decimal_string
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
    """A model of a price list."""

    name: str
    provider: str
    price: ListedPrice
    capabilities: tuple[Capability, ...] = ()


@dataclass(frozen=True, slots=True)
class Merged:
    """The result of an import, and what it did. `kept` are models of the list that the catalog has
    by hand, `gone` those of an earlier list that this one does not have: both stay as they are.
    `changed` are models with their old and new price. `refused` are models with a reason."""

    catalog: Catalog
    new: tuple[str, ...]
    changed: tuple[tuple[str, Price, Price], ...]
    kept: tuple[str, ...]
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


def merge(catalog: Catalog, listed: Iterable[ListedModel], terms: ImportTerms) -> Merged:
    """Return the catalog with the models of a list. Its own names and aliases win, unless the terms
    say otherwise."""
    models, providers = {**catalog.models}, {**catalog.providers}
    aliases = {alias for model in models.values() for alias in model.aliases}
    new: list[str] = []
    changed: list[tuple[str, Price, Price]] = []
    kept: list[str] = []
    refused: list[tuple[str, str]] = []
    on_list: set[str] = set()
    for one in listed:
        on_list.add(one.name)
        known = models.get(one.name)
        by_hand = one.name in aliases or (known is not None and known.source is None)
        if one.name in aliases or (by_hand and not terms.replace):
            kept.append(one.name)
            continue
        try:
            model = _model(one, known, terms)
        except ValueError as error:
            refused.append((one.name, str(error)))
            continue
        if known is None:
            new.append(one.name)
        elif known.prices and not _same(known.prices[-1], model.prices[-1]):
            changed.append((one.name, known.prices[-1], model.prices[-1]))
        models[one.name] = model
        providers.setdefault(model.provider, Provider(model.provider, model.provider))
    gone = tuple(n for n, m in models.items() if m.source is not None and n not in on_list)
    result = replace(catalog, models=_by_provider(models, providers), providers=providers)
    return Merged(result, tuple(new), tuple(changed), tuple(kept), gone, tuple(refused))


def _model(listed: ListedModel, known: Model | None, terms: ImportTerms) -> Model:
    """Return the model with its new price. What else the catalog knows of it stays."""
    price = price_in_tokens(listed.price, terms)
    if known is None or known.is_free:
        names = (listed.name, listed.provider, listed.name)
        return Model(*names, prices=(price,), capabilities=listed.capabilities, source=terms.source)
    before = tuple(p for p in known.prices if p.effective_at < price.effective_at)
    if before and _same(before[-1], price):
        return replace(known, prices=before, source=terms.source)
    return replace(known, prices=(*before, price), source=terms.source)


def _same(one: Price, other: Price) -> bool:
    return (one.rate, one.named) == (other.rate, other.named)


def _by_provider(
    models: Mapping[str, Model], providers: Mapping[str, Provider]
) -> dict[str, Model]:
    """Return the models in the order of their providers, as a file has them."""
    place = {name: number for number, name in enumerate(providers)}
    return dict(sorted(models.items(), key=lambda pair: place[pair[1].provider]))


def difference(old: Price, new: Price) -> str:
    """Return the plain rates that differ, and by how much: "input 2.5 → 2 (-20.0 %)"."""
    pairs = [
        ("input", old.rate.input, new.rate.input),
        ("output", old.rate.output, new.rate.output),
        ("cached input", old.rate.cached_input, new.rate.cached_input),
    ]
    told = [
        f"{name} {decimal_string(before)} → {decimal_string(after)}{_percent(before, after)}"
        for name, before, after in pairs
        if before != after
    ]
    return ", ".join(told) or "rates of other units, thresholds or tiers"


def _percent(before: int, after: int) -> str:
    if not before:
        return ""
    tenths = (2_000 * (after - before) + before) // (2 * before)
    return f" ({'-' if tenths < 0 else '+'}{abs(tenths) // 10}.{abs(tenths) % 10} %)"
