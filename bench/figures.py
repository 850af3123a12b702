"""Statistics of repeated measurements: percentiles, medians and extremes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest of `values` such that at least `share` (0 to 1) of them are not above it.

    `values` must be sorted. Raises ValueError without any.
    """
    if not values:
        raise ValueError("nothing was measured")
    # Computed in whole millionths, because 0.99 * 100 is a little above 99 in binary.
    above = -(-round(share * 1_000_000) * len(values) // 1_000_000)
    return values[max(above, 1) - 1]


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of the rounds' values, and their extremes."""

    middle: float
    least: float
    most: float


def spread(values: Sequence[float]) -> Spread:
    """Return the spread of `values`. Raises ValueError without any."""
    if not values:
        raise ValueError("nothing was measured")
    return Spread(median(values), min(values), max(values))


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> list[float]:
    """Return the ratios of both sides, round by round.

    A machine that becomes slower or faster changes both sides of a round alike. Raises ValueError
    if the numbers of rounds differ.
    """
    return [one / other for one, other in zip(ours, theirs, strict=True)]
