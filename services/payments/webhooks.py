"""Webhooks of the payment provider: verify them, store them in the inbox, handle each once.

An event is received when it is in the inbox. If handling fails, it is repeated from there. The
event is marked as handled in the transaction that applies it.
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
from db.errors import is_transient, write_refusal
from db.payments.inbox import (
    InboxStatus,
    StoredEvent,
    close_event,
    due_events,
    pending_event,
    postpone_event,
    receive_event,
)
from gateways.payments.errors import PaymentsAway
from gateways.payments.signature import check_signature
from services.commit.unavailable import Unavailable
from services.payments.desk import Alert, Foreign, NotYet
from services.payments.handling import AlreadyHandled, Handling
from services.payments.packs.purchases import Purchases
from services.payments.strangers import Strangers
from services.payments.subscriptions import Subscriptions

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0
DUE_MAX = 100
RETRY_LEAST, RETRY_MOST = timedelta(seconds=1), timedelta(hours=1)
WAIT_MAX = timedelta(days=3)
"""Events may be days late and come in any order. An event is not waited for any longer than
this."""
FAILURES_MAX = 8
"""The number of failures (in about two minutes) after which an event waits for an operator.
Failures of the database do not count."""


class BadEvent(Exception):
    """A signed request that contains no event."""


class Webhooks:
    """The webhook endpoint of a process. Without `secrets` it is disabled."""

    def __init__(
        self,
        *,
        secrets: Sequence[str],
        livemode: bool,
        purchases: Purchases,
        subscriptions: Subscriptions,
        strangers: Strangers,
        clock: Callable[[], datetime],
    ) -> None:
        self._secrets = [secret for secret in secrets if secret.strip()]
        self._handling = Handling(livemode, purchases, subscriptions, strangers)
        self._clock = clock

    @property
    def enabled(self) -> bool:
        return bool(self._secrets)

    async def receive(self, payload: bytes, signature: str | None) -> None:
        """Receive an event. When this returns, it is stored and will be handled.

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
        """Handle events that could not be handled when they came, until cancelled."""
        while True:
            try:
                await self.handle_due()
            # The retries must survive a database that is unavailable for a while.
            except Exception as error:  # noqa: BLE001
                if write_refusal(error) is None and not isinstance(error, Unavailable):
                    logger.warning("the inbox could not be processed: %r", error)
            await asyncio.sleep(PAUSE_SECONDS)

    async def handle_due(self) -> int:
        """Handle the events that are due; return their number."""
        events = await due_events(self._clock(), DUE_MAX)
        for event in events:
            await self._handle(event)
        return len(events)

    async def _handle(self, stored: StoredEvent) -> None:
        try:
            await self._handling.handle(stored)
        except AlreadyHandled:
            logger.debug("event %s was handled by another process", stored.id)
        except Foreign as foreign:
            await close_event(stored.id, InboxStatus.IGNORED, _note(foreign))
        except Alert as alert:
            await self._give_up(stored, _note(alert))
        except (NotYet, PaymentsAway) as error:
            await self._wait(stored, error)
        # After any error, the event stays in the inbox.
        except Exception as error:  # noqa: BLE001 - logged there, or raised again
            await self._failed(stored, error)

    async def _wait(self, stored: StoredEvent, error: Exception) -> None:
        if self._age(stored) > WAIT_MAX:
            await self._give_up(stored, _note(error))
        else:
            # Double the waiting time.
            await self._postpone(stored, self._age(stored), error)

    async def _failed(self, stored: StoredEvent, error: Exception) -> None:
        if write_refusal(error) is not None:
            # The database cannot store the failure either, so the event stays due.
            raise error
        if is_transient(error):
            logger.warning("event %s (%s) has to wait: %r", stored.id, stored.type, error)
            await self._postpone(stored, self._age(stored), error)
            return
        logger.exception("event %s (%s) could not be handled", stored.id, stored.type)
        failures = stored.failures + 1
        if failures >= FAILURES_MAX:
            await self._give_up(stored, f"given up after {failures} failures: {_note(error)}")
        else:
            pause = RETRY_LEAST * 2**stored.failures
            await self._postpone(stored, pause, error, failures)

    def _age(self, stored: StoredEvent) -> timedelta:
        return self._clock() - stored.received_at

    async def _postpone(
        self, stored: StoredEvent, pause: timedelta, error: Exception, failures: int | None = None
    ) -> None:
        until = self._clock() + min(max(pause, RETRY_LEAST), RETRY_MOST)
        await postpone_event(stored.id, until=until, note=_note(error), failures=failures)

    async def _give_up(self, stored: StoredEvent, note: str) -> None:
        """Keep the event for an operator, who can retry it."""
        logger.error("ALERT event %s (%s): %s", stored.id, stored.type, note)
        await close_event(stored.id, InboxStatus.ALERT, note)


def _note(error: Exception) -> str:
    """Return the error as ASCII text without NUL, which every database accepts."""
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
