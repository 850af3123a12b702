"""Webhooks of the payment provider: verify, keep in the inbox, handle once.

An event counts as received when it is in the inbox; handling it may fail and is then repeated from
there. It is marked as handled in the transaction that does what it asks for.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from billing.checks import check_text
from billing.errors import BadInput
from billing.privacy.erasure import PSEUDONYM_MARK
from db.errors import write_refusal
from db.payments.inbox import (
    InboxStatus,
    StoredEvent,
    close_event,
    due_events,
    pending_event,
    postpone_event,
    receive_event,
)
from gateways.payments.events import read_event
from gateways.payments.notices import PaymentNotice, SubscriptionNotice
from gateways.payments.signature import check_signature
from services.payments.desk import Alert, Mark, Unmatched
from services.payments.entitlements import customer_deleted
from services.payments.purchases import Purchases
from services.payments.subscriptions import Subscriptions

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0
DUE_MAX = 100
RETRY_SECONDS_MAX = 3_600
UNMATCHED_MAX_AGE = timedelta(days=3)
"""Events come days late and in any order; after that, a payment we don't know isn't ours."""


class BadEvent(Exception):
    """A signed request that is no event."""


class AlreadyHandled(Exception):
    """Someone else handled the event meanwhile."""


class Webhooks:
    """One for a process. Without `secrets` the endpoint is disabled."""

    def __init__(
        self,
        *,
        secrets: Sequence[str],
        livemode: bool,
        purchases: Purchases,
        subscriptions: Subscriptions,
        clock: Callable[[], datetime],
    ) -> None:
        self._secrets = [secret for secret in secrets if secret.strip()]
        self._livemode = livemode
        self.purchases = purchases
        self.subscriptions = subscriptions
        self._clock = clock

    @property
    def enabled(self) -> bool:
        return bool(self._secrets)

    async def receive(self, payload: bytes, signature: str | None) -> None:
        """Takes an event: when this returns it will be handled, if it is not yet.

        Raises BadSignature and BadEvent.
        """
        check_signature(payload, signature, self._secrets, self._clock())
        event = _parse(payload)
        await receive_event(
            event["id"], kind=event["type"], payload=payload.decode(), at=self._clock()
        )
        stored = await pending_event(event["id"])
        if stored is not None:
            await self._handle(stored)

    async def run(self) -> None:
        """Handles, until cancelled, what could not be handled when it came."""
        while True:
            try:
                await self.handle_due()
            # A database that is away for a while must not end the retries.
            except Exception as error:  # noqa: BLE001
                if write_refusal(error) is None:
                    logger.warning("the inbox could not be worked through: %r", error)
            await asyncio.sleep(PAUSE_SECONDS)

    async def handle_due(self) -> int:
        """Handles what is due now; how many."""
        events = await due_events(self._clock(), DUE_MAX)
        for event in events:
            await self._handle(event)
        return len(events)

    async def _handle(self, stored: StoredEvent) -> None:
        try:
            await self._act(stored)
        except AlreadyHandled:
            logger.debug("event %s was handled by another process", stored.id)
        except Alert as alert:
            logger.error("ALERT event %s (%s): %s", stored.id, stored.type, alert)
            await close_event(stored.id, InboxStatus.ALERT, _note(alert))
        except Unmatched as error:
            await self._wait_for_match(stored, error)
        # Whatever it was, the event stays in the inbox and is tried again.
        except Exception as error:
            if write_refusal(error) is not None:
                # Nothing can be noted down either: the event stays due.
                raise
            logger.exception("event %s (%s) could not be handled", stored.id, stored.type)
            await self._postpone(stored, _note(error))

    async def _act(self, stored: StoredEvent) -> None:
        event = json.loads(stored.payload)
        if bool(event.get("livemode")) != self._livemode:
            raise Alert(f"livemode is {event.get('livemode')}")
        try:
            notice = read_event(event)
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            raise Alert(f"the object is not as expected: {error!r}") from error
        if notice is None:
            await close_event(stored.id, InboxStatus.IGNORED)
            return

        async def mark(account_id: str | None) -> None:
            # What came late about somebody who is erased, or gone at the provider's, is not kept.
            gone = account_id is None or account_id.startswith(PSEUDONYM_MARK)
            if not await close_event(stored.id, InboxStatus.HANDLED, blank=gone):
                raise AlreadyHandled

        match notice:
            case PaymentNotice():
                await self._apply_payment(notice, mark)
            case SubscriptionNotice():
                await self.subscriptions.entitlements.apply(notice, mark)
            case _:
                await customer_deleted(notice.customer_id, mark)

    async def _apply_payment(self, notice: PaymentNotice, mark: Mark) -> None:
        try:
            await self.purchases.apply(notice, mark)
        except Unmatched:
            await self.subscriptions.entitlements.apply_payment(notice, mark)

    async def _wait_for_match(self, stored: StoredEvent, error: Unmatched) -> None:
        if self._clock() - stored.received_at > UNMATCHED_MAX_AGE:
            await close_event(stored.id, InboxStatus.IGNORED, str(error))
        else:
            await self._postpone(stored, str(error))

    async def _postpone(self, stored: StoredEvent, note: str) -> None:
        seconds = min(2**stored.attempts, RETRY_SECONDS_MAX)
        until = self._clock() + timedelta(seconds=seconds)
        await postpone_event(stored.id, until=until, note=note)


def _note(error: Exception) -> str:
    """In a form that every database takes, whatever the event held."""
    return (
        (str(error) or repr(error)).encode("ascii", "backslashreplace").decode().replace("\0", "")
    )


def _parse(payload: bytes) -> dict[str, Any]:
    try:
        event = json.loads(payload)
        check_text("id", event["id"])
        check_text("type", event["type"])
        if not isinstance(event["data"]["object"], dict):
            raise TypeError("data.object")
    except (ValueError, KeyError, TypeError, RecursionError, BadInput) as error:
        raise BadEvent("the body is not an event") from error
    return dict(event)
