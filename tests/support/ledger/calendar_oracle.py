"""Windows of time by walking the calendar day by day: slow, plain, and nothing like the code."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

DAY = timedelta(days=1)


def instants(first_year: int, end_year: int) -> st.SearchStrategy[datetime]:
    """To the microsecond, often on midnight, from the start of one year to that of another."""
    start, end = (datetime(year, 1, 1, tzinfo=UTC) for year in (first_year, end_year))
    days = st.integers(0, (end - start).days - 1)
    moments = st.just(0) | st.integers(0, DAY // timedelta(microseconds=1) - 1)
    return st.builds(
        lambda day, moment: start + timedelta(days=day, microseconds=moment), days, moments
    )


def turns_over(midnight: datetime, anchor_day: int) -> bool:
    """On the anchor's day of the month, or on the last one of a month that is too short for it."""
    last_of_month = (midnight + DAY).day == 1
    return midnight.day == anchor_day or (last_of_month and midnight.day < anchor_day)


def month_starts(anchor: datetime, days: int) -> list[datetime]:
    """The turns of the months counted from `anchor`, itself first, in the next so many days."""
    midnight = anchor.replace(hour=0, minute=0, second=0, microsecond=0)
    time_of_day = anchor - midnight
    walked = (midnight + number * DAY for number in range(days))
    return [day + time_of_day for day in walked if turns_over(day, anchor.day)]


def month_end(anchor: datetime, at: datetime) -> datetime:
    """The first turn after `at`, which is not before `anchor`."""
    return next(s for s in month_starts(anchor, (at - anchor).days + 40) if s > at)
