"""The models of the shipped catalog, from a public price list (decision 0037).

The list price of a model is p = (3 * input + output) / 4 in USD for a million tokens. Its cost is
4240 p / (488 p + 1575) premium tokens, but at least p / 5, rounded to two decimals. This grows with
p, and it is 8 at the price of gpt-4 and 5 at that of gpt-4o, as they were given. p / 5 is twice the
list price in the Ultra pack, which sells 100,000 tokens for a USD.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from billing.catalog.catalog import Model
from billing.catalog.finding.names import without_snapshot
from billing.catalog.price import BEGINNING, NamedRates, Price, price_of
from billing.catalog.price_lists.entries import ListedPrice
from billing.catalog.price_lists.merging import ImportTerms, ListedModel, price_in_tokens
from billing.catalog.pricing import RATE_SCALE, Rate, parse_rate
from billing.catalog.units import OUTPUT_PARTS, PARTS, PlainUnit, PricedUnit, UsageUnit

PROVIDERS = {"anthropic": "claude"}
"""The catalog's name of a provider of the list, where it is another one."""
LEAST_TOKENS_PER_USD = 200_000
"""The premium tokens for one USD of things beside tokens, and at least for one USD of tokens."""

_PER_MILLION = ImportTerms(tokens_per_usd=1_000_000, markup=Decimal(1), source="")
_INPUT, _OUTPUT, _CACHED = PlainUnit


def blended(fresh: Decimal, output: Decimal) -> Decimal:
    """Return the list price of a model: three parts of input, one of output."""
    return (3 * fresh + output) / 4


def cost_of(price: Decimal) -> Decimal:
    """Return the cost in premium tokens at a list price in USD for a million tokens."""
    cost = 4240 * price / (488 * price + 1575)
    least = price * LEAST_TOKENS_PER_USD / 1_000_000
    return max(cost, least, Decimal("0.01")).quantize(Decimal("0.01"), ROUND_HALF_UP)


def shipped_price(listed: ListedPrice) -> Price:
    """Return the price of a model: the rule, applied to each service tier and threshold by itself.

    A part keeps its proportion to its whole; one with the list price 0 costs what its whole costs.
    """
    usd = price_in_tokens(listed, _PER_MILLION)
    places = usd.named or (NamedRates(((_INPUT, usd.rate.input), (_OUTPUT, usd.rate.output))),)
    named = (_named(one, usd.rate_for(one.tier, one.above + 1), usd) for one in places)
    return price_of(BEGINNING, [one for one in named if one is not None])


def _named(place: NamedRates, usd: Rate, price: Price) -> NamedRates | None:
    """Return the rates of a tier and threshold, whose prices in USD for a million are `usd`."""
    cost = cost_of(blended(_decimal(usd.input), _decimal(usd.output)))
    units = [unit for unit, _ in place.rates]
    if place.is_plain and not price.named:
        units = [_INPUT, _OUTPUT, _CACHED, *(unit for unit, _ in usd.units)]
    if {_INPUT, _OUTPUT}.intersection(units):
        units = [_INPUT, _OUTPUT, *(unit for unit in units if unit not in {_INPUT, _OUTPUT})]
    rates = ((unit, _rate(unit, cost, usd)) for unit in units)
    told = tuple((unit, parse_rate(format(rate, "f"))) for unit, rate in rates if rate is not None)
    return replace(place, rates=told) if told else None


def _rate(unit: PricedUnit, cost: Decimal, usd: Rate) -> Decimal | None:
    """Return the rate of a unit; None if it costs what its whole costs."""
    if unit in {_INPUT, _OUTPUT}:
        return cost
    own = (usd.own(unit) or 0) if isinstance(unit, UsageUnit) else usd.cached_input
    if unit in PARTS or unit is _CACHED:
        whole = usd.output if unit in OUTPUT_PARTS else usd.input
        return _rounded(cost * own / whole) if own and whole and own != whole else None
    return _rounded(_decimal(own) * LEAST_TOKENS_PER_USD / 1_000_000) if own else None


def _rounded(rate: Decimal) -> Decimal:
    return rate.quantize(Decimal("0.0001"), ROUND_HALF_UP).normalize()


def _decimal(scaled: int) -> Decimal:
    return Decimal(scaled) / RATE_SCALE


def shipped_models(
    listed: Iterable[ListedModel], by_hand: Mapping[str, Model], before: Mapping[str, Model]
) -> Iterator[tuple[Model, ListedPrice]]:
    """Yield the models that are not written by hand, with their list prices.

    A snapshot with the price of its model becomes an alias, and so does an alias of the list, and a
    name without the prefix of the provider. What `before` says of a model in words stays.
    """
    names_first = sorted(listed, key=lambda one: _bare(one) == one.name)
    found = {_bare(one): one for one in names_first}
    own, aliases = _without_snapshots(found)
    known = {*by_hand, *(alias for model in by_hand.values() for alias in model.aliases)}
    for name, one in own.items():
        if name in known:
            continue
        others = [*aliases.get(name, ()), *([name] if name != one.name else [])]
        model = _model(one, tuple(alias for alias in others if alias not in known))
        told = before.get(one.name)
        if told is not None:
            model = replace(
                model,
                display_name=told.display_name,
                description=told.description,
                capabilities=told.capabilities,
            )
        yield model, one.price


def _bare(listed: ListedModel) -> str:
    return _bare_name(listed.name, listed.provider)


def _bare_name(name: str, provider: str) -> str:
    return name.removeprefix(f"{provider}/")


def _without_snapshots(
    found: Mapping[str, ListedModel],
) -> tuple[dict[str, ListedModel], dict[str, list[str]]]:
    """Return the models, and the snapshots of each that have its price."""
    own: dict[str, ListedModel] = {}
    aliases: dict[str, list[str]] = {}
    for name, one in sorted(found.items(), key=lambda pair: (bool(pair[1].alias_of), len(pair[0]))):
        base = own.get(without_snapshot(name) or _bare_name(one.alias_of or "", one.provider))
        if base is not None and same_price(base.price, one.price):
            aliases.setdefault(_bare(base), []).append(name)
            own[_bare(base)] = replace(base, price=_both(base.price, one.price))
        else:
            own[name] = one
    return {name: own[name] for name in sorted(own)}, aliases


def same_price(one: ListedPrice, other: ListedPrice) -> bool:
    """Return whether two entries agree in all prices that both have."""
    pairs = ((one.prices[place], other.prices[place]) for place in one.prices.keys() & other.prices)
    return all(a[unit] == b[unit] for a, b in pairs for unit in a.keys() & b.keys())


def _both(one: ListedPrice, other: ListedPrice) -> ListedPrice:
    places = {**one.prices, **other.prices}
    prices = {p: {**other.prices.get(p, {}), **one.prices.get(p, {})} for p in places}
    return ListedPrice(prices, one.left_out)


def _model(listed: ListedModel, aliases: tuple[str, ...]) -> Model:
    return Model(
        name=listed.name,
        provider=PROVIDERS.get(listed.provider, listed.provider),
        display_name=display_name(_bare(listed)),
        prices=(shipped_price(listed.price),),
        capabilities=listed.capabilities,
        aliases=tuple(sorted(aliases)),
        context_tokens=listed.context_tokens,
        retires_at=listed.retires_at,
    )


_WORDS = {"gpt": "GPT", "deepseek": "DeepSeek", "mini": "mini", "nano": "nano", "api": "API"}


def display_name(name: str) -> str:
    """Return a model's name for people: "GPT-5 mini", "Claude Opus 4.5", "o3-mini"."""
    if name.startswith("ft:"):
        return f"{display_name(name.removeprefix('ft:'))} (fine-tuned)"
    first, *words = name.split("-")
    if first[:1] == "o" and first[1:].isdecimal():
        return name
    shown = _WORDS.get(first, first.capitalize())
    for before, word in zip([first, *words], words, strict=False):
        is_version = word[:1].isdecimal()
        is_second = is_version and before.isdecimal()
        joint = "-" if is_version and (is_second or before == "gpt") else " "
        if is_second and len(word) == 1:
            joint = "."
        shown += joint + (word if is_version else _WORDS.get(word, word.capitalize()))
    return shown
