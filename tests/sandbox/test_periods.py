"""Billing periods, compared with a calendar that counts day by day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.objects.periods import boundary

instants = st.integers(946_684_800, 2_840_140_800).map(lambda at: datetime.fromtimestamp(at, UTC))


def month_later(day: date, months: int) -> tuple[int, int]:
    """Return year and month, counted one month at a time."""
    first = day.replace(day=1)
    for _ in range(months):
        first = (first + timedelta(days=32)).replace(day=1)
    return first.year, first.month


@given(instants, st.integers(0, 40))
def test_a_month_later_is_the_same_day_or_the_months_last(at: datetime, months: int) -> None:
    found = datetime.fromtimestamp(boundary(int(at.timestamp()), months, interval="month"), UTC)
    assert (found.year, found.month) == month_later(at.date(), months)
    assert found.timetz() == at.timetz()
    last = (found + timedelta(days=1)).month != found.month
    assert found.day == at.day or (found.day < at.day and last)


@given(instants, st.integers(0, 10))
def test_a_year_is_twelve_months_and_a_week_seven_days(at: datetime, count: int) -> None:
    stamp = int(at.timestamp())
    assert boundary(stamp, count, interval="year") == boundary(stamp, 12 * count, interval="month")
    assert boundary(stamp, count, interval="week") == boundary(stamp, 7 * count, interval="day")
    assert boundary(stamp, count, interval="day") == stamp + 86_400 * count


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        (0, "2024-01-31"),
        (1, "2024-02-29"),
        (2, "2024-03-31"),
        (3, "2024-04-30"),
        (13, "2025-02-28"),
    ],
)
def test_the_31st_comes_back(months: int, expected: str) -> None:
    anchor = int(datetime(2024, 1, 31, 12, tzinfo=UTC).timestamp())
    found = datetime.fromtimestamp(boundary(anchor, months, interval="month"), UTC)
    assert found.isoformat() == f"{expected}T12:00:00+00:00"
