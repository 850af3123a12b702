"""The inbox: events of the payment provider, stored as received, handled once each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tortoise.expressions import Q

from db.engine.sql import Row, as_time, rows
from db.models import InboxEvent


class InboxStatus(StrEnum):
    """The status of an event. PENDING: not handled yet. ALERT: it waits for an operator."""

    PENDING = "PENDING"
    HANDLED = "HANDLED"
    IGNORED = "IGNORED"
    ALERT = "ALERT"


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """A stored event. `failures` is the number of failed attempts; waiting for another event does
    not count."""

    id: str
    type: str
    received_at: datetime
    payload: str
    failures: int
    status: InboxStatus
    note: str | None


async def receive_event(event_id: str, *, kind: str, payload: str, at: datetime) -> None:
    """Store an event. An existing one is not changed."""
    row = InboxEvent(
        id=event_id,
        type=kind,
        received_at=at,
        payload=payload,
        status=InboxStatus.PENDING.value,
        attempts=0,
        retry_at=at,
        note=None,
    )
    await InboxEvent.bulk_create([row], ignore_conflicts=True)


async def pending_event(event_id: str) -> StoredEvent | None:
    """Return the event, unless it has been handled."""
    rows = await InboxEvent.filter(id=event_id, status=InboxStatus.PENDING.value).values()
    return _stored(rows[0]) if rows else None


async def find_event(event_id: str) -> StoredEvent | None:
    rows = await InboxEvent.filter(id=event_id).values()
    return _stored(rows[0]) if rows else None


async def events_in(
    status: InboxStatus, *, after: tuple[datetime, str] | None, limit: int
) -> list[StoredEvent]:
    """Return a page, the oldest first. `after` is the time of receipt and the id of the last event
    of the previous page."""
    query = InboxEvent.filter(status=status.value)
    if after is not None:
        at, event_id = after
        query = query.filter(Q(received_at__gt=at) | Q(received_at=at, id__gt=event_id))
    return [_stored(row) for row in await query.order_by("received_at", "id").limit(limit).values()]


async def reopen_event(event_id: str, *, at: datetime, note: str) -> bool:
    """Make it due from `at` on, as if it were new. Return False for one that is unknown, handled or
    pending."""
    closed = [InboxStatus.ALERT.value, InboxStatus.IGNORED.value]
    event = InboxEvent.filter(id=event_id, status__in=closed)
    pending = {"status": InboxStatus.PENDING.value, "attempts": 0, "retry_at": at, "note": note}
    return bool(await event.update(**pending))


async def settle_event(event_id: str, *, note: str) -> bool:
    """Close an event that waits for an operator or another event. Return False if it does not
    wait."""
    waiting = [InboxStatus.ALERT.value, InboxStatus.PENDING.value]
    event = InboxEvent.filter(id=event_id, status__in=waiting)
    handled = {"status": InboxStatus.HANDLED.value, "retry_at": None, "note": note}
    return bool(await event.update(**handled))


async def due_events(now: datetime, limit: int) -> list[StoredEvent]:
    """Return events that are due for a retry, the oldest first."""
    due = InboxEvent.filter(status=InboxStatus.PENDING.value, retry_at__lte=now)
    return [_stored(row) for row in await due.order_by("received_at", "id").limit(limit).values()]


@dataclass(frozen=True, slots=True)
class InboxLag:
    """The number of waiting events, the time of the oldest, and the number that wait for an
    operator."""

    pending: int
    oldest_at: datetime | None
    alerts: int


# The status is a literal: the partial indexes are used only then.
_LAG = """SELECT count(*) AS pending, min(received_at) AS oldest_at,
    (SELECT count(*) FROM inbox_event WHERE status = 'ALERT') AS alerts
FROM inbox_event WHERE status = 'PENDING'"""


async def inbox_lag() -> InboxLag:
    """Return the present lag. One statement reads only waiting events."""
    (row,) = await rows(_LAG)
    oldest = row["oldest_at"]
    return InboxLag(row["pending"], oldest and as_time(oldest), row["alerts"])


async def close_event(
    event_id: str, status: InboxStatus, note: str | None = None, *, blank: bool = False
) -> bool:
    """Close a pending event. Return False if another process did. `blank` removes its content."""
    pending = InboxEvent.filter(id=event_id, status=InboxStatus.PENDING.value)
    emptied = {"payload": "{}"} if blank else {}
    changed = {"status": status.value, "note": note, "retry_at": None, **emptied}
    return bool(await pending.update(**changed))


async def postpone_event(
    event_id: str, *, until: datetime, note: str, failures: int | None = None
) -> None:
    """Make the event due again at `until`. `failures` replaces their number."""
    pending = InboxEvent.filter(id=event_id, status=InboxStatus.PENDING.value)
    counted = {} if failures is None else {"attempts": failures}
    await pending.update(retry_at=until, note=note, **counted)


def _stored(row: Row) -> StoredEvent:
    return StoredEvent(
        id=row["id"],
        type=row["type"],
        received_at=row["received_at"],
        payload=row["payload"],
        failures=row["attempts"],
        status=InboxStatus(row["status"]),
        note=row["note"],
    )
