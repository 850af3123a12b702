"""How far an operator moved the service's time ahead, in development."""

from __future__ import annotations

from db.models import ServiceClock

SECONDS_MAX = 3_155_760_000
"""A hundred years: the database takes no more."""
_ID = 1


async def seconds_ahead() -> int:
    """Return the offset of the service's clock; 0 if nobody moved it."""
    found = await ServiceClock.filter(id=_ID).values_list("ahead_seconds")
    return int(found[0][0]) if found else 0


async def move_ahead(*, known: int, to: int) -> bool:
    """Set the offset if it still is what the caller knows. Return False if somebody else moved the
    clock meanwhile."""
    await ServiceClock.bulk_create([ServiceClock(id=_ID, ahead_seconds=0)], ignore_conflicts=True)
    changed = await ServiceClock.filter(id=_ID, ahead_seconds=known).update(ahead_seconds=to)
    return bool(changed)
