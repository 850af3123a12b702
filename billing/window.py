"""Windows of time, half-open: [start, end). Billing rules 2 and 3.

Consecutive windows are contiguous: the end of one is the start of the next.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime, timedelta
from typing import NamedTuple


class Window(NamedTuple):
    """A span of time from `start` (included) to `end` (not included), both aware and in UTC."""

    start: datetime
    end: datetime

    def contains(self, at: datetime) -> bool:
        return self.start <= at < self.end


def day_window(at: datetime) -> Window:
    """Return the UTC calendar day that contains `at`."""
    start = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return Window(start, start + timedelta(days=1))


def month_window(at: datetime) -> Window:
    """Return the UTC calendar month that contains `at`."""
    first = at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return Window(first, add_months(first, 1))


def anchored_month_window(anchor: datetime, at: datetime) -> Window:
    """Return the month counted from `anchor` that contains `at`. An anchor on the 31st turns over
    on the last day of shorter months and returns to the 31st (billing rule 3)."""
    months = (at.year - anchor.year) * 12 + at.month - anchor.month
    if add_months(anchor, months) > at:
        months -= 1
    return Window(add_months(anchor, months), add_months(anchor, months + 1))


def add_months(anchor: datetime, months: int) -> datetime:
    """Return `anchor` moved by whole months, with the day limited to the length of the new month.

    This counts from the anchor, never step by step, so that the limit does not accumulate.
    """
    year, month0 = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    day = min(anchor.day, monthrange(year, month0 + 1)[1])
    return anchor.replace(year=year, month=month0 + 1, day=day)
