"""Capacity for two priorities, and when a refused caller may try again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis.strategies import booleans, floats, integers, lists, sampled_from, tuples

from billing.catalog.catalog import Priority
from services.commit.capacity import RETRY_SECONDS_MAX, RETRY_SECONDS_MIN, Capacity, Pace

STANDARD, PRIORITY = Priority.STANDARD, Priority.PRIORITY
PRIORITIES = sampled_from(Priority)


def capacity(size: int = 16, *, standard_max: int = 8, reserved: int = 2) -> Capacity:
    return Capacity(size, standard_max=standard_max, reserved=reserved)


def test_standard_is_taken_in_until_its_part_is_full_and_priority_after_it() -> None:
    places = capacity()
    assert places.take(STANDARD, 8)
    assert not places.take(STANDARD, 1)
    assert places.take(PRIORITY, 8)
    assert not places.take(PRIORITY, 1)


def test_priority_leaves_standard_what_is_reserved() -> None:
    places = capacity()
    assert places.take(PRIORITY, 14)
    assert not places.take(PRIORITY, 1)
    assert places.take(STANDARD, 2)
    assert not places.take(STANDARD, 1)
    assert places.by_priority() == {STANDARD: 2, PRIORITY: 14}


def test_what_is_wanted_of_both_is_taken_whole_or_not_at_all() -> None:
    places = capacity()
    assert not places.take_all({PRIORITY: 4, STANDARD: 9})
    assert not places.take_all({STANDARD: 2, PRIORITY: 15})
    assert places.taken == 0
    assert places.take_all({PRIORITY: 4, STANDARD: 4})
    assert places.by_priority() == {STANDARD: 4, PRIORITY: 4}


@pytest.mark.parametrize(("standard_max", "reserved"), [(16, 1), (8, 9), (8, -1), (17, 0)])
def test_parts_that_do_not_go_together_are_refused(standard_max: int, reserved: int) -> None:
    with pytest.raises(ValueError, match="places"):
        capacity(standard_max=standard_max, reserved=reserved)


@given(
    size=integers(4, 40),
    steps=lists(tuples(booleans(), PRIORITIES, integers(1, 12)), max_size=60),
)
def test_the_bound_holds_and_each_priority_always_finds_its_part(
    size: int, steps: list[tuple[bool, Priority, int]]
) -> None:
    standard_max, reserved = size // 2, size // 4
    places = capacity(size, standard_max=standard_max, reserved=reserved)
    for takes, priority, many in steps:
        before = places.by_priority()
        if takes:
            taken = places.take(priority, many)
            after = before | {priority: before[priority] + many * taken}
            assert places.by_priority() == after
        else:
            places.give_back(priority, min(many, before[priority]))
        assert places.taken <= size
        # For any number of places that the other priority has taken.
        assert places.has(STANDARD, 1) or places.standard >= reserved
        assert places.has(PRIORITY, 1) or places.priority >= size - standard_max - reserved
        # If there is space for STANDARD, there is for PRIORITY, except for what is reserved.
        if places.taken < standard_max:
            assert places.has(STANDARD, 1)
            assert places.has(PRIORITY, 1)


class Time:
    """A clock in seconds that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def pace(clock: Callable[[], float], *, per_second: float) -> Pace:
    made = Pace(clock)
    made.committed(1_024, 1_024 / per_second)
    return made


def test_before_anything_was_measured_it_is_the_shortest_time() -> None:
    assert Pace(Time()).retry_after(20_000) == RETRY_SECONDS_MIN


@pytest.mark.parametrize(
    ("waiting", "seconds"), [(0, 1), (900, 1), (1_500, 2), (20_000, 21), (900_000, 30)]
)
def test_it_is_as_long_as_what_waits_takes(waiting: int, seconds: int) -> None:
    assert pace(Time(), per_second=1_000).retry_after(waiting) == seconds


def test_those_who_are_refused_are_told_to_come_one_after_the_other() -> None:
    clock = Time()
    refusing = pace(clock, per_second=1_024)
    told = [refusing.retry_after(0) for _ in range(4 * 1_024)]
    assert [told.count(seconds) for seconds in (1, 2, 3, 4)] == [1_024] * 4
    clock.now += 60
    assert refusing.retry_after(0) == RETRY_SECONDS_MIN


def test_the_last_batches_count_most() -> None:
    quick = pace(Time(), per_second=100)
    for _ in range(50):
        quick.committed(1_000, 0.1)
    assert quick.retry_after(20_000) == 3


@given(
    batches=lists(tuples(integers(1, 1_000), floats(0, 100)), max_size=10),
    asked=lists(tuples(floats(0, 50), integers(0, 20_000), integers(1, 1_000)), max_size=30),
)
def test_it_is_never_below_or_above_its_bounds(
    batches: list[tuple[int, float]], asked: list[tuple[float, int, int]]
) -> None:
    clock = Time()
    made = Pace(clock)
    for commands, seconds in batches:
        made.committed(commands, seconds)
    for later, waiting, refused in asked:
        clock.now += later
        told = made.retry_after(waiting, refused)
        assert RETRY_SECONDS_MIN <= told <= RETRY_SECONDS_MAX
