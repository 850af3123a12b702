"""A catalog as the text of a file, which `parse_catalog` reads back to an equal catalog.

A model has one line, or one for each of its fields if that line would be long.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from billing.catalog.catalog import Catalog, Model, Money, NativeLimit, Pack, Plan, Provider
from billing.catalog.currencies import MINOR_DIGITS
from billing.catalog.discounts import Programme, percent_text
from billing.catalog.price import BEGINNING, NamedRates, Price
from billing.catalog.pricing import decimal_string
from billing.catalog.units import PricedUnit, ServiceTier
from gateways.catalog.discounts import ADDED, BULK
from gateways.catalog.prices import UNIT_KEYS

_KEYS = {unit: key for key, unit in UNIT_KEYS.items()}
_PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ._/+-]*[A-Za-z0-9._/+-])?")
_NULL = {"null", "~"}
LINE_MAX = 140
"""The longest line of a model, in characters."""


def catalog_text(catalog: Catalog, *, head: str = "") -> str:
    """Return the text of a catalog. `head` becomes a comment at its beginning."""
    lines = [f"# {line}".rstrip() for line in head.splitlines()]
    lines += ["providers:", *_providers(catalog), "plans:"]
    lines += [f"  {_text(plan.name)}: {_plan(plan)}" for plan in catalog.plans.values()]
    if catalog.packs:
        lines.append("packs:")
        lines += [f"  {_text(pack.name)}: {_pack(pack)}" for pack in catalog.packs.values()]
    if catalog.programmes:
        lines.append("programmes:")
        lines += [f"  {_text(one.name)}: {_programme(one)}" for one in catalog.programmes.values()]
    if catalog.recommendations:
        lines += ["recommendations:", *_recommendations(catalog)]
    return "\n".join([*lines, ""])


def offer_text(
    models: Iterable[Model],
    providers: Mapping[str, Provider],
    *,
    source: str,
    head: str,
    notes: Mapping[str, str],
) -> str:
    """Return the text of a file for others to include, with the models of a price list. `source` is
    that of all models which have no other; `notes` are comments at models."""
    listed = [replace(one, source=None if one.source == source else one.source) for one in models]
    lines = [f"# {line}".rstrip() for line in head.splitlines()]
    used = {one.provider for one in listed}
    lines += [f"source: {_text(source)}", "providers:" if used else "providers: {}"]
    for name in (name for name in providers if name in used):
        lines += _provider(providers[name], listed, notes)
    return "\n".join([*lines, ""])


def _providers(catalog: Catalog) -> Iterator[str]:
    for provider in catalog.providers.values():
        yield from _provider(provider, catalog.models.values(), {})


def _provider(
    provider: Provider, models: Iterable[Model], notes: Mapping[str, str]
) -> Iterator[str]:
    yield f"  {_text(provider.name)}:"
    yield f"    name: {_text(provider.display_name)}"
    own = [model for model in models if model.provider == provider.name]
    if provider.pool is not None:
        yield f"    pool: {_limit(provider.pool.limit)}"
    yield "    models:" if own else "    models: {}"
    for model in own:
        note = f"  # {notes[model.name]}" if model.name in notes else ""
        fields = _fields(model)
        line = f"      {_text(model.name)}: {_mapping(fields)}{note}"
        if len(line) <= LINE_MAX:
            yield line
        else:
            yield f"      {_text(model.name)}:{note}"
            yield from (f"        {key}: {text}" for key, text in fields.items())


def _fields(model: Model) -> dict[str, str]:
    fields = {"name": _text(model.display_name)}
    if model.aliases:
        fields["aliases"] = _list(map(_text, model.aliases))
    if model.description:
        fields["description"] = _text(model.description)
    if model.native_limit is not None:
        fields["limit"] = _limit(model.native_limit)
    elif model.is_free:
        fields["tier"] = "FREE"
    if model.pool is not None and model.has_own_pool:
        fields["pool"] = _limit(model.pool.limit)
    dated = [price for price in model.prices if price.effective_at != BEGINNING]
    for price in model.prices[: len(model.prices) - len(dated)]:
        fields |= _price(price)
    if dated:
        fields["prices"] = _list(
            _mapping({"from": _instant(price.effective_at), **_price(price)}) for price in dated
        )
    if model.capabilities:
        fields["capabilities"] = _list(map(str.lower, model.capabilities))
    if model.context_tokens is not None:
        fields["context"] = _amount(model.context_tokens)
    if model.retires_at is not None:
        fields["retires"] = _instant(model.retires_at)
    if model.source is not None:
        fields["source"] = _text(model.source)
    return fields


def _instant(at: datetime) -> str:
    """Return a date for a midnight of UTC, else an instant."""
    text = at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    day, midnight, _ = text.partition("T00:00:00Z")
    return day if midnight else json.dumps(text)


def _amount(number: int) -> str:
    for letter, scale in (("M", 1_000_000), ("K", 1_000)):
        if not number % scale:
            return f"{number // scale}{letter}"
    return str(number)


def _price(price: Price) -> dict[str, str]:
    plain = price.rate
    if not price.named:
        if plain.input == plain.output == plain.cached_input and not plain.units:
            return {"cost": decimal_string(plain.input)}
        cached = {} if plain.cached_input == plain.input else {"cached_input": plain.cached_input}
        rates = {"input": plain.input, "output": plain.output} | cached
        rates |= {_KEYS[unit]: rate for unit, rate in plain.units}
        return _with_cost({key: decimal_string(rate) for key, rate in rates.items()})
    fields: dict[str, str] = {}
    tiers: dict[str, str] = {}
    for tier in ServiceTier:
        named = [one for one in price.named if one.tier is tier]
        own = {k: v for one in named if not one.above for k, v in _rates(one.rates).items()}
        above = {_amount(one.above): _mapping(_rates(one.rates)) for one in named if one.above}
        steps = {"above": _mapping(above)} if above else {}
        if tier is ServiceTier.STANDARD:
            fields |= _with_cost(own) | steps
        elif named:
            tiers[tier.lower()] = _mapping(own | steps)
    return fields | ({"tiers": _mapping(tiers)} if tiers else {})


def _with_cost(rates: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of plain rates. Equal ones of input and output are a cost."""
    others = {key: rate for key, rate in rates.items() if key not in {"input", "output"}}
    is_cost = [*rates][:2] == ["input", "output"] and rates["input"] == rates["output"]
    if not is_cost:
        return {"rates": _mapping(rates)}
    return {"cost": rates["input"]} | ({"rates": _mapping(others)} if others else {})


def _rates(rates: NamedRates | Iterable[tuple[PricedUnit, int]]) -> dict[str, str]:
    pairs = rates.rates if isinstance(rates, NamedRates) else rates
    return {_KEYS[unit]: decimal_string(rate) for unit, rate in pairs}


def _plan(plan: Plan) -> str:
    fields = {"name": _text(plan.display_name)}
    if plan.description:
        fields["description"] = _text(plan.description)
    fields["price"] = _money(plan.price)
    fields["allowances"] = _list(f"{a.tokens} tokens/{a.period.lower()}" for a in plan.allowances)
    fields["priority"] = str(plan.priority)
    if plan.benefits:
        fields["benefits"] = _list(map(_text, plan.benefits))
    if plan.seats is not None:
        seats = {"min": str(plan.seats.least), "max": str(plan.seats.most)}
        if plan.seats.each != 1:
            seats = {"included": str(plan.seats.each)}
        fields |= {"for": plan.buyer.lower(), "seats": _mapping(seats)}
    return _mapping(fields)


def _pack(pack: Pack) -> str:
    fields = {"name": _text(pack.display_name)}
    if pack.description:
        fields["description"] = _text(pack.description)
    fields |= {"tokens": str(pack.tokens), "price": _money(pack.price)}
    steps = (
        _mapping({"from": str(step.start), "off": percent_text(step.off)}) for step in pack.bulk
    )
    return _mapping(fields | ({"bulk": _list(steps)} if pack.bulk else {}))


def _programme(programme: Programme) -> str:
    texts = {"name": programme.display_name, "description": programme.description}
    fields = {key: _text(text) for key, text in texts.items() if text}
    parts = {"packs": programme.packs_off, "plans": programme.plans_off}
    fields |= {key: percent_text(off) for key, off in parts.items() if off}
    if programme.with_bulk:
        fields[BULK] = ADDED
    fields["joining"] = programme.joining.lower()
    if programme.proof:
        fields["proof"] = _text(programme.proof)
    if programme.codes is not None:
        limits = programme.codes
        codes = {"uses": str(limits.uses)}
        if limits.until is not None:
            codes["until"] = _instant(limits.until)
        if limits.months is not None:
            codes["months"] = str(limits.months)
        fields["codes"] = _mapping(codes)
    return _mapping(fields)


def _recommendations(catalog: Catalog) -> Iterator[str]:
    for audience in dict.fromkeys(advice.audience for advice in catalog.recommendations):
        yield f"  {audience}:"
        for advice in catalog.recommendations:
            if advice.audience is audience:
                yield f"    {_text(advice.model)}: {_text(advice.reason)}"


def _limit(limit: NativeLimit) -> str:
    return f"{limit.amount} {limit.unit.lower()}/{limit.period.lower()}"


def _money(money: Money) -> str:
    digits = MINOR_DIGITS[money.currency]
    whole, fraction = divmod(money.amount, 10**digits)
    return (
        f"{whole}.{fraction:0{digits}} {money.currency}" if digits else f"{whole} {money.currency}"
    )


def _mapping(fields: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in fields.items()) + "}"


def _list(items: Iterable[str]) -> str:
    return f"[{', '.join(items)}]"


def _text(text: str) -> str:
    """Return text as YAML reads it back, in quotes where that is necessary."""
    if _PLAIN.fullmatch(text) and text.lower() not in _NULL:
        return text
    return json.dumps(text, ensure_ascii=False)
