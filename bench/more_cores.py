"""The gain of more cores for several workers, calculated from the processor time of the steps of a
use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Steps:
    """CPU-µs of a worker per use: to `answer` its request, to `decide` and commit it, and to
    `hand_over` or `take` one over."""

    answer: float
    decide: float
    hand_over: float
    take: float

    @property
    def alone(self) -> float:
        """The CPU-µs of a use of which one worker does everything."""
        return self.answer + self.decide


@dataclass(frozen=True, slots=True)
class Most:
    """The uses per second at which the busiest workers have no time left, the CPU-µs of all workers
    per use, and the cores that they keep busy at that rate."""

    per_second: float
    cpu_us: float
    cores: float


def most(steps: Steps, workers: int, owners: int) -> Most:
    """Calculate it for requests that come evenly to the workers, and accounts that are spread
    evenly over the owners. Raises ValueError if there are more owners than workers, or none."""
    if not 0 < owners <= workers:
        raise ValueError(f"{owners} owners of {workers} workers")
    away = 1 - 1 / workers
    """The share of the uses that come to another worker than their owner."""
    other = (steps.answer + steps.hand_over) / workers
    asked = (steps.answer + steps.hand_over * (1 - 1 / owners)) / workers
    owner = asked + (steps.decide + steps.take * away) / owners
    busiest = max(owner, other) if workers > owners else owner
    cpu_us = steps.alone + away * (steps.hand_over + steps.take)
    per_second = 1e6 / busiest
    return Most(per_second, cpu_us, per_second * cpu_us / 1e6)


STEPS = Steps(answer=85, decide=50, hand_over=20, take=20)
"""Measured: a use of one worker takes 135 µs, and handing it over 40 in both workers together. How
they divide into steps is estimated from profiles."""
DATABASE_US = 51
"""Measured with one worker, in batches of 16."""
WORKERS_AND_OWNERS = ((1, 1), (2, 1), (4, 1), (4, 2), (8, 2), (8, 4), (16, 4), (16, 8))


def more_cores_table() -> list[list[str]]:
    """Return what is calculated for some numbers of workers and owners."""
    head = ["`WORKERS`", "owners", "uses per second", "CPU-µs per use", "cores of the workers"]
    return [[*head, "cores of PostgreSQL"], *(_row(*one) for one in WORKERS_AND_OWNERS)]


def _row(workers: int, owners: int) -> list[str]:
    found = most(STEPS, workers, owners)
    database = found.per_second * DATABASE_US / 1e6
    rate = f"{round(found.per_second, -2):,.0f}"
    numbers = (f"{found.cpu_us:.0f}", f"{found.cores:.1f}", f"{database:.1f}")
    return [str(workers), str(owners), rate, *numbers]
