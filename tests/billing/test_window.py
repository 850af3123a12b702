from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.window import (
    Window,
    add_months,
    anchored_month_window,
    day_window,
    month_window,
)
from tests.support.ledger.calendar_oracle import DAY, instants, month_starts

INSTANT = timedelta(microseconds=1)
TIMES_OF_DAY = (timedelta(0), timedelta(hours=13, minutes=37, microseconds=5), DAY - INSTANT)

INSTANTS = instants(1995, 2110)


@pytest.mark.parametrize("day", range(1, 32))
@pytest.mark.parametrize("time_of_day", TIMES_OF_DAY, ids=str)
# Leap years and others; 2000 is one, 2100 is not.
@pytest.mark.parametrize("year", [1999, 2023, 2027, 2099])
def test_anchored_months_agree_with_a_walk_through_the_calendar(
    year: int, time_of_day: timedelta, day: int
) -> None:
    anchor = datetime(year, 1, day, tzinfo=UTC) + time_of_day
    for start, end in pairwise(month_starts(anchor, days=2 * 366 + 60)):
        for at in (start, start + INSTANT, start + (end - start) / 2, end - INSTANT):
            assert anchored_month_window(anchor, at) == (start, end)


@given(anchor=INSTANTS, at=INSTANTS)
def test_an_anchored_month_contains_its_instant_and_meets_its_neighbours(
    anchor: datetime, at: datetime
) -> None:
    window = anchored_month_window(anchor, at)
    assert window.start <= at < window.end
    assert anchored_month_window(anchor, window.end).start == window.end
    assert anchored_month_window(anchor, window.start - INSTANT).end == window.start
    assert timedelta(days=28) <= window.end - window.start <= timedelta(days=31)


@given(anchor=INSTANTS)
def test_the_first_month_starts_at_the_anchor(anchor: datetime) -> None:
    assert anchored_month_window(anchor, anchor).start == anchor


@pytest.mark.parametrize(("year", "last_of_february"), [(2026, 28), (2028, 29), (2100, 28)])
def test_an_anchor_on_31_january_turns_over_at_the_end_of_february_and_on_31_march(
    year: int, last_of_february: int
) -> None:
    anchor = datetime(year, 1, 31, 8, 30, tzinfo=UTC)
    february = anchor.replace(month=2, day=last_of_february)
    march = anchor.replace(month=3, day=31)
    assert anchored_month_window(anchor, february - INSTANT) == (anchor, february)
    assert anchored_month_window(anchor, february) == (february, march)
    assert anchored_month_window(anchor, march) == (march, anchor.replace(month=4, day=30))


def test_an_anchor_on_29_february_returns_to_the_29th() -> None:
    anchor = datetime(2028, 2, 29, tzinfo=UTC)
    at = datetime(2029, 3, 5, tzinfo=UTC)
    assert anchored_month_window(anchor, at).start == datetime(2029, 2, 28, tzinfo=UTC)
    assert anchored_month_window(anchor, at).end == datetime(2029, 3, 29, tzinfo=UTC)


@given(at=INSTANTS)
def test_calendar_months_start_on_the_first_midnight(at: datetime) -> None:
    window = month_window(at)
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    start = next(d for n in range(31) if (d := midnight - n * DAY).day == 1)
    end = next(d for n in range(1, 32) if (d := midnight + n * DAY).day == 1)
    assert window == (start, end)


@given(at=INSTANTS)
def test_days_run_from_midnight_to_midnight(at: datetime) -> None:
    start, end = day_window(at)
    assert start <= at < end
    assert (end - start, start.date(), start.time().isoformat()) == (DAY, at.date(), "00:00:00")


def test_a_window_is_half_open() -> None:
    window = Window(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC))
    assert window.contains(window.start)
    assert window.contains(window.end - INSTANT)
    assert not window.contains(window.end)
    assert not window.contains(window.start - INSTANT)


@given(anchor=INSTANTS, months=st.integers(-600, 600))
def test_clamping_does_not_accumulate(anchor: datetime, months: int) -> None:
    moved = add_months(anchor, months)
    assert moved.time() == anchor.time()
    assert (moved.year * 12 + moved.month) - (anchor.year * 12 + anchor.month) == months
    assert moved.day == anchor.day or (moved + DAY).day == 1
