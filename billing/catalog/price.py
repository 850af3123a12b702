"""The price of a model from an instant on: its plain rates, and those of tiers and thresholds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from billing.catalog.pricing import FREE_RATE, Rate
from billing.catalog.units import PlainUnit, PricedUnit, ServiceTier, UsageUnit

BEGINNING = datetime.min.replace(tzinfo=UTC)
"""The start of a price without a date."""

THRESHOLD_MAX = 10**10

_PLACES = {unit: place for place, unit in enumerate([*PlainUnit, *UsageUnit])}


@dataclass(frozen=True, slots=True)
class NamedRates:
    """The rates that a catalog names for a tier, and for uses of strictly more than `above` input
    tokens (0: for all). Each is in `1 / RATE_SCALE` premium tokens; each unit is there once.

    Raises ValueError for a threshold out of range, for no rates, and for a unit that is there
    twice.
    """

    rates: tuple[tuple[PricedUnit, int], ...]
    tier: ServiceTier = ServiceTier.STANDARD
    above: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.above <= THRESHOLD_MAX:
            raise ValueError(f"a threshold must be from 0 to {THRESHOLD_MAX} input tokens")
        if not self.rates or len(dict(self.rates)) != len(self.rates):
            raise ValueError("needs rates, and at most one for each unit")

    @property
    def is_plain(self) -> bool:
        return self.tier is ServiceTier.STANDARD and not self.above


@dataclass(frozen=True, slots=True)
class Price:
    """A price and the instant (aware, UTC) at which it comes into force.

    `rate` are the rates of STANDARD below all thresholds. `named` is empty if these are all; else
    it has all rates that the catalog names, the plain ones included. `price_of` makes both agree.
    """

    effective_at: datetime
    rate: Rate
    named: tuple[NamedRates, ...] = ()
    _known: dict[tuple[ServiceTier, int], Rate] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    @property
    def thresholds(self) -> tuple[int, ...]:
        """The thresholds in input tokens, ascending."""
        return tuple(sorted({one.above for one in self.named if one.above}))

    def rate_for(self, tier: ServiceTier, input_tokens: int) -> Rate:
        """Return the rates of a use. For each unit, the most exact rate wins: of the tier and the
        highest passed threshold, then of the threshold, then of the tier, then the plain one."""
        if not self.named:
            return self.rate
        passed = max((one for one in self.thresholds if one < input_tokens), default=0)
        known = self._known.get((tier, passed))
        if known is None:
            known = self._known[tier, passed] = _resolved(self.named, tier, passed)
        return known

    def levels(self, tier: ServiceTier, input_tokens: int) -> Iterator[tuple[Rate, int]]:
        """Yield the rates of uses with up to so many input tokens, and the most input that each is
        for; those with the most input first."""
        most = input_tokens
        for start in (*reversed(self.thresholds), 0):
            if start < most or not start:
                yield self.rate_for(tier, most), most
                most = start

    def variants(self) -> Iterator[tuple[ServiceTier, int, Rate]]:
        """Yield tiers and thresholds, in order, with the rates in force there; without the plain
        ones. A use has the rates of its tier, or of STANDARD if its tier is missing, at the highest
        threshold that it passes."""
        named = {one.tier for one in self.named} | {ServiceTier.STANDARD}
        for tier in ServiceTier:
            for above in (0, *self.thresholds):
                if tier in named and (tier, above) != (ServiceTier.STANDARD, 0):
                    yield tier, above, self.rate_for(tier, above + 1)


FREE_PRICE = Price(BEGINNING, FREE_RATE)
"""The price of a free model (billing rule 2)."""


def price_of(effective_at: datetime, named: Iterable[NamedRates]) -> Price:
    """Return the price with these rates. Raises ValueError if a tier and threshold is there twice,
    or if input or output has no plain rate; cached input costs what input costs unless it has a
    rate of its own."""
    known = tuple(named)
    keys = [(one.tier, one.above) for one in known]
    if len(keys) != len(set(keys)):
        raise ValueError("a tier and threshold has its rates twice")
    plain = _resolved(known, ServiceTier.STANDARD, 0)
    return Price(effective_at, plain, () if all(one.is_plain for one in known) else known)


def _resolved(named: Iterable[NamedRates], tier: ServiceTier, passed: int) -> Rate:
    """Return the rates for a tier when the threshold `passed` is the highest that the use passes.
    Lower thresholds are passed, too, and are less exact."""
    best: dict[PricedUnit, int] = {}
    fitting = (
        one for one in named if one.above <= passed and one.tier in {tier, ServiceTier.STANDARD}
    )
    # A threshold is more exact than a tier. The most exact comes last and replaces the others.
    for one in sorted(fitting, key=lambda one: (one.above, one.tier is tier)):
        best.update(one.rates)
    return rate_from(best)


def rate_from(rates: Mapping[PricedUnit, int]) -> Rate:
    """Return the rates of a use from those of its units. Raises ValueError without a rate for input
    or output, if other units do not stand alone."""
    fresh = rates.get(PlainUnit.INPUT_TOKENS)
    output = rates.get(PlainUnit.OUTPUT_TOKENS)
    if fresh is None or output is None:
        raise ValueError("needs a rate for input and for output")
    own = sorted(
        ((unit, rate) for unit, rate in rates.items() if isinstance(unit, UsageUnit)),
        key=lambda pair: _PLACES[pair[0]],
    )
    cached = rates.get(PlainUnit.CACHED_INPUT_TOKENS, fresh)
    return Rate(fresh, output, cached, tuple(own))
