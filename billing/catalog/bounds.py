"""The highest cost of announced counts, for holds (billing rule 7)."""

from __future__ import annotations

from typing import NamedTuple

from billing.catalog.price import Price
from billing.catalog.pricing import RATE_SCALE, Rate
from billing.catalog.units import (
    INPUT_PARTS,
    OUTPUT_PARTS,
    PARTS,
    Quantities,
    ServiceTier,
    UsageUnit,
)
from billing.tokens import MAX_TOKENS


class Dearest(NamedTuple):
    """The dearest use within announced counts: its cost, rounded up, its rates and its input."""

    cost: int
    rate: Rate
    input_tokens: int


def dearest_use(
    price: Price,
    tier: ServiceTier,
    *,
    input_tokens: int,
    output_tokens: int,
    quantities: Quantities = (),
) -> Dearest:
    """Return the dearest use within these counts. It may have less input than announced, because
    some rates fall above a threshold. Among equal costs, the most input counts."""
    uses = (
        Dearest(
            highest_cost(
                rate, input_tokens=most, output_tokens=output_tokens, quantities=quantities
            ),
            rate,
            most,
        )
        for rate, most in price.levels(tier, input_tokens)
    )
    return max(uses, key=lambda use: use.cost)


def bought_output(
    price: Price,
    tier: ServiceTier,
    tokens: int,
    *,
    input_tokens: int,
    quantities: Quantities = (),
) -> int | None:
    """Return the most output tokens whose dearest use is within `tokens` premium tokens; None and
    MAX_TOKENS are as in `affordable_output`."""
    least = MAX_TOKENS
    for rate, most in price.levels(tier, input_tokens):
        output = affordable_output(rate, tokens, input_tokens=most, quantities=quantities)
        if output is None:
            return None
        least = min(least, output)
    return least


def highest_cost(
    rate: Rate, *, input_tokens: int, output_tokens: int, quantities: Quantities = ()
) -> int:
    """Return the most premium tokens that a use within these counts can cost by these rates,
    rounded up.

    A part that is cheaper than its whole may turn out smaller than announced, so it counts as its
    whole. A dearer part counts as announced. Cached input is not announced.
    """
    if not quantities and rate.cached_input <= rate.input:
        return rate.cost(
            input_tokens=input_tokens, output_tokens=output_tokens, cached_input_tokens=0
        )
    scaled, left = _before_output(rate, input_tokens, quantities), output_tokens
    for own, quantity in _dearer_output(rate, quantities):
        part = min(quantity, left)
        scaled, left = scaled + part * own, left - part
    return -(-(scaled + left * rate.output) // RATE_SCALE)


def affordable_output(
    rate: Rate, tokens: int, *, input_tokens: int, quantities: Quantities = ()
) -> int | None:
    """Return the most output tokens whose highest cost, with the input and the things beside
    tokens, is within `tokens` premium tokens. Return None if these do not pay for the rest, and
    MAX_TOKENS if output is free."""
    left = tokens * RATE_SCALE - _before_output(rate, input_tokens, quantities)
    if left < 0:
        return None
    bought = 0
    for own, quantity in _dearer_output(rate, quantities):
        part = min(quantity, left // own)
        bought, left = bought + part, left - part * own
        if part < quantity:
            return bought
    return bought + left // rate.output if rate.output else MAX_TOKENS


def _before_output(rate: Rate, input_tokens: int, quantities: Quantities) -> int:
    """Return the highest cost of all except the output, in `1 / RATE_SCALE` premium tokens."""
    whole = max(rate.input, rate.cached_input)
    scaled, left = input_tokens * whole, input_tokens
    for own, quantity in _dearer(rate, INPUT_PARTS, whole, quantities):
        part = min(quantity, left)
        scaled, left = scaled + part * (own - whole), left - part
    beside = ((rate.own(unit), quantity) for unit, quantity in quantities if unit not in PARTS)
    return scaled + sum((own or 0) * quantity for own, quantity in beside)


def _dearer_output(rate: Rate, quantities: Quantities) -> list[tuple[int, int]]:
    return _dearer(rate, OUTPUT_PARTS, rate.output, quantities)


def _dearer(
    rate: Rate, parts: frozenset[UsageUnit], whole: int, quantities: Quantities
) -> list[tuple[int, int]]:
    """Return rate and quantity of each announced part that costs more than its whole, the dearest
    first."""
    own = [(rate.own(unit), quantity) for unit, quantity in quantities if unit in parts]
    dear = [(one, quantity) for one, quantity in own if one is not None and one > whole]
    return sorted(dear, reverse=True)
