"""The arithmetic of rate limits: a token bucket, in whole numbers.

A bucket has room for `capacity` units. It is full at first, and regains `per_second` units. What is
spent is counted in millionths of a unit, and time in microseconds. So each microsecond gives back
exactly `per_second` millionths, and nothing is ever rounded in anybody's favour.

Processes that share a bucket take units from it in advance (a lease), and then decide by
themselves. `lease_size` and `shared_capacity` bound what this changes: see docs/limits.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

MILLION = 1_000_000
LEASES_OF_A_BURST = 16
"""All processes together hold at most this fraction of a burst in leases (at least a unit each)."""


@dataclass(frozen=True, slots=True)
class RatePolicy:
    """A limit: `per_second` units in the long run, and `burst` units at once."""

    name: str
    per_second: int
    burst: int

    def share(self, processes: int) -> RatePolicy:
        """Return the part of one process: that of all processes together, rounded up."""
        return RatePolicy(self.name, -(-self.per_second // processes), -(-self.burst // processes))


class Level(NamedTuple):
    """The state of a bucket: the millionths of units that were `spent` at the microsecond `at`."""

    spent: int
    at: int


FULL = Level(0, 0)


class Granted(NamedTuple):
    """The answer of a bucket: `units`, or 0 and after how many microseconds there are enough.

    `left` are the whole units that remain.
    """

    units: int
    left: int
    wait: int


def lease_size(policy: RatePolicy, processes: int) -> int:
    """Return how many units a process takes in advance."""
    return max(1, policy.burst // (LEASES_OF_A_BURST * processes))


def shared_capacity(policy: RatePolicy, processes: int) -> int:
    """Return the capacity of a bucket that processes share.

    It is larger than the burst by what other processes may have taken in advance. So whoever keeps
    to the limit is never refused, whichever process answers.
    """
    return policy.burst + (processes - 1) * lease_size(policy, processes)


def take(
    level: Level, now: int, *, per_second: int, capacity: int, least: int, want: int
) -> tuple[Level, Granted]:
    """Take up to `want` units at the microsecond `now`, but at least `least`, or none at all.

    `least` counts as `capacity` if it is more. A time before that of the level counts as the same.
    """
    room, least = capacity * MILLION, min(least, capacity)
    now = max(now, level.at)
    spent = max(0, min(level.spent, room) - (now - level.at) * per_second)
    free = (room - spent) // MILLION
    if free < least:
        missing = least * MILLION - (room - spent)
        return level, Granted(0, free, -(-missing // per_second))
    units = min(max(want, least), free)
    return Level(spent + units * MILLION, now), Granted(units, free - units, 0)
