"""Stored deliveries: written with what they tell, sent from here, and kept as a log for a while."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from billing.webhooks.delivery import Delivery, NewDelivery, WebhookDeliveryStatus
from db import models
from db.engine.sql import Row, as_json, as_text, as_time, rows, table_of

_INSERT = """
INSERT INTO webhook_delivery
(id, endpoint_id, account_id, type, payload, once_key, created_at, status, attempts, due_at)
SELECT n.id, n.endpoint_id, n.account_id, n.type, n.payload, n.once_key, n.created_at,
    'PENDING', 0, n.created_at
FROM {given} AS n"""
INSERT = f"{_INSERT} WHERE true ON CONFLICT DO NOTHING RETURNING id"
# Also the accounts of deliveries that are there already are returned.
INSERT_FREE = f"""{_INSERT} JOIN account ON account.id = n.account_id WHERE true
{{for key share of free account}}
ON CONFLICT (endpoint_id, once_key) DO UPDATE SET once_key = excluded.once_key
RETURNING account_id"""
NEW = table_of(
    id="text",
    endpoint_id="text",
    account_id="text",
    type="text",
    payload="text",
    created_at="timestamptz",
    once_key="text",
)
# A later delivery of an account waits while an earlier one is not due. Those are found once:
# without statistics, as after a sudden crowd, the planner looks for them once per delivery.
# Accounts take turns, so that a long queue of one holds up no other.
DUE = """
WITH later AS MATERIALIZED (
    SELECT account_id, min(number) AS number FROM webhook_delivery
    WHERE endpoint_id = $1 AND status = 'PENDING' AND due_at > $2 AND account_id IS NOT NULL
    GROUP BY account_id),
due AS (
    SELECT d.*, row_number() OVER (PARTITION BY d.account_id ORDER BY d.number) AS turn
    FROM webhook_delivery d
    LEFT JOIN later ON later.account_id = d.account_id AND later.number < d.number
    WHERE d.endpoint_id = $1 AND d.status = 'PENDING' AND d.due_at <= $2 AND later.number IS NULL)
SELECT * FROM due ORDER BY turn, number LIMIT $3"""
CLOSE = """
UPDATE webhook_delivery SET status = n.status, attempts = webhook_delivery.attempts + 1,
due_at = n.due_at, first_at = n.first_at, attempted_at = n.attempted_at,
code = n.code, duration_ms = n.duration_ms, answer = n.answer
FROM {given} AS n WHERE webhook_delivery.number = n.number
AND webhook_delivery.status = 'PENDING' AND webhook_delivery.attempts = n.attempts
RETURNING webhook_delivery.number"""
ATTEMPTED = table_of(
    number="bigint",
    attempts="int",
    status="text",
    due_at="timestamptz",
    first_at="timestamptz",
    attempted_at="timestamptz",
    code="int",
    duration_ms="int",
    answer="text",
)
REPLAY = """
UPDATE webhook_delivery SET status = 'PENDING', due_at = $2, first_at = NULL, attempts = 0
WHERE id = $1 AND status <> 'PENDING' RETURNING id"""
WAITING = """
SELECT endpoint_id, count(*) AS number, min(created_at) AS oldest FROM webhook_delivery
WHERE status = 'PENDING' GROUP BY endpoint_id"""
# What waits for an active endpoint waits for us, as after a long stop of the service, or for an
# earlier delivery of its account. It is given up only after a much longer time.
EXPIRE = """
UPDATE webhook_delivery SET status = 'FAILED', due_at = NULL
WHERE status = 'PENDING' AND (due_at < $2 OR due_at < $1 AND NOT EXISTS (
    SELECT 1 FROM webhook_endpoint e
    WHERE e.id = webhook_delivery.endpoint_id AND e.status = 'ACTIVE')) RETURNING number"""
FORGET = """
DELETE FROM webhook_delivery WHERE number IN (
    SELECT number FROM webhook_delivery WHERE created_at < $1 AND status <> 'PENDING' LIMIT $2)
RETURNING number"""
ORPHANS = """
DELETE FROM webhook_delivery WHERE NOT EXISTS (
    SELECT 1 FROM webhook_endpoint e WHERE e.id = webhook_delivery.endpoint_id)
RETURNING number"""


class Attempted(NamedTuple):
    """The result of an attempt, in the columns of ATTEMPTED. `attempts` is the number before it:
    the result is written only if no other attempt was made meanwhile."""

    number: int
    attempts: int
    status: WebhookDeliveryStatus
    due_at: datetime | None
    first_at: datetime
    attempted_at: datetime
    code: int | None
    duration_ms: int
    answer: str | None


class Waiting(NamedTuple):
    """The deliveries of an endpoint that are not over, and when the oldest was made."""

    number: int
    oldest: datetime


async def insert(made: Sequence[NewDelivery]) -> None:
    """Write deliveries, in the caller's transaction if there is one."""
    if made:
        await rows(INSERT, _as_given(made), table=NEW)


async def insert_told(made: Sequence[NewDelivery]) -> set[str]:
    """Write deliveries that tell nothing of the ledger, such as refusals; each has a `once`. Return
    the accounts whose deliveries are stored now.

    Accounts that somebody keeps locked are left out: nothing of the ledger may wait for them. So
    are those that were erased meanwhile, or are being erased.
    """
    if not made:
        return set()
    return {row["account_id"] for row in await rows(INSERT_FREE, _as_given(made), table=NEW)}


def _as_given(made: Sequence[NewDelivery]) -> str:
    return as_json((*one[:5], as_text(one.created_at), one.once) for one in made)


async def due_deliveries(endpoint_id: str, now: datetime, *, limit: int) -> list[Delivery]:
    """Return deliveries to try now: those of an account in their order, and none before an earlier
    one that waits longer. Accounts take turns, the oldest delivery first."""
    return [_delivery(row) for row in await rows(DUE, endpoint_id, now, limit)]


async def note_attempts(attempts: Sequence[Attempted]) -> None:
    """Write the results of attempts, in one statement."""
    given = [
        (
            *one[:2],
            one.status.value,
            *(at and as_text(at) for at in one[3:6]),
            *one[6:],
        )
        for one in attempts
    ]
    await rows(CLOSE, as_json(given), table=ATTEMPTED)


async def find_delivery(delivery_id: str) -> Delivery | None:
    found = await models.WebhookDelivery.filter(id=delivery_id).values()
    return _delivery(found[0]) if found else None


async def page_of_deliveries(
    endpoint_id: str, *, limit: int, before: int | None, status: WebhookDeliveryStatus | None
) -> list[Delivery]:
    """Return deliveries of an endpoint, the newest first. `before` is the number of the last one
    seen."""
    found = models.WebhookDelivery.filter(endpoint_id=endpoint_id)
    if before is not None:
        found = found.filter(number__lt=before)
    if status is not None:
        found = found.filter(status=status.value)
    return [_delivery(row) for row in await found.order_by("-number").limit(limit).values()]


async def replay_delivery(delivery_id: str, now: datetime) -> None:
    """Let a delivery that is over be sent again, with the same id."""
    await rows(REPLAY, delivery_id, now)


async def waiting_deliveries() -> dict[str, Waiting]:
    """Return what waits, by endpoint."""
    found = await rows(WAITING)
    return {row["endpoint_id"]: Waiting(row["number"], as_time(row["oldest"])) for row in found}


async def expire_deliveries(*, unwanted: datetime, unsent: datetime) -> int:
    """Give up deliveries that are overdue since before `unwanted` and whose endpoint is paused or
    dead, and all that are overdue since before `unsent`. Return their number."""
    return len(await rows(EXPIRE, unwanted, unsent))


async def forget_deliveries(before: datetime, *, limit: int) -> int:
    """Delete deliveries that are over and were made before this time. Return their number."""
    return len(await rows(FORGET, before, limit))


async def forget_orphans() -> int:
    """Delete the deliveries of endpoints that do not exist any more. Return their number."""
    return len(await rows(ORPHANS))


def _delivery(row: Row) -> Delivery:
    times = ("created_at", "due_at", "first_at", "attempted_at")
    known: Row = {name: row[name] and as_time(row[name]) for name in times}
    plain = ("number", "id", "endpoint_id", "account_id", "type", "payload", "attempts")
    about_answer = ("code", "duration_ms", "answer")
    return Delivery(
        **{name: row[name] for name in (*plain, *about_answer)},
        **known,
        status=WebhookDeliveryStatus(row["status"]),
    )
