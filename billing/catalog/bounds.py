"""The highest cost of announced counts, for holds (billing rule 7)."""

from __future__ import annotations

from billing.catalog.pricing import RATE_SCALE, Rate
from billing.catalog.units import INPUT_PARTS, OUTPUT_PARTS, PARTS, Quantities
from billing.tokens import MAX_TOKENS


def highest_cost(
    rate: Rate, *, input_tokens: int, output_tokens: int, quantities: Quantities = ()
) -> int:
    """Return the most premium tokens that a use within these counts can cost, rounded up.

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
    scaled = input_tokens * whole
    for unit, quantity in quantities:
        own = rate.own(unit)
        if own is not None and unit in INPUT_PARTS:
            scaled += quantity * max(own - whole, 0)
        elif own is not None and unit not in PARTS:
            scaled += quantity * own
    return scaled


def _dearer_output(rate: Rate, quantities: Quantities) -> list[tuple[int, int]]:
    """Return rate and quantity of each announced part that costs more than plain output, the
    dearest first."""
    own = [(rate.own(unit), quantity) for unit, quantity in quantities if unit in OUTPUT_PARTS]
    dear = [(one, quantity) for one, quantity in own if one is not None and one > rate.output]
    return sorted(dear, reverse=True)
