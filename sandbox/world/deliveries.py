"""The queue of webhooks. Workers claim rows for a while, so that only one of them sends each."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace

from sandbox.world.settings import WebhookSetting

LEASE = 30_000
"""In milliseconds; longer than a delivery may take. After this time, the lease of a dead worker
ends."""
BACKOFF = (1, 5, 15, 60, 300, 1_800, 7_200, 21_600, 43_200, 86_400, 86_400)
"""Seconds between attempts; about three days in all, as at Stripe."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """One delivery of one event, claimed until the lease ends."""

    id: int
    event: str
    attempts: int


def enqueue(
    connection: sqlite3.Connection, settings: WebhookSetting, *, event: str, now: int
) -> None:
    """Queue an event according to the settings. Times are real milliseconds."""
    if settings.drop:
        replace(settings, drop=settings.drop - 1).save(connection)
        _insert(connection, event, "dropped", now)
        return
    for _ in range(1 + settings.duplicate):
        _insert(connection, event, "waiting", now + settings.delay_seconds * 1_000)


def _insert(connection: sqlite3.Connection, event: str, state: str, due: int) -> None:
    query = "INSERT INTO deliveries (event, state, due) VALUES (?, ?, ?)"
    connection.execute(query, (event, state, due))


def claim(connection: sqlite3.Connection, *, now: int, newest: bool = False) -> Claimed | None:
    """Claim the oldest (or newest) delivery that is due and free."""
    where = "state = 'waiting' AND due <= ? AND lease <= ?"
    order = "DESC" if newest else "ASC"
    query = f"SELECT id, event, attempts FROM deliveries WHERE {where} ORDER BY id {order} LIMIT 1"  # noqa: S608 constants
    row = connection.execute(query, (now, now)).fetchone()
    if row is None:
        return None
    _lease(connection, row[0], until=now + LEASE)
    return Claimed(*row)


def release(connection: sqlite3.Connection, claimed: Claimed) -> None:
    """End the claim of a delivery that was not sent."""
    _lease(connection, claimed.id, until=0)


def _lease(connection: sqlite3.Connection, name: int, *, until: int) -> None:
    connection.execute("UPDATE deliveries SET lease = ? WHERE id = ?", (until, name))


def settle(
    connection: sqlite3.Connection, claimed: Claimed, *, delivered: bool, answer: str, now: int
) -> None:
    """Note the result. A failed delivery waits for its next attempt, if there is one."""
    state, due = "delivered", now
    if not delivered:
        last = claimed.attempts >= len(BACKOFF)
        state = "failed" if last else "waiting"
        due = now if last else now + BACKOFF[claimed.attempts] * 1_000
    connection.execute(
        "UPDATE deliveries SET state = ?, due = ?, lease = 0, attempts = attempts + 1, answer = ?"
        " WHERE id = ?",
        (state, due, answer, claimed.id),
    )


def next_due(connection: sqlite3.Connection) -> int | None:
    """Return the time at which the next waiting delivery is due or, if claimed, its lease ends."""
    query = "SELECT MIN(MAX(due, lease)) FROM deliveries WHERE state = 'waiting'"
    found: int | None = connection.execute(query).fetchone()[0]
    return found


def all_due(connection: sqlite3.Connection, *, now: int) -> None:
    """Make everything due now, delayed deliveries and retries too."""
    connection.execute("UPDATE deliveries SET due = ? WHERE state = 'waiting'", (now,))


def is_waiting(connection: sqlite3.Connection, *, now: int) -> bool:
    """Return whether any is due and not yet sent, or is being sent."""
    query = "SELECT EXISTS (SELECT 1 FROM deliveries WHERE state = 'waiting' AND due <= ?)"
    return bool(connection.execute(query, (now,)).fetchone()[0])


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the number of deliveries in each state."""
    rows = connection.execute("SELECT state, COUNT(*) FROM deliveries GROUP BY state")
    return dict(rows.fetchall())
