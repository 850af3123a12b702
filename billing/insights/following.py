"""How many of the people who were shown a suggestion followed it, as a weight of its saving."""

from __future__ import annotations

from dataclasses import dataclass

PEOPLE_MIN = 20
"""A pair of models that fewer accounts were shown counts as unknown, so that no account's choice
can be seen in what others are suggested."""

STRENGTH = 20
"""A pair's share is drawn towards that of all pairs, as if as many more had been shown it."""

NEUTRAL = 1_000_000
"""The weight of a share of 1."""

_ALL_SHOWN, _ALL_FOLLOWED = 10, 1
"""What is taken as seen before anything was."""


@dataclass(frozen=True, slots=True)
class Followed:
    """The accounts that were shown a suggestion, and those of them that followed it."""

    shown: int
    followed: int


def weight_of(pair: Followed, everything: Followed, strength: int = STRENGTH) -> int:
    """Return the share of people who follow a pair, in millionths and at least 1: the mean of a
    Beta distribution whose prior has the mean of all pairs."""
    if pair.shown < PEOPLE_MIN:
        pair = Followed(0, 0)
    if everything.shown < PEOPLE_MIN:
        everything = Followed(0, 0)
    shown, followed = everything.shown + _ALL_SHOWN, everything.followed + _ALL_FOLLOWED
    above = (pair.followed * shown + strength * followed) * NEUTRAL
    return max(1, above // ((pair.shown + strength) * shown))
