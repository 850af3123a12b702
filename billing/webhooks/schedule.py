"""The times at which a delivery is tried again. It ends after three days."""

from __future__ import annotations

from datetime import datetime, timedelta

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
AFTER = (
    timedelta(seconds=5),
    _MINUTE,
    5 * _MINUTE,
    30 * _MINUTE,
    2 * _HOUR,
    5 * _HOUR,
    10 * _HOUR,
    16 * _HOUR,
    24 * _HOUR,
    36 * _HOUR,
    48 * _HOUR,
    60 * _HOUR,
    72 * _HOUR,
)
"""When a delivery is tried again, counted from its first attempt."""
TRIED_FOR = AFTER[-1]
ATTEMPTS_MAX = len(AFTER) + 1


def next_attempt(first_at: datetime, attempts: int, now: datetime) -> datetime | None:
    """Return when a delivery is tried again after `attempts` failed ones, the last one at `now`;
    None if it is given up. Times that have passed, as while nobody sent anything, are left out, so
    that an endpoint that comes back does not get many attempts at once."""
    later = (first_at + after for after in AFTER[max(attempts - 1, 0) :])
    return next((at for at in later if at > now), None)
