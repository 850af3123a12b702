"""What is made of many measurements: middles, and the ends of what they span."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0 to 1) of all are not above.

    `values` stand in order. Raises ValueError without any.
    """
    if not values:
        raise ValueError("nothing was measured")
    # Whole millionths: 0.99 * 100 is a little above 99 in binary.
    above = -(-round(share * 1_000_000) * len(values) // 1_000_000)
    return values[max(above, 1) - 1]


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle of what rounds gave, and their extremes."""

    middle: float
    least: float
    most: float


def spread(values: Sequence[float]) -> Spread:
    """Raises ValueError without any."""
    if not values:
        raise ValueError("nothing was measured")
    return Spread(median(values), min(values), max(values))


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> list[float]:
    """Round by round: a machine that drifts changes both sides of a ratio alike.

    Raises ValueError for rounds that do not pair.
    """
    return [one / other for one, other in zip(ours, theirs, strict=True)]
