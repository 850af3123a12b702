"""The use of pools, and the parts of them that processes lease. Billing rule 11.

A window's row counts what no lease counts. A lease's row says how much its holder may let through,
and how much it has let through. All leases and the window's own count together never exceed the
limit, except by settlements, which are always counted. Functions that change a window lock its row
first; call them in a transaction. A holder changes its own lease together with the entries, by
comparing it with what it knows (`db.commit`): so a lease that was taken away stops its holder at
once, and no clock has to be right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from billing.catalog.terms import POOL_MARK
from db.engine.sql import as_json, as_time, rows, table_of

LOCK_WINDOW = "SELECT used FROM pool_window WHERE key = $1 {for update}"
MAKE_WINDOW = (
    "INSERT INTO pool_window (key, used, amount_max, updated_at) VALUES ($1, 0, $2, $3) "
    "ON CONFLICT (key) DO UPDATE SET amount_max = "
    "CASE WHEN excluded.amount_max > pool_window.amount_max "
    "THEN excluded.amount_max ELSE pool_window.amount_max END RETURNING used, {end if idle}"
)
ADD_USED = "UPDATE pool_window SET used = used + $2, updated_at = $3 WHERE key = $1 RETURNING used"
LEASES = "SELECT holder, granted, used FROM pool_lease WHERE key = $1"
EXPIRED = (
    "DELETE FROM pool_lease WHERE key = $1 AND expires_at <= $2 AND holder <> $3 RETURNING used"
)
TAKE_BACK = (
    "UPDATE pool_lease SET granted = used WHERE key = $1 AND holder <> $2 AND granted > used "
    "RETURNING granted"
)
PUT = (
    "INSERT INTO pool_lease (key, holder, granted, used, expires_at) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (key, holder) DO UPDATE SET granted = excluded.granted, "
    "expires_at = excluded.expires_at RETURNING granted"
)
END = "DELETE FROM pool_lease WHERE key = $1 AND holder = $2 RETURNING used"
CHANGE = (
    "UPDATE pool_lease SET granted = $5, used = $6, expires_at = $7 "
    "WHERE key = $1 AND holder = $2 AND granted = $3 AND used = $4 RETURNING granted"
)
STANDING = (
    "SELECT key, '' AS holder, 0 AS granted, used, amount_max, updated_at AS at FROM pool_window "
    "UNION ALL SELECT key, holder, granted, used, 0, expires_at FROM pool_lease"
)
STANDING_OF = STANDING.replace("UNION", "WHERE key IN (SELECT key FROM {given} AS n) UNION")
KEYS = table_of(key="text")
OVERDUE = "SELECT id FROM account WHERE stale_at <= $1 AND state LIKE $2 LIMIT $3"

SHARE = 4
"""A new lease is at most one in this many units of the rest, so that leases become small towards
the end of a pool."""


class Granted(NamedTuple):
    """A lease, and how much everyone else has used of its window."""

    granted: int
    used: int
    others: int


class LeaseChange(NamedTuple):
    """A lease before and after a batch: it is written only where it is still as before."""

    key: str
    holder: str
    granted_before: int
    used_before: int
    granted: int
    used: int
    expires_at: datetime


class StandingRow(NamedTuple):
    """A window's own row (`holder` is ""), or a lease. `at` is when the window was changed, or when
    the lease expires. `amount_max` is the highest limit that a window has had."""

    key: str
    holder: str
    granted: int
    used: int
    amount_max: int
    at: datetime


async def grant(
    key: str, holder: str, *, amount: int, need: int, now: datetime, expires_at: datetime
) -> Granted:
    """Lease at least `need` units of a window with the limit `amount` to `holder`, or all that is
    left. What it had not used of an earlier lease is returned first.

    Where the rest is too small, the unused parts of all other leases are taken back.
    """
    closed = (await rows(MAKE_WINDOW, key, amount, now))[0]["used"]
    expired = sum(row["used"] for row in await rows(EXPIRED, key, now, holder))
    if expired:
        closed = (await rows(ADD_USED, key, expired, now))[0]["used"]
    leases = {row["holder"]: row for row in await rows(LEASES, key)}
    mine = leases.pop(holder)["used"] if holder in leases else 0
    free = amount - closed - mine - sum(row["granted"] for row in leases.values())
    if free < need and await rows(TAKE_BACK, key, holder):
        leases = {row["holder"]: row for row in await rows(LEASES, key)}
        leases.pop(holder, None)
        free = amount - closed - mine - sum(row["granted"] for row in leases.values())
    granted = mine + max(min(max(need, free // SHARE), free), 0)
    await rows(PUT, key, holder, granted, mine, expires_at)
    return Granted(granted, mine, closed + sum(row["used"] for row in leases.values()))


async def end(keys: Sequence[str], holder: str, now: datetime) -> None:
    """Return leases of one holder: what it has used becomes the window's own count."""
    for key in sorted(keys):
        await rows(LOCK_WINDOW, key)
        for row in await rows(END, key, holder):
            await rows(ADD_USED, key, row["used"], now)


async def end_expired(keys: Sequence[str], now: datetime) -> None:
    """Return the leases whose holders have not written for too long."""
    for key in sorted(keys):
        await rows(LOCK_WINDOW, key)
        expired = sum(row["used"] for row in await rows(EXPIRED, key, now, ""))
        await rows(ADD_USED, key, expired, now)


async def add(totals: Mapping[str, int], now: datetime) -> None:
    """Count changes that no lease counts, in the transaction of their entries."""
    for key, units in sorted(totals.items()):
        await rows(ADD_USED, key, units, now)


async def change(leases: Sequence[LeaseChange]) -> bool:
    """Write the leases of a batch, in its transaction. Return whether all were as before."""
    return all([bool(await rows(CHANGE, *lease)) for lease in leases])


async def standing(keys: Iterable[str] | None = None) -> list[StandingRow]:
    """Return the rows of windows (default: all that ever were) and of all leases, as of one
    instant."""
    if keys is None:
        found = await rows(STANDING)
    else:
        found = await rows(STANDING_OF, as_json((key,) for key in keys), table=KEYS)
    return [
        StandingRow(
            row["key"],
            row["holder"],
            row["granted"],
            row["used"],
            row["amount_max"],
            as_time(row["at"]),
        )
        for row in found
    ]


async def overdue(now: datetime, *, limit: int) -> list[str]:
    """Return accounts with a hold of a pool whose state has ended, so that the hold may have
    expired. Reads all accounts: an index on their states would make each use dearer."""
    return [row["id"] for row in await rows(OVERDUE, now, f"%{POOL_MARK}%", limit)]
