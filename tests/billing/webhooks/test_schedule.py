"""When a delivery is tried again: for three days, and never earlier than the schedule says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from billing.webhooks.schedule import AFTER, ATTEMPTS_MAX, TRIED_FOR, next_attempt

START = datetime(2026, 3, 1, tzinfo=UTC)


def test_every_attempt_in_time_follows_the_schedule_for_three_days() -> None:
    now, times = START, []
    for attempts in range(1, ATTEMPTS_MAX + 1):
        due = next_attempt(START, attempts, now)
        if due is None:
            break
        times.append(due - START)
        now = due
    assert times == list(AFTER)
    assert next_attempt(START, ATTEMPTS_MAX, now) is None
    assert timedelta(days=3) == TRIED_FOR


@given(st.integers(1, 40), st.integers(0, 10**6))
def test_the_next_attempt_is_later_and_within_three_days(attempts: int, seconds: int) -> None:
    now = START + timedelta(seconds=seconds)
    due = next_attempt(START, attempts, now)
    if due is None:
        assert attempts >= ATTEMPTS_MAX or now >= START + TRIED_FOR
    else:
        assert now < due <= START + TRIED_FOR
        assert due - START in AFTER


def test_attempts_that_nobody_made_are_not_made_up_for() -> None:
    """After a pause of a day, the next attempt is the one that comes then."""
    now = START + timedelta(hours=25)
    assert next_attempt(START, 1, now) == START + timedelta(hours=36)
