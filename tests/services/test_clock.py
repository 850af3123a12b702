"""The clock refuses to give a time after a jump, and gives every other time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.clock import ClockJumped, GuardedClock, jump_seconds, never_raising

START = 1_800_000_000.0
DAY = 86_400.0
TOLERANCE = 900
JUMPS = [days * sign * DAY for days in (40, 365) for sign in (1, -1)]


class Machine:
    """The two clocks of a machine. A correction moves only the wall clock."""

    def __init__(self) -> None:
        self.wall, self.steady = START, 1_000.0
        self.clock = GuardedClock(
            tolerance=TOLERANCE, wall=lambda: self.wall, steady=lambda: self.steady
        )

    def wait(self, seconds: float) -> None:
        self.wall += seconds
        self.steady += seconds

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.wall, UTC)


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
