"""Rates: the prices of one use, in whole numbers.

A rate is a whole number of `1 / RATE_SCALE` premium tokens for one unit, so every cost is exact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import gcd
from typing import Self

from billing.catalog.units import (
    INPUT_PARTS,
    OUTPUT_PARTS,
    PARTS,
    PlainUnit,
    PricedUnit,
    Quantities,
    UsageUnit,
    in_parts,
)

RATE_DECIMALS = 30
"""The decimals of a rate. Providers' prices per token have up to 24; a rate is such a price times
the premium tokens per unit of money."""

RATE_SCALE: int = 10**RATE_DECIMALS
"""The rate of one premium token per unit."""

RATE_MAX = 1_000_000_000 * RATE_SCALE
"""The highest rate: a thousand million premium tokens per unit. A unit may be a page or a video."""

_DECIMAL = re.compile(rf"([0-9]{{1,30}})(?:\.([0-9]{{1,{RATE_DECIMALS}}}))?")


@dataclass(frozen=True, slots=True)
class Rate:
    """The rates of one use: for a token of fresh input, output and cached input, and the rates of
    other units that have one of their own, in the order of the units.

    A part without a rate of its own costs the rate of its whole. A thing beside tokens without one
    costs nothing. Raises ValueError for a rate below 0 or above RATE_MAX.
    """

    input: int
    output: int
    cached_input: int
    units: Quantities = ()
    _reduced: tuple[int, int, int, int] = field(init=False, compare=False, repr=False)
    _text: str | None = field(default=None, init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        rates = (self.input, self.output, self.cached_input)
        if not all(0 <= rate <= RATE_MAX for rate in (*rates, *(rate for _, rate in self.units))):
            raise ValueError(f"a rate must be from 0 to {decimal_string(RATE_MAX)}")
        # Every use runs `cost`, and small numbers are faster: most rates have few decimals.
        common = gcd(*rates, RATE_SCALE)
        fresh, output, cached = (rate // common for rate in rates)
        object.__setattr__(self, "_reduced", (fresh, output, cached, RATE_SCALE // common))

    def cost(
        self,
        *,
        input_tokens: int,
        output_tokens: int,
        cached_input_tokens: int,
        quantities: Quantities = (),
    ) -> int:
        """Return the premium tokens for a use, rounded up once over the whole use (billing rule 1).

        `input_tokens` and `output_tokens` include their parts. Raises ValueError for parts that are
        more than their whole, or for counts below 0.
        """
        if quantities:
            exact = self.exact_cost(
                input_tokens=input_tokens,
                output_tokens=output_tokens,
                cached_input_tokens=cached_input_tokens,
                quantities=quantities,
            )
            return -(-exact // RATE_SCALE)
        if not 0 <= cached_input_tokens <= input_tokens or output_tokens < 0:
            raise ValueError("tokens must not be negative, nor cached input exceed input")
        fresh, output, cached, scale = self._reduced
        scaled = (
            (input_tokens - cached_input_tokens) * fresh
            + cached_input_tokens * cached
            + output_tokens * output
        )
        return -(-scaled // scale)

    def exact_cost(
        self,
        *,
        input_tokens: int,
        output_tokens: int,
        cached_input_tokens: int,
        quantities: Quantities = (),
    ) -> int:
        """Return the cost without rounding, in `1 / RATE_SCALE` premium tokens. Raises ValueError
        as `cost` does."""
        fresh = input_tokens - cached_input_tokens
        if min(fresh, cached_input_tokens, output_tokens) < 0:
            raise ValueError("tokens must not be negative, nor cached input exceed input")
        _refuse_large_parts(quantities, fresh, output_tokens)
        plain = fresh * self.input + cached_input_tokens * self.cached_input
        more = sum(quantity * surcharge for quantity, surcharge in self._surcharges(quantities))
        return plain + output_tokens * self.output + more

    def of(self, unit: PricedUnit) -> int | None:
        """Return the rate of any unit; None if it has none of its own."""
        match unit:
            case PlainUnit.INPUT_TOKENS:
                return self.input
            case PlainUnit.OUTPUT_TOKENS:
                return self.output
            case PlainUnit.CACHED_INPUT_TOKENS:
                return self.cached_input
        return self.own(unit)

    def own(self, unit: UsageUnit) -> int | None:
        """Return the unit's own rate, or None."""
        return next((rate for known, rate in self.units if known == unit), None)

    def _surcharges(self, quantities: Quantities) -> Iterator[tuple[int, int]]:
        """Yield each quantity with what its unit costs beyond the whole that it is part of."""
        for unit, quantity in quantities:
            own = self.own(unit)
            if own is not None:
                yield quantity, own - self._whole(unit)

    def _whole(self, unit: UsageUnit) -> int:
        """Return the rate of the unit's whole; 0 for a thing beside tokens."""
        if unit in INPUT_PARTS:
            return self.input
        return self.output if unit in OUTPUT_PARTS else 0

    def encode(self) -> str:
        """Return the three plain rates as decimals, `input/output/cached`: "8/8/0.5"."""
        text = self._text
        if text is None:
            text = "/".join(map(decimal_string, (self.input, self.output, self.cached_input)))
            object.__setattr__(self, "_text", text)
        return text

    @classmethod
    def decode(cls, text: str, units: Quantities = ()) -> Self:
        """Decode the text of `encode`. Raises ValueError for anything else."""
        parts = text.split("/")
        if len(parts) != 3:
            raise ValueError(f"{text[:80]!r} is not of the form input/output/cached")
        fresh, output, cached = map(parse_rate, parts)
        return cls(fresh, output, cached, units)


FREE_RATE = Rate(0, 0, 0)
"""The rate of a free model (billing rule 2)."""


def unpriced(rate: Rate, quantities: Quantities) -> tuple[UsageUnit, ...]:
    """Return the units of things beside tokens that have no rate, so that they cost nothing."""
    return tuple(unit for unit, _ in quantities if unit not in PARTS and rate.own(unit) is None)


def is_priced(
    rate: Rate, *, input_tokens: int, output_tokens: int, quantities: Quantities = ()
) -> bool:
    """Return whether all of a use has a price. A model without a price for output makes none, for
    example: it embeds text, or is paid by the image."""
    if (input_tokens and not rate.input) or (output_tokens and not rate.output):
        return False
    return not quantities or not unpriced(rate, quantities)


def _refuse_large_parts(quantities: Quantities, fresh: int, output_tokens: int) -> None:
    for parts, whole in ((INPUT_PARTS, fresh), (OUTPUT_PARTS, output_tokens)):
        if in_parts(quantities, parts) > whole:
            raise ValueError("the parts must not exceed their whole")


def decimal_string(scaled: int) -> str:
    """Return a rate as premium tokens in the shortest form: "8" or "0.5"."""
    whole, fraction = divmod(scaled, RATE_SCALE)
    return f"{whole}.{fraction:0{RATE_DECIMALS}d}".rstrip("0").rstrip(".")


def parse_rate(text: str) -> int:
    """Parse premium tokens per unit, as plain decimals: "0.5" is half of RATE_SCALE.

    Raises ValueError for a sign, an exponent, NaN or infinity, for more than RATE_DECIMALS decimals
    (these would need rounding) and for more than RATE_MAX.
    """
    match = _DECIMAL.fullmatch(text)
    if match is None:
        raise ValueError(
            f"{text[:80]!r} is not a rate: decimals from 0, at most {RATE_DECIMALS} after the point"
        )
    scaled = int(match[1]) * RATE_SCALE + int((match[2] or "").ljust(RATE_DECIMALS, "0"))
    if scaled > RATE_MAX:
        raise ValueError(f"{text[:80]!r} is more than the highest rate, {decimal_string(RATE_MAX)}")
    return scaled
