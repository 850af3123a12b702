"""Days and months of reports, in UTC; ranges are half-open: [first, end)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from billing.errors import BadInput

ONE_DAY = timedelta(days=1)
DAYS_DEFAULT = 30
DAYS_MAX = 5 * 366


@dataclass(frozen=True, slots=True)
class Days:
    """A range of days from `first` (included) to `end` (not included)."""

    first: date
    end: date

    def __iter__(self) -> Iterator[date]:
        return (self.first + n * ONE_DAY for n in range((self.end - self.first).days))

    def __contains__(self, day: date) -> bool:
        return self.first <= day < self.end

    @property
    def months(self) -> list[date]:
        """Return the calendar months that the days touch, each by its first day."""
        found = [month_of(self.first)]
        while (following := next_month(found[-1])) < self.end:
            found.append(following)
        return found


def days_of(start: datetime | None, end: datetime | None, now: datetime) -> Days:
    """Return the whole days that [start, end) touches; by default today and the 29 days before it.

    Raises BadInput for a range that is empty or has more than DAYS_MAX days.
    """
    try:
        last = now.date() if end is None else (end - timedelta(microseconds=1)).date()
        after = last + ONE_DAY
        # Months are read as a whole.
        next_month(month_of(last))
        first = after - DAYS_DEFAULT * ONE_DAY if start is None else start.date()
    except OverflowError:
        raise BadInput("to", "is out of range") from None
    if start is not None and end is not None and start >= end:
        raise BadInput("to", "must be after from")
    if not 0 < (after - first).days <= DAYS_MAX:
        raise BadInput("from", f"must be before to, and at most {DAYS_MAX} days before it")
    return Days(first, after)


def month_of(day: date) -> date:
    """Return the first day of its month."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    """Return the first day of the month after the one that begins on `month`."""
    return (month + 31 * ONE_DAY).replace(day=1)


def midnight(day: date) -> datetime:
    """Return the first instant of a day."""
    return datetime.combine(day, time(), UTC)
