"""The entries of an account in a span of time, for statements on `entry`."""

from __future__ import annotations

from datetime import datetime, timedelta

# A use occurs at most five minutes after its recording. The rest is a margin for different clocks.
_RECORDED_BEFORE = timedelta(days=1)

# Entries have no index by time, because each use would pay for it. But their times grow with their
# revisions, within the margin above. So a binary search finds the first one.
SEARCH = (
    "WITH RECURSIVE halving (low, high) AS (SELECT CAST(1 AS BIGINT), revision + 1 FROM account "
    "WHERE id = $1 UNION ALL SELECT CASE WHEN recorded_at < $2 THEN revision + 1 ELSE low END, "
    "CASE WHEN recorded_at < $2 THEN high ELSE revision END FROM halving JOIN entry "
    "ON account_id = $1 AND revision = (low + high) / 2 WHERE low < high) "
)
NOT_BEFORE = " AND revision >= (SELECT max(low) FROM halving)"


def bounds_of(start: datetime | None, end: datetime | None) -> tuple[str, list[datetime]]:
    """Return the conditions on "at" that follow $1, and their values."""
    values = [_recorded_from(start), start] if start else []
    text = " AND at >= $3" if start else ""
    if end:
        values.append(end)
        text += f" AND at < ${len(values) + 1}"
    return text, values


def _recorded_from(start: datetime) -> datetime:
    # The first day of year 1 has no day before it.
    return start - _RECORDED_BEFORE if start.year > 1 else start
