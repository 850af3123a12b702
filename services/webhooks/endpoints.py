"""The endpoints of partners: made, changed and listed, and their deliveries.

A partner is the accounts that its API keys reach. All keys with the same accounts are of one
partner, so an endpoint outlives the key that made it.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from billing.privacy.actions import AdminActionKind
from billing.webhooks.delivery import Delivery, NewDelivery, WebhookDeliveryStatus
from billing.webhooks.endpoint import (
    ENDPOINTS_MAX,
    TEST_EVENT,
    Endpoint,
    WebhookEndpointStatus,
)
from billing.webhooks.payload import payload_text
from billing.webhooks.refusals import (
    TooManyWebhookEndpoints,
    WebhookAddressRefused,
    WebhookDeliveryNotFound,
    WebhookEndpointNotFound,
    WebhooksUnavailable,
)
from db.webhooks import deliveries, endpoints
from db.webhooks.deliveries import Waiting
from gateways.webhooks.addresses import check_endpoint_url
from gateways.webhooks.signing import secret_of, secret_text
from services.clock.movable import confirm
from services.commit.outbox import new_id
from services.pages import Page, page_from
from services.privacy.actions import AdminLog, Asked

PAUSED_BY_HAND = "It was paused."


class Reach(NamedTuple):
    """Whose endpoints a caller sees: those of the partner with these accounts, or all of them.
    `actor` is written into the log of actions."""

    actor: str
    account_prefixes: tuple[str, ...] | None
    of_all: bool = False

    def includes(self, endpoint: Endpoint) -> bool:
        return self.of_all or endpoint.account_prefixes == self.account_prefixes


@dataclass(frozen=True, slots=True)
class WebhookPolicy:
    """What the settings say of webhooks. The first of the `keys` makes new secrets; a request is
    signed with those of all of them. `refused` returns why nothing is sent to an address; None if
    it may be tried. `unavailable` is why the service sends nothing."""

    keys: tuple[str, ...]
    encrypted: bool
    refused: Callable[[str], Awaitable[str | None]]
    unavailable: str | None = None


class WithSecret(NamedTuple):
    """An endpoint, and its present secret, which is shown only now."""

    endpoint: Endpoint
    secret: str


Wanted = Endpoint | WebhookEndpointNotFound


class WebhookEndpoints:
    """One per process. `changed` is called after every change, and after every new delivery."""

    def __init__(
        self,
        policy: WebhookPolicy,
        log: AdminLog,
        clock: Callable[[], datetime],
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._policy = policy
        self._log = log
        self._clock = clock
        self._changed = changed

    async def all_of(self, reach: Reach) -> list[Endpoint]:
        """Return the endpoints that a caller sees, the oldest first."""
        return [one for one in await endpoints.all_endpoints() if reach.includes(one)]

    async def waiting(self) -> dict[str, Waiting]:
        """Return what waits, by endpoint."""
        return await deliveries.waiting_deliveries()

    async def create(
        self, wanted: Endpoint, reach: Reach
    ) -> WithSecret | WebhooksUnavailable | WebhookAddressRefused | TooManyWebhookEndpoints:
        """Store a new endpoint. Its id, time and status are made here. Raises BadInput for its
        address."""
        check_endpoint_url(wanted.url, encrypted=self._policy.encrypted)
        if self._policy.unavailable is not None:
            return WebhooksUnavailable(self._policy.unavailable)
        if (reason := await self._policy.refused(wanted.url)) is not None:
            return WebhookAddressRefused(reason)
        made = Endpoint(
            id=f"whe_{secrets.token_hex(12)}",
            url=wanted.url,
            account_prefixes=wanted.account_prefixes,
            events=wanted.events,
            description=wanted.description,
            created_at=await self._now(),
        )
        async with endpoints.adding(made.account_prefixes) as number:
            if number >= ENDPOINTS_MAX:
                return TooManyWebhookEndpoints()
            await self._write_down(AdminActionKind.CREATE_WEBHOOK_ENDPOINT, made, reach)
            await endpoints.add_endpoint(made)
        self._changed()
        return self._with_secret(made)

    async def rotate(
        self, endpoint_id: str, reach: Reach
    ) -> WithSecret | WebhookEndpointNotFound | WebhooksUnavailable:
        """Make the next secret. The earlier one stays valid for OVERLAP."""
        found = await self._find(endpoint_id, reach)
        if not isinstance(found, Endpoint):
            return found
        if self._policy.unavailable is not None:
            return WebhooksUnavailable(self._policy.unavailable)
        await self._write_down(AdminActionKind.ROTATE_WEBHOOK_SECRET, found, reach)
        rotated = await endpoints.rotate(found.id, await self._now())
        self._changed()
        return self._with_secret(rotated) if rotated else WebhookEndpointNotFound(endpoint_id)

    async def delete(self, endpoint_id: str, reach: Reach) -> Wanted:
        """Delete an endpoint and its deliveries."""
        found = await self._find(endpoint_id, reach)
        if isinstance(found, Endpoint):
            await self._write_down(AdminActionKind.DELETE_WEBHOOK_ENDPOINT, found, reach)
            await endpoints.delete_endpoint(found.id)
            self._changed()
        return found

    async def pause(self, endpoint_id: str, reach: Reach) -> Wanted:
        """Send nothing to an endpoint until it is resumed. Its events are still written down."""
        return await self._set(endpoint_id, reach, WebhookEndpointStatus.PAUSED, PAUSED_BY_HAND)

    async def resume(self, endpoint_id: str, reach: Reach) -> Wanted:
        """Send to a paused or dead endpoint again, beginning with what has waited."""
        return await self._set(endpoint_id, reach, WebhookEndpointStatus.ACTIVE, None)

    async def replay(self, delivery_id: str, reach: Reach) -> Delivery | WebhookDeliveryNotFound:
        """Send a delivery again, with the same id. One that waits already stays as it is."""
        found = await deliveries.find_delivery(delivery_id)
        # Also without a delivery, so that the time does not tell whether there is one.
        endpoint = await self._find("" if found is None else found.endpoint_id, reach)
        if found is None or not isinstance(endpoint, Endpoint):
            return WebhookDeliveryNotFound(delivery_id)
        kind = AdminActionKind.REPLAY_WEBHOOK_DELIVERY
        await self._write_down(kind, endpoint, reach, delivery=delivery_id)
        await deliveries.replay_delivery(delivery_id, await self._now())
        self._changed()
        return await deliveries.find_delivery(delivery_id) or WebhookDeliveryNotFound(delivery_id)

    async def send_test(self, endpoint_id: str, reach: Reach) -> Delivery | WebhookEndpointNotFound:
        """Write an event of the type TEST_EVENT for one endpoint."""
        found = await self._find(endpoint_id, reach)
        if not isinstance(found, Endpoint):
            return found
        now, name = await self._now(), new_id()
        text = payload_text(TEST_EVENT, now, {"endpointId": found.id, "url": found.url})
        await deliveries.insert([NewDelivery(name, found.id, None, TEST_EVENT, text, now)])
        self._changed()
        made = await deliveries.find_delivery(name)
        return made or WebhookEndpointNotFound(endpoint_id)

    async def page(
        self,
        endpoint_id: str,
        *,
        size: int,
        before: int | None,
        status: WebhookDeliveryStatus | None,
    ) -> Page[Delivery]:
        """Return a page of an endpoint's deliveries, the newest first."""
        found = await deliveries.page_of_deliveries(
            endpoint_id, limit=size + 1, before=before, status=status
        )
        return page_from(found, size)

    async def _set(
        self, endpoint_id: str, reach: Reach, status: WebhookEndpointStatus, reason: str | None
    ) -> Wanted:
        found = await self._find(endpoint_id, reach)
        if not isinstance(found, Endpoint):
            return found
        kind = AdminActionKind.RESUME_WEBHOOK_ENDPOINT
        if status is WebhookEndpointStatus.PAUSED:
            kind = AdminActionKind.PAUSE_WEBHOOK_ENDPOINT
        await self._write_down(kind, found, reach)
        changed = await endpoints.set_status(found.id, status, reason)
        self._changed()
        return changed or WebhookEndpointNotFound(endpoint_id)

    async def _find(self, endpoint_id: str, reach: Reach) -> Wanted:
        found = await endpoints.find_endpoint(endpoint_id)
        if found is None or not reach.includes(found):
            return WebhookEndpointNotFound(endpoint_id)
        return found

    def _with_secret(self, endpoint: Endpoint) -> WithSecret:
        secret = secret_of(self._policy.keys[0], endpoint.id, endpoint.secret_number)
        return WithSecret(endpoint, secret_text(secret))

    async def _now(self) -> datetime:
        await confirm(self._clock)
        return self._clock()

    async def _write_down(
        self, kind: AdminActionKind, endpoint: Endpoint, reach: Reach, **details: str
    ) -> None:
        told = {"endpoint": endpoint.id, **details}
        await self._log.asked(Asked(actor=reach.actor, kind=kind, account_id=None, details=told))
