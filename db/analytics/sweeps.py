"""The sweeps of the rollups that the processes of a database share: one of them does each."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from db.analytics.rollups import Mark
from db.engine.sql import as_time, default_connection, dialect_of, rows

_NAME = "rollups"
# What a process with a clock that was ahead stored says nothing.
CLAIM = f"""
INSERT INTO sweep (name, claimed_at) VALUES ('{_NAME}', $1)
ON CONFLICT (name) DO UPDATE SET claimed_at = excluded.claimed_at,
    mark = CASE WHEN sweep.claimed_at <= $1 THEN sweep.mark END,
    whole_at = CASE WHEN sweep.claimed_at <= $1 THEN sweep.whole_at END
    WHERE sweep.claimed_at <= $2 OR sweep.claimed_at > $1
RETURNING mark, whole_at"""
DONE = f"UPDATE sweep SET mark = $1, whole_at = $2 WHERE name = '{_NAME}'"
# Then the next sweep reads all accounts.
FORGET = f"DELETE FROM sweep WHERE name = '{_NAME}'"


class Swept(NamedTuple):
    """Where the last completed sweep came to, and when all accounts were read; None if never."""

    mark: Mark | None
    whole_at: datetime | None


async def claim_sweep(now: datetime, rest: timedelta) -> Swept | None:
    """Claim the next sweep. None if another one began less than `rest` ago. If the process ends in
    the middle, the next sweep begins where the one before this had come to."""
    found = await rows(CLAIM, now, now - rest)
    if not found:
        return None
    mark, whole_at = found[0]["mark"], found[0]["whole_at"]
    return Swept(mark and _mark_from(mark), whole_at and as_time(whole_at))


async def finish_sweep(swept: Swept) -> None:
    """Store a completed sweep."""
    await rows(DONE, None if swept.mark is None else str(swept.mark), swept.whole_at)


def _mark_from(text: str) -> Mark:
    is_number = dialect_of(default_connection()) == "sqlite"
    return int(text) if is_number else datetime.fromisoformat(text)
