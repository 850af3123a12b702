"""An oracle for windows of time that walks the calendar day by day, unlike the code."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

DAY = timedelta(days=1)


def instants(first_year: int, end_year: int) -> st.SearchStrategy[datetime]:
    """Return instants between two years, to the microsecond and often at midnight."""
    start, end = (datetime(year, 1, 1, tzinfo=UTC) for year in (first_year, end_year))
    days = st.integers(0, (end - start).days - 1)
    moments = st.just(0) | st.integers(0, DAY // timedelta(microseconds=1) - 1)
    return st.builds(
        lambda day, moment: start + timedelta(days=day, microseconds=moment), days, moments
    )


def turns_over(midnight: datetime, anchor_day: int) -> bool:
    """Return whether a month begins at this midnight.

    It begins on the anchor's day of the month, or on the last day of a month that is too short.
    """
    last_of_month = (midnight + DAY).day == 1
    return midnight.day == anchor_day or (last_of_month and midnight.day < anchor_day)


def month_starts(anchor: datetime, days: int) -> list[datetime]:
    """Return the starts of the months counted from `anchor` within so many days, itself first."""
    midnight = anchor.replace(hour=0, minute=0, second=0, microsecond=0)
    time_of_day = anchor - midnight
    walked = (midnight + number * DAY for number in range(days))
    return [day + time_of_day for day in walked if turns_over(day, anchor.day)]


def month_end(anchor: datetime, at: datetime) -> datetime:
    """Return the first start of a month after `at`, which must not be before `anchor`."""
    return next(s for s in month_starts(anchor, (at - anchor).days + 40) if s > at)
