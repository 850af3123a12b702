"""Savings by free models: the premium tokens that the same uses would have cost with another model.

Each use counts with its details, its tier of service and its threshold. A price is linear for uses
that have the tier and the passed thresholds in common, so sums over such uses are exact. Single
uses would have been rounded up (billing rule 1). Here only the sum is rounded, and down, so that
the saving is never too high.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from billing.catalog.catalog import Catalog, Model, Money, Pack
from billing.catalog.price import Price
from billing.catalog.price_book import PriceBook
from billing.catalog.pricing import RATE_SCALE, Rate, is_priced
from billing.catalog.units import Quantities, ServiceTier, UsageUnit
from billing.tokens import MAX_TOKENS


@dataclass(frozen=True, slots=True)
class Used:
    """Sums over uses. `input_tokens` includes the cached ones. For `imported_tokens`, the older
    system did not separate input from output."""

    requests: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cached_input_tokens: int = 0
    imported_tokens: int = 0

    def __add__(self, other: Used) -> Used:
        return Used(
            self.requests + other.requests,
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.cached_input_tokens + other.cached_input_tokens,
            self.imported_tokens + other.imported_tokens,
        )


@dataclass(frozen=True, slots=True)
class PricedAlike:
    """Sums over uses that each price charges at the same rates: of one tier, with the same highest
    passed threshold `above` of all `thresholds`. `quantities` are their details."""

    used: Used
    quantities: Quantities = ()
    tier: ServiceTier = ServiceTier.STANDARD
    above: int = 0


@dataclass(frozen=True, slots=True)
class Savings:
    """Savings. `tokens` are premium tokens at the rates of `instead_of`, which is None if the
    catalog has no premium model for the uses. `money` is their price in the pack of best value, or
    None."""

    used: Used
    instead_of: Model | None
    tokens: int
    money: Money | None


def thresholds(book: PriceBook, now: datetime, instead_of: Model | None) -> tuple[int, ...]:
    """Return the thresholds, in input tokens, that tell apart the uses for `savings`."""
    models = book.premium_models(now) if instead_of is None else [instead_of]
    prices = (book.price(model.name, now) for model in models)
    return tuple(sorted({above for price in prices for above in price.thresholds}))


def savings(
    uses: Iterable[PricedAlike], book: PriceBook, now: datetime, instead_of: Model | None = None
) -> Savings:
    """Return the savings by uses of free models, at the prices in force `now`. They are compared
    with the given model, or else with the cheapest model for these uses."""
    known = tuple(uses)
    model = instead_of or cheapest_for(known, book, now)
    exact = exact_cost(known, book.price(model.name, now)) if model else 0
    tokens = min(exact // RATE_SCALE, MAX_TOKENS)
    used = sum((one.used for one in known), Used())
    return Savings(used, model, tokens, worth(tokens, book.catalog))


def cheapest_for(uses: Sequence[PricedAlike], book: PriceBook, now: datetime) -> Model | None:
    """Return the cheapest premium model with a price for the tokens of these uses; if equal, the
    first in the catalog. Without any use, the cheapest one for a token of each kind."""
    is_used = any(_tokens(one.used) or one.quantities for one in uses)
    probe = uses if is_used else [PricedAlike(Used(input_tokens=1, output_tokens=1))]
    whole = [_together(probe)]
    prices = {model.name: book.price(model.name, now) for model in book.premium_models(now)}
    models = [m for m in book.premium_models(now) if _is_for(whole[0].used, prices[m.name].rate)]

    def cost(model: Model) -> int:
        price = prices[model.name]
        # Most of thousands of models have the same rates for all uses.
        return exact_cost(probe if price.named else whole, price)

    return min(models, key=cost, default=None)


def _is_for(used: Used, rate: Rate) -> bool:
    """Return whether input and output have a price. Imported tokens may be either."""
    imported = used.imported_tokens
    inputs, outputs = used.input_tokens + imported, used.output_tokens + imported
    return is_priced(rate, input_tokens=inputs, output_tokens=outputs)


def _together(uses: Iterable[PricedAlike]) -> PricedAlike:
    """Return all uses as if they had the same tier and threshold."""
    used, quantities = Used(), Counter[UsageUnit]()
    for one in uses:
        used += one.used
        quantities.update(dict(one.quantities))
    return PricedAlike(used, tuple(quantities.items()))


def exact_cost(uses: Sequence[PricedAlike], price: Price) -> int:
    """Return premium tokens times RATE_SCALE, not rounded. Imported tokens count at the lowest
    rate."""
    cost = sum(_cost(one, price) for one in uses)
    imported = sum(one.used.imported_tokens for one in uses)
    return cost + imported * _lowest(price) if imported else cost


def _cost(uses: PricedAlike, price: Price) -> int:
    return price.rate_for(uses.tier, uses.above + 1).exact_cost(
        input_tokens=uses.used.input_tokens,
        output_tokens=uses.used.output_tokens,
        cached_input_tokens=uses.used.cached_input_tokens,
        quantities=uses.quantities,
    )


def _lowest(price: Price) -> int:
    """Return the lowest rate of tokens in STANDARD: nobody knows which ones were imported."""
    others = (rate for tier, _, rate in price.variants() if tier is ServiceTier.STANDARD)
    rates = (price.rate, *others)
    return min(min(rate.input, rate.output, rate.cached_input) for rate in rates)


def worth(tokens: int, catalog: Catalog) -> Money | None:
    """Return the price of premium tokens in the pack of best value, rounded down."""
    pack = best_value(catalog.packs.values())
    if pack is None:
        return None
    amount = tokens * pack.price.amount // pack.tokens
    return Money(min(amount, MAX_TOKENS), pack.price.currency)


def best_value(packs: Iterable[Pack]) -> Pack | None:
    """Return the pack with the lowest price per token, among those in the currency of the first
    pack; if equal, the largest."""
    best: Pack | None = None
    for pack in packs:
        if best is None or (pack.price.currency == best.price.currency and _better(pack, best)):
            best = pack
    return best


def _better(one: Pack, other: Pack) -> bool:
    ours, theirs = one.price.amount * other.tokens, other.price.amount * one.tokens
    return ours < theirs or (ours == theirs and one.tokens > other.tokens)


def _tokens(used: Used) -> int:
    return used.input_tokens + used.output_tokens + used.imported_tokens
