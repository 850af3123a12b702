"""Prices of premium models, in whole numbers.

Rates are in micro-tokens: millionths of a premium token per model token. A rate of 0.5 is 500_000,
so every cost is exact.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Self

from billing.tokens import MAX_TOKENS

RATE_SCALE = 1_000_000
"""Micro-tokens in a premium token."""

RATE_MAX = 1_000_000 * RATE_SCALE
"""The highest rate, in micro-tokens: a million premium tokens per model token."""

BEGINNING = datetime.min.replace(tzinfo=UTC)
"""The start of a price without a date."""

_DECIMAL = re.compile(r"([0-9]{1,7})(?:\.([0-9]{1,6}))?")


@dataclass(frozen=True, slots=True)
class Rate:
    """The price of one model token in micro-tokens: fresh input, output, and cached input.

    Raises ValueError for a rate below 0 or above RATE_MAX.
    """

    input: int
    output: int
    cached_input: int

    def __post_init__(self) -> None:
        for micro in (self.input, self.output, self.cached_input):
            if not 0 <= micro <= RATE_MAX:
                raise ValueError(f"a rate must be from 0 to {decimal_string(RATE_MAX)}")

    def cost(self, *, input_tokens: int, output_tokens: int, cached_input_tokens: int) -> int:
        """Return the premium tokens for a use, rounded up once over the whole use (billing rule 1).

        `input_tokens` includes the cached ones. Raises ValueError for more cached than input
        tokens, or for counts below 0.
        """
        if not 0 <= cached_input_tokens <= input_tokens or output_tokens < 0:
            raise ValueError("tokens must not be negative, nor cached input exceed input")
        micro = (
            (input_tokens - cached_input_tokens) * self.input
            + cached_input_tokens * self.cached_input
            + output_tokens * self.output
        )
        return -(-micro // RATE_SCALE)

    def affordable_output(self, tokens: int, *, input_tokens: int) -> int | None:
        """Return the most output tokens that `tokens` premium tokens pay for after the input, which
        counts as not cached. Return None if they do not pay for the input, and MAX_TOKENS if output
        is free."""
        left = tokens * RATE_SCALE - input_tokens * self.input
        if left < 0:
            return None
        return left // self.output if self.output else MAX_TOKENS

    @lru_cache(maxsize=1_000)  # noqa: B019 - rates are few, small and immutable
    def encode(self) -> str:
        """Return the rates as decimals, `input/output/cached`: "8/8/0.5"; at most 41 characters."""
        return "/".join(map(decimal_string, (self.input, self.output, self.cached_input)))

    @classmethod
    def decode(cls, text: str) -> Self:
        """Decode the text of `encode`. Raises ValueError for anything else."""
        parts = text.split("/")
        if len(parts) != 3:
            raise ValueError(f"{text[:80]!r} is not of the form input/output/cached")
        return cls(*map(parse_rate, parts))


FREE_RATE = Rate(0, 0, 0)
"""The rate of a free model (billing rule 2)."""


@dataclass(frozen=True, slots=True)
class Price:
    """A rate and the instant (aware, UTC) at which it comes into force."""

    effective_at: datetime
    rate: Rate


def decimal_string(micro: int) -> str:
    """Return micro-tokens as premium tokens in the shortest form: 8_000_000 is "8", 500_000 is
    "0.5"."""
    whole, fraction = divmod(micro, RATE_SCALE)
    return f"{whole}.{fraction:06d}".rstrip("0").rstrip(".")


def parse_rate(text: str) -> int:
    """Parse premium tokens per model token, as plain decimals, to micro-tokens: "0.5" is 500_000.

    Raises ValueError for a sign, an exponent, NaN or infinity, for more than 6 decimals (these
    would need rounding) and for more than RATE_MAX.
    """
    match = _DECIMAL.fullmatch(text)
    if match is None:
        raise ValueError(f"{text[:80]!r} is not a rate: decimals from 0, at most 6 after the point")
    micro = int(match[1]) * RATE_SCALE + int((match[2] or "").ljust(6, "0"))
    if micro > RATE_MAX:
        raise ValueError(f"{text[:80]!r} is more than the highest rate, {decimal_string(RATE_MAX)}")
    return micro
