"""The difference between two prices, in words and numbers."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from billing.catalog.price import Price
from billing.catalog.price_lists.entries import Place
from billing.catalog.pricing import decimal_string
from billing.catalog.units import (
    INPUT_PARTS,
    OUTPUT_PARTS,
    PlainUnit,
    PricedUnit,
    ServiceTier,
    UsageUnit,
)

_PLAIN: Place = (ServiceTier.STANDARD, 0)


class Direction(StrEnum):
    """The direction of a price change. MIXED has rates that rise and others that fall."""

    DEARER = "dearer"
    CHEAPER = "cheaper"
    MIXED = "dearer and cheaper"
    SAME = "same"


def direction(old: Price, new: Price) -> Direction:
    """Return whether a price rises or falls, over all rates of both prices."""
    changes = [after - before for _, _, before, after in _changes(old, new)]
    rises, falls = any(one > 0 for one in changes), any(one < 0 for one in changes)
    if rises and falls:
        return Direction.MIXED
    return Direction.DEARER if rises else Direction.CHEAPER if falls else Direction.SAME


def difference(old: Price, new: Price) -> str:
    """Return all rates that differ, and by how much: "input 2.5 → 2 (-20.0 %), output above 200000
    10 → 12 (+20.0 %)"."""
    return ", ".join(
        f"{_words(place, unit)} {decimal_string(before)} → {decimal_string(after)}"
        f"{_percent(before, after)}"
        for place, unit, before, after in _changes(old, new)
    )


def _changes(old: Price, new: Price) -> Iterator[tuple[Place, PricedUnit, int, int]]:
    """Yield place, unit, old and new rate of all that differ. Where one price has no rate of its
    own, that is the rate which is charged instead."""
    places = {_PLAIN: None, **dict.fromkeys((*_places(old), *_places(new)))}
    units = [*PlainUnit, *(unit for unit in UsageUnit if _names(old, unit) or _names(new, unit))]
    for place in sorted(places, key=lambda one: ([*ServiceTier].index(one[0]), one[1])):
        for unit in units:
            before, after = _charged(old, place, unit), _charged(new, place, unit)
            if before != after:
                yield place, unit, before, after


def _places(price: Price) -> Iterator[Place]:
    return ((one.tier, one.above) for one in price.named)


def _names(price: Price, unit: PricedUnit) -> bool:
    rates = (price.rate, *(rate for _, _, rate in price.variants()))
    return any(isinstance(unit, UsageUnit) and rate.own(unit) is not None for rate in rates)


def _charged(price: Price, place: Place, unit: PricedUnit) -> int:
    """Return what one of a unit costs at a place."""
    tier, above = place
    rate = price.rate_for(tier, above + 1)
    own = rate.of(unit)
    if own is not None:
        return own
    return rate.input if unit in INPUT_PARTS else rate.output if unit in OUTPUT_PARTS else 0


def _words(place: Place, unit: PricedUnit) -> str:
    tier, above = place
    name = str(unit).removesuffix("_TOKENS").lower().replace("_", " ")
    threshold = f" above {above}" if above else ""
    return f"{name}{threshold}{'' if tier is ServiceTier.STANDARD else f' {tier.lower()}'}"


def _percent(before: int, after: int) -> str:
    if not before:
        return ""
    tenths = (2_000 * (after - before) + before) // (2 * before)
    return f" ({'-' if tenths < 0 else '+'}{abs(tenths) // 10}.{abs(tenths) % 10} %)"
