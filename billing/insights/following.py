"""Knowledge of who followed which suggestion, and its worth for the next one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from billing.catalog.catalog import Model

Pair = tuple[str, str]
"""The names of a premium model, and of a free one that is suggested instead."""

FOLLOW_TIME = timedelta(days=14)
"""How long after a suggestion was shown first it is judged whether it was followed."""

PEOPLE_MIN = 20
"""A pair of models that fewer accounts were shown counts as unknown, so that no account's choice
can be seen in what others are suggested."""

STRENGTH = 20
"""A pair's share is drawn towards that of all pairs, as if as many more had been shown it."""

IGNORED_DIVISOR = 2
"""A suggestion that an account did not follow counts half for this account."""

NEUTRAL = 1_000_000
"""The weight of a share of 1."""

_ALL_SHOWN, _ALL_FOLLOWED = 10, 1
"""The numbers that are taken as seen before anything was."""


@dataclass(frozen=True, slots=True)
class Followed:
    """The accounts that were shown a suggestion, and those of them that followed it."""

    shown: int
    followed: int

    def __add__(self, other: Followed) -> Followed:
        return Followed(self.shown + other.shown, self.followed + other.followed)


NOBODY = Followed(0, 0)


@dataclass(frozen=True, slots=True)
class Learned:
    """The suggestions that all accounts together followed, and those that this account did not."""

    pairs: Mapping[Pair, Followed] = field(default_factory=dict)
    ignored: frozenset[Pair] = frozenset()
    everything: Followed = NOBODY

    def weight(self, premium: Model, free: Model) -> int:
        """Return the weight of a saving for this account, at least 1."""
        pair = premium.name, free.name
        weight = weight_of(self.pairs.get(pair, NOBODY), self.everything)
        return max(1, weight // IGNORED_DIVISOR) if pair in self.ignored else weight

    def percent(self, premium: Model, free: Model) -> int | None:
        """Return how many percent of the people followed the pair, rounded down; None if it counts
        as unknown."""
        seen = self.pairs.get((premium.name, free.name), NOBODY)
        return None if seen.shown < PEOPLE_MIN else seen.followed * 100 // seen.shown


UNKNOWN = Learned()


def weight_of(pair: Followed, everything: Followed, strength: int = STRENGTH) -> int:
    """Return the share of people who follow a pair, in millionths and at least 1: the mean of a
    Beta distribution whose prior has the mean of all pairs."""
    if pair.shown < PEOPLE_MIN:
        pair = NOBODY
    if everything.shown < PEOPLE_MIN:
        everything = NOBODY
    shown, followed = everything.shown + _ALL_SHOWN, everything.followed + _ALL_FOLLOWED
    above = (pair.followed * shown + strength * followed) * NEUTRAL
    return max(1, above // ((pair.shown + strength) * shown))


def has_followed(pair: Pair, before: Mapping[str, int], after: Mapping[str, int]) -> bool:
    """Return whether a suggestion was followed: the account used the free model more often, and the
    premium one less often, in the FOLLOW_TIME after it was shown than before. The numbers of uses
    are by model."""
    premium, free = pair
    more = after.get(free, 0) > before.get(free, 0)
    return more and after.get(premium, 0) < before.get(premium, 0)
