"""Savings by free models: the premium tokens that the same use would have cost with another model.

The plain rates of a model are linear, so sums over many uses are enough. Tiers of service and
thresholds do not count: their uses are not summed apart. Single uses would have been rounded up
(billing rule 1). Here only the sum is rounded, and down, so that the saving is never too high.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from billing.catalog.catalog import Catalog, Model, Money, Pack, PriceBook
from billing.catalog.pricing import RATE_SCALE, Rate
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
class Savings:
    """Savings. `tokens` are premium tokens at the rates of `instead_of`, which is None if the
    catalog has no premium model. `money` is their price in the pack of best value, or None."""

    used: Used
    instead_of: Model | None
    tokens: int
    money: Money | None


def savings(
    used: Iterable[Used], book: PriceBook, now: datetime, instead_of: Model | None = None
) -> Savings:
    """Return the savings by uses of free models, at the rates in force `now`. They are compared
    with the given model, or else with the cheapest model for these tokens."""
    total = sum(used, Used())
    model = instead_of or cheapest_for(total, book, now)
    tokens = exact_cost(total, book.rate(model.name, now)) // RATE_SCALE if model else 0
    return Savings(total, model, tokens, worth(tokens, book.catalog))


def cheapest_for(used: Used, book: PriceBook, now: datetime) -> Model | None:
    """Return the cheapest premium model for these tokens; if equal, the first in the catalog."""
    models = book.premium_models(now)
    rates = {model.name: book.rate(model.name, now) for model in models}
    probe = used if _tokens(used) else Used(input_tokens=1, output_tokens=1)
    return min(models, key=lambda model: exact_cost(probe, rates[model.name]), default=None)


def exact_cost(used: Used, rate: Rate) -> int:
    """Return premium tokens times RATE_SCALE, not rounded. Imported tokens count at the lowest
    rate."""
    return (
        (used.input_tokens - used.cached_input_tokens) * rate.input
        + used.cached_input_tokens * rate.cached_input
        + used.output_tokens * rate.output
        + used.imported_tokens * min(rate.input, rate.output, rate.cached_input)
    )


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
