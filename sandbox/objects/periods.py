"""Billing periods, counted from the anchor, so that the 31st returns after February."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, datetime, timedelta

DAYS = {"day": 1, "week": 7}
MONTHS = {"month": 1, "year": 12}


def boundary(anchor: int, count: int, *, interval: str) -> int:
    """Return the instant `count` intervals after `anchor`, both in seconds since 1970, UTC.

    In a month without the anchor's day, it is that month's last day.
    """
    start = datetime.fromtimestamp(anchor, UTC)
    if interval in DAYS:
        return int((start + timedelta(days=count * DAYS[interval])).timestamp())
    return int(_later(start, count * MONTHS[interval]).timestamp())


def _later(start: datetime, months: int) -> datetime:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return start.replace(
        year=year, month=month + 1, day=min(start.day, monthrange(year, month + 1)[1])
    )
