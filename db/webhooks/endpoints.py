"""Stored endpoints. One process at a time sends to an endpoint: the one that leases it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from billing.webhooks.endpoint import Endpoint, WebhookEndpointStatus
from db import models
from db.engine.sql import Row, as_time, rows
from db.engine.transactions import lock_tables, transaction

IDS = "SELECT id FROM webhook_endpoint ORDER BY id"
LEASE = """
UPDATE webhook_endpoint SET holder = $1, leased_until = $2
WHERE status = 'ACTIVE' AND (holder IS NULL OR holder = $1 OR leased_until <= $3)
AND EXISTS (SELECT 1 FROM webhook_delivery d WHERE d.endpoint_id = webhook_endpoint.id
    AND d.status = 'PENDING' AND d.due_at <= $4)
RETURNING *"""
RENEW = """
UPDATE webhook_endpoint SET leased_until = $3
WHERE id = $1 AND holder = $2 AND status = 'ACTIVE' RETURNING *"""
RETURN = """
UPDATE webhook_endpoint SET holder = NULL, leased_until = NULL
WHERE id = $1 AND holder = $2 RETURNING id"""
ROTATE = """
UPDATE webhook_endpoint SET secret_number = secret_number + 1, rotated_at = $2
WHERE id = $1 RETURNING *"""
SET_STATUS = """
UPDATE webhook_endpoint SET status = $2, reason = $3, failing_since = NULL
WHERE id = $1 RETURNING *"""
# Both are written only where they change something: most attempts succeed.
FAILING = """
UPDATE webhook_endpoint SET failing_since = $2
WHERE id = $1 AND failing_since IS NULL RETURNING id"""
SUCCEEDED = """
UPDATE webhook_endpoint SET failing_since = NULL
WHERE id = $1 AND failing_since IS NOT NULL RETURNING id"""


async def endpoint_ids() -> list[str]:
    """Return the ids of all endpoints, of whatever status."""
    return [row["id"] for row in await rows(IDS)]


async def all_endpoints() -> list[Endpoint]:
    """Return the endpoints, the oldest first."""
    found = await models.WebhookEndpoint.all().order_by("created_at", "id").values()
    return [_endpoint(row) for row in found]


async def find_endpoint(endpoint_id: str) -> Endpoint | None:
    found = await models.WebhookEndpoint.filter(id=endpoint_id).values()
    return _endpoint(found[0]) if found else None


@asynccontextmanager
async def adding(prefixes: tuple[str, ...] | None) -> AsyncIterator[int]:
    """Open a transaction in which nobody else adds an endpoint; yield how many there are of this
    partner."""
    async with transaction() as conn:
        await lock_tables(conn, "SHARE ROW EXCLUSIVE", "webhook_endpoint")
        yield [one.account_prefixes for one in await all_endpoints()].count(prefixes)


async def add_endpoint(endpoint: Endpoint) -> None:
    await models.WebhookEndpoint.create(
        id=endpoint.id,
        url=endpoint.url,
        account_prefixes=_text(endpoint.account_prefixes),
        events=_text(endpoint.events),
        description=endpoint.description,
        created_at=endpoint.created_at,
        secret_number=endpoint.secret_number,
        status=endpoint.status.value,
    )


async def delete_endpoint(endpoint_id: str) -> bool:
    """Delete an endpoint with its deliveries. A process that writes meanwhile may add some more,
    which the sweep removes."""
    deleted = await models.WebhookEndpoint.filter(id=endpoint_id).delete()
    await models.WebhookDelivery.filter(endpoint_id=endpoint_id).delete()
    return bool(deleted)


async def rotate(endpoint_id: str, at: datetime) -> Endpoint | None:
    """Take the next secret."""
    return _first(await rows(ROTATE, endpoint_id, at))


async def set_status(
    endpoint_id: str, status: WebhookEndpointStatus, reason: str | None
) -> Endpoint | None:
    return _first(await rows(SET_STATUS, endpoint_id, status.value, reason))


async def lease(
    holder: str, *, until: datetime, present: datetime, due: datetime
) -> list[Endpoint]:
    """Lease all free endpoints with deliveries that are due. `present` and `until` are times of the
    machine, `due` is the service's time."""
    return [_endpoint(row) for row in await rows(LEASE, holder, until, present, due)]


async def renew_lease(endpoint_id: str, holder: str, *, until: datetime) -> Endpoint | None:
    """Return the endpoint as it is now; None if this process may send nothing to it any more."""
    return _first(await rows(RENEW, endpoint_id, holder, until))


async def return_lease(endpoint_id: str, holder: str) -> None:
    await rows(RETURN, endpoint_id, holder)


async def note_failing(endpoint_id: str, at: datetime) -> None:
    """Note a failed attempt, unless an earlier one is noted and none succeeded since."""
    await rows(FAILING, endpoint_id, at)


async def note_success(endpoint_id: str) -> None:
    await rows(SUCCEEDED, endpoint_id)


def _first(found: Sequence[Row]) -> Endpoint | None:
    return _endpoint(found[0]) if found else None


def _endpoint(row: Row) -> Endpoint:
    return Endpoint(
        id=row["id"],
        url=row["url"],
        account_prefixes=_listed(row["account_prefixes"]),
        events=_listed(row["events"]),
        description=row["description"],
        created_at=as_time(row["created_at"]),
        secret_number=row["secret_number"],
        rotated_at=row["rotated_at"] and as_time(row["rotated_at"]),
        status=WebhookEndpointStatus(row["status"]),
        reason=row["reason"],
        failing_since=row["failing_since"] and as_time(row["failing_since"]),
    )


def _listed(text: str | None) -> tuple[str, ...] | None:
    return None if text is None else tuple(json.loads(text))


def _text(names: Sequence[str] | None) -> str | None:
    return None if names is None else json.dumps(names, ensure_ascii=False)
