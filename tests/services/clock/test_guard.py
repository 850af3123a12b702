"""The clock refuses to give a time after a jump, and gives the time otherwise."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.clock.guard import ClockJumped, GuardedClock
from services.clock.movable import jump_seconds, never_raising

START = 1_800_000_000.0
DAY = 86_400.0
TOLERANCE = 900
JUMPS = [days * sign * DAY for days in (40, 365) for sign in (1, -1)]


class Machine:
    """The two clocks of a machine. A correction moves only the wall clock."""

    def __init__(self) -> None:
        self.wall, self.steady, self.database_apart = START, 1_000.0, 0.0
        self.clock = GuardedClock(
            tolerance=TOLERANCE, wall=lambda: self.wall, steady=lambda: self.steady
        )

    def wait(self, seconds: float) -> None:
        self.wall += seconds
        self.steady += seconds

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.wall, UTC)

    def right(self) -> float:
        """Return the true time: the machine's start plus the seconds since."""
        return START + self.steady - 1_000

    async def compare(self, seconds: float = 0) -> None:
        """Compare with a database whose answer takes some seconds."""

        async def database() -> float:
            self.wait(seconds)
            told = self.right() + self.database_apart
            self.wait(seconds)
            return told

        await self.clock.compare(database)

    def assert_refuses(self) -> str:
        """Check that the clock raises ClockJumped; return which clocks disagree."""
        with pytest.raises(ClockJumped) as raised:
            self.clock()
        assert raised.value.trouble == self.clock.trouble()
        return raised.value.trouble


@pytest.mark.parametrize("jump", JUMPS)
def test_a_jump_is_refused_until_the_clock_is_right_again(jump: float) -> None:
    machine = Machine()
    machine.wait(60)
    right = machine.clock()
    machine.wall += jump
    for _ in range(2):
        with pytest.raises(ClockJumped) as raised:
            machine.clock()
        machine.wait(60)
    assert raised.value.retry_after_seconds == 30
    assert machine.clock.reckoned().timestamp() == pytest.approx(right.timestamp() + 120)
    assert jump_seconds(machine.clock) == pytest.approx(jump, abs=1)
    machine.wall -= jump
    assert machine.clock() == machine.now()
    assert jump_seconds(machine.clock) == 0


@given(st.floats(0, 400 * DAY))
def test_a_service_that_was_idle_or_suspended_has_not_jumped(seconds: float) -> None:
    machine = Machine()
    machine.wait(seconds)
    assert machine.clock() == machine.now()


@given(st.lists(st.floats(-TOLERANCE / 2, TOLERANCE / 2), max_size=20))
def test_ordinary_corrections_are_no_jump_however_many_there_are(steps: list[float]) -> None:
    machine = Machine()
    for step in steps:
        machine.wall += step
        assert machine.clock() == machine.now()
        machine.wall -= step
        machine.wait(DAY)
        machine.clock()


def test_a_correction_is_taken_over_within_a_day_and_no_sooner() -> None:
    machine = Machine()
    machine.wall += TOLERANCE
    machine.clock()
    machine.wait(60)
    machine.clock()
    machine.wall += TOLERANCE
    with pytest.raises(ClockJumped):
        machine.clock()
    machine.wall -= TOLERANCE
    machine.wait(DAY)
    machine.clock()
    machine.wall += TOLERANCE
    assert machine.clock() == machine.now()


@pytest.mark.parametrize("jump", JUMPS)
async def test_a_process_that_starts_with_another_time_than_the_database_refuses(
    jump: float,
) -> None:
    machine = Machine()
    machine.database_apart = -jump
    await machine.compare()
    for _ in range(2):
        told = f"the clock of this machine and the database's are {abs(jump):.0f} seconds apart"
        assert machine.assert_refuses() == told
        assert machine.clock.reckoned().timestamp() == machine.right() - jump
        assert jump_seconds(machine.clock) == jump
        machine.wait(60)
        await machine.compare()
    machine.wall -= jump
    assert machine.clock() == machine.now()
    machine.wall += DAY
    assert machine.assert_refuses() == "the clock of this machine jumped by 86400 seconds"


@pytest.mark.parametrize("jump", JUMPS)
async def test_a_database_whose_clock_jumps_is_refused_until_it_is_right_again(
    jump: float, caplog: pytest.LogCaptureFixture
) -> None:
    machine = Machine()
    await machine.compare()
    right = machine.clock()
    machine.database_apart = jump
    for _ in range(2):
        await machine.compare()
        told = f"the clock of the database is {jump:.0f} seconds away from this machine's"
        assert machine.assert_refuses() == told
        assert machine.clock.reckoned() == right
        assert jump_seconds(machine.clock) == jump
    machine.database_apart = TOLERANCE
    await machine.compare()
    assert machine.clock() == right
    assert len(caplog.records) == 2


@pytest.mark.parametrize("jump", JUMPS)
async def test_a_database_that_was_wrong_at_the_start_is_believed_when_it_is_right_again(
    jump: float,
) -> None:
    machine = Machine()
    machine.database_apart = jump
    await machine.compare()
    machine.assert_refuses()
    machine.wait(60)
    machine.database_apart = 0
    await machine.compare()
    assert machine.clock() == machine.now()
    machine.database_apart = jump
    await machine.compare()
    told = f"the clock of the database is {abs(jump):.0f} seconds away from this machine's"
    assert machine.assert_refuses().replace(" -", " ") == told


async def test_a_machine_that_jumps_is_not_right_because_the_databases_clock_jumps_too() -> None:
    machine = Machine()
    await machine.compare()
    machine.wall += DAY
    machine.database_apart = DAY
    await machine.compare()
    assert machine.assert_refuses() == "the clock of this machine jumped by 86400 seconds"


async def test_a_database_that_answers_slowly_has_not_jumped() -> None:
    machine = Machine()
    machine.database_apart = TOLERANCE + 100
    await machine.compare(seconds=100)
    assert machine.clock() == machine.now()
    machine.database_apart = TOLERANCE + 101
    await machine.compare(seconds=100)
    machine.assert_refuses()


async def test_a_database_without_a_clock_of_its_own_says_nothing() -> None:
    async def database() -> None:
        return None

    machine = Machine()
    await machine.clock.compare(database)
    assert machine.clock() == machine.now()


def test_a_clock_of_somebody_elses_making_is_not_guarded() -> None:
    machine = Machine()

    def clock() -> datetime:
        return machine.now()

    assert never_raising(clock) is clock
    assert jump_seconds(clock) == 0


def test_the_real_clocks_agree() -> None:
    clock = GuardedClock(tolerance=1)
    assert abs((clock() - datetime.now(UTC)).total_seconds()) < 60
    assert jump_seconds(clock) == 0


def test_shortly_after_a_look_only_the_wall_clock_is_read() -> None:
    reads: list[float] = []
    wall = START

    def steady() -> float:
        reads.append(1_000.0 + wall - START)
        return reads[-1]

    clock = GuardedClock(tolerance=TOLERANCE, wall=lambda: wall, steady=steady)
    clock()
    before = len(reads)
    wall += 0.005
    assert clock() == datetime.fromtimestamp(wall, UTC)
    assert len(reads) == before
    wall += 0.006
    clock()
    assert len(reads) == before + 1


@pytest.mark.parametrize("jump", [*JUMPS, TOLERANCE + 1.0, -TOLERANCE - 1.0])
def test_a_jump_shortly_after_a_look_is_refused(jump: float) -> None:
    machine = Machine()
    machine.clock()
    machine.wait(0.001)
    machine.wall += jump
    machine.assert_refuses()
    machine.wait(0.001)
    machine.assert_refuses()
