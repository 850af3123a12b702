"""An independent price of a use: Decimal amounts, and each rate from the most exact place."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_CEILING, Context, Decimal

Named = Mapping[tuple[str, int], Mapping[str, Decimal]]
"""Rates by unit, by tier and threshold; ("STANDARD", 0) are the plain ones."""

WHOLES = {
    "CACHED_INPUT_TOKENS": "INPUT_TOKENS",
    "CACHE_WRITE_TOKENS": "INPUT_TOKENS",
    "CACHE_WRITE_1H_TOKENS": "INPUT_TOKENS",
    "AUDIO_INPUT_TOKENS": "INPUT_TOKENS",
    "IMAGE_INPUT_TOKENS": "INPUT_TOKENS",
    "VIDEO_INPUT_TOKENS": "INPUT_TOKENS",
    "REASONING_TOKENS": "OUTPUT_TOKENS",
    "AUDIO_OUTPUT_TOKENS": "OUTPUT_TOKENS",
    "IMAGE_OUTPUT_TOKENS": "OUTPUT_TOKENS",
}

EXACT = Context(prec=200)


def rate_of(named: Named, unit: str, tier: str, input_tokens: int) -> Decimal | None:
    """Return the unit's own rate: the highest threshold first, and there the tier first."""
    passed = sorted({above for _, above in named if above < input_tokens}, reverse=True)
    for above in [*(one for one in passed if one), 0]:
        for wanted in (tier, "STANDARD"):
            found = named.get((wanted, above), {}).get(unit)
            if found is not None:
                return found
    return None


def exact_cost(named: Named, counts: Mapping[str, int], tier: str) -> Decimal:
    """Return the cost without rounding. Parts are taken out of their whole first."""
    total, left = Decimal(0), dict(counts)
    for part, whole in WHOLES.items():
        left[whole] -= left.get(part, 0)
    for unit, count in left.items():
        rate = rate_of(named, unit, tier, counts["INPUT_TOKENS"])
        if rate is None and unit in WHOLES:
            rate = rate_of(named, WHOLES[unit], tier, counts["INPUT_TOKENS"])
        total = EXACT.add(total, EXACT.multiply(Decimal(count), rate or Decimal(0)))
    return total


def rounded(exact: Decimal) -> int:
    return int(exact.to_integral_value(ROUND_CEILING, EXACT))
