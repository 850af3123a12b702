"""The clock that can be moved: processes agree, and jumps are still refused."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.clock.guard import ClockJumped, GuardedClock
from services.clock.movable import (
    LEASE_SECONDS,
    MovableClock,
    ahead_seconds,
    confirm,
    confirmed,
    jump_seconds,
    machine_clock,
    never_raising,
)
from tests.support.clocks import NOW, Clock

DAY = 86_400


class Shared:
    """The offset in the database, and the seconds that have passed."""

    def __init__(self) -> None:
        self.seconds, self.passed = 0, 0.0
        self.reads = 0

    async def read(self) -> int:
        self.reads += 1
        return self.seconds

    def process(self) -> MovableClock:
        """Return the clock of another process."""
        return MovableClock(Clock(), self.read, lambda: self.passed)


async def test_the_time_is_the_machines_and_the_offset() -> None:
    shared = Shared()
    clock = shared.process()
    assert clock() == clock.reckoned() == machine_clock(clock)() == NOW
    shared.seconds = 40 * DAY
    await clock.look()
    assert clock() == clock.reckoned() == never_raising(clock)() == NOW + timedelta(days=40)
    assert machine_clock(clock)() == NOW
    assert ahead_seconds(clock) == 40 * DAY
    assert jump_seconds(clock) == 0


async def test_a_move_is_told_once_and_none_goes_back() -> None:
    shared, told = Shared(), list[int]()
    clock = shared.process()
    clock.listen(lambda: told.append(clock.seconds_ahead))
    for seconds in (0, 5, 5, 3, 7):
        shared.seconds = seconds
        await clock.look()
    assert told == [5, 7]


@given(
    st.lists(
        st.sampled_from([0.0, LEASE_SECONDS / 2, LEASE_SECONDS, LEASE_SECONDS * 1.5]), max_size=20
    )
)
def test_a_write_asks_only_when_the_lease_is_over(pauses: Sequence[float]) -> None:
    shared = Shared()
    clock = shared.process()

    async def write_often() -> None:
        asked_at, reads = -1.0, 0
        for pause in pauses:
            shared.passed += pause
            await confirm(clock)
            if asked_at < 0 or shared.passed - asked_at > LEASE_SECONDS:
                asked_at, reads = shared.passed, reads + 1
            assert shared.reads == reads

    asyncio.run(write_often())


Step = tuple[str, int, float]
steps = st.tuples(
    st.sampled_from(["move", "write"]), st.integers(0, 2), st.floats(0, 3 * LEASE_SECONDS)
)


@given(st.lists(steps, max_size=40))
def test_no_write_after_a_move_is_dated_by_the_time_before(history: Sequence[Step]) -> None:
    """A move waits for the length of a lease, while other processes continue."""
    shared = Shared()
    clocks = [shared.process() for _ in range(3)]

    async def live() -> None:
        answered = list[tuple[float, int]]()
        for kind, number, pause in history:
            shared.passed += pause
            if kind == "move":
                shared.seconds += 60
                answered.append((shared.passed + LEASE_SECONDS, shared.seconds))
                continue
            dates = list[int]()

            async def write(given: list[int], number: int = number) -> None:
                given.append(clocks[number].seconds_ahead)

            await confirmed(clocks[number], write)(dates)
            due = [seconds for at, seconds in answered if at < shared.passed]
            assert dates[0] >= max(due, default=0)

    asyncio.run(live())


async def test_the_guard_still_refuses_a_jump_while_the_clock_is_ahead() -> None:
    wall, shared = Clock(), Shared()
    machine = GuardedClock(
        tolerance=900, wall=lambda: wall().timestamp(), steady=lambda: shared.passed
    )
    clock = MovableClock(machine, shared.read, lambda: shared.passed)
    shared.seconds = 40 * DAY
    await clock.look()
    assert clock() == NOW + timedelta(days=40)
    assert jump_seconds(clock) == 0
    wall.advance(days=1)
    with pytest.raises(ClockJumped):
        clock()
    assert jump_seconds(clock) == DAY
    assert never_raising(clock)() == NOW + timedelta(days=40)
    wall.advance(days=-1)
    assert clock() == NOW + timedelta(days=40)


async def test_in_production_nothing_is_asked() -> None:
    clock = GuardedClock(tolerance=900)

    async def write(_: object) -> None: ...

    await confirm(clock)
    assert confirmed(clock, write) is write
    assert machine_clock(clock) is clock
    assert ahead_seconds(clock) == 0


async def test_looks_go_on_after_an_error() -> None:
    shared = Shared()
    failures = [OSError("away")]

    async def read() -> int:
        if failures:
            raise failures.pop()
        return shared.seconds

    clock = MovableClock(Clock(), read)
    moved = asyncio.Event()
    clock.listen(moved.set)
    shared.seconds = 7
    task = asyncio.create_task(clock.run())
    try:
        async with asyncio.timeout(180):
            await moved.wait()
    finally:
        task.cancel()
    assert clock.seconds_ahead == 7
