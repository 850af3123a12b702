"""Handles one event of the payment provider: reads it, finds its order and applies it."""

from __future__ import annotations

import json
from typing import Any

from billing.reserved import PSEUDONYM_MARK
from db.payments.inbox import InboxStatus, StoredEvent, close_event
from gateways.payments.events import read_event
from gateways.payments.notices import (
    CustomerDeleted,
    Notice,
    PaymentNotice,
    SubscriptionNotice,
)
from services.payments.desk import Alert, Foreign, Mark, Unmatched
from services.payments.entitlements import customer_deleted
from services.payments.packs.purchases import Purchases
from services.payments.strangers import Strangers, is_foreign, refusal
from services.payments.subscriptions import Subscriptions


class AlreadyHandled(Exception):
    """Another process handled the event meanwhile."""


class Handling:
    """Handles events. There is one object per process."""

    def __init__(
        self,
        livemode: bool,
        purchases: Purchases,
        subscriptions: Subscriptions,
        strangers: Strangers,
    ) -> None:
        self._livemode = livemode
        self._purchases = purchases
        self._subscriptions = subscriptions
        self._strangers = strangers

    async def handle(self, stored: StoredEvent) -> None:
        """Apply the event, and mark it as handled in the same transaction.

        Raises AlreadyHandled, Foreign, Alert, NotYet and PaymentsAway; then nothing changed.
        """
        event = json.loads(stored.payload)
        try:
            notice = self._read(event)
        except Alert as error:
            raise (Foreign(str(error)) if await is_foreign(event) else error) from error
        if notice is None:
            await close_event(stored.id, InboxStatus.IGNORED)
            return

        async def mark(account_id: str | None) -> None:
            # Late events about an erased account or a deleted customer are not kept.
            gone = account_id is None or account_id.startswith(PSEUDONYM_MARK)
            if not await close_event(stored.id, InboxStatus.HANDLED, blank=gone):
                raise AlreadyHandled

        if isinstance(notice, CustomerDeleted):
            await customer_deleted(notice.customer_id, mark)
        else:
            await self._apply(notice, mark)

    def _read(self, event: dict[str, Any]) -> Notice | None:
        """Return the content of the event. Raises Alert."""
        if bool(event.get("livemode")) != self._livemode:
            raise Alert(f"livemode is {event.get('livemode')}")
        try:
            return read_event(event)
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            raise Alert(f"the object is not as expected: {error!r}") from error

    async def _apply(self, notice: PaymentNotice | SubscriptionNotice, mark: Mark) -> None:
        try:
            await self._apply_known(notice, mark)
        except Unmatched:
            known = await self._strangers.identify(notice)
            try:
                await self._apply_known(known, mark)
            except Unmatched:
                raise await refusal(known) from None

    async def _apply_known(self, notice: PaymentNotice | SubscriptionNotice, mark: Mark) -> None:
        if isinstance(notice, PaymentNotice):
            await self._purchases.receipts.apply(notice, mark)
        else:
            await self._subscriptions.entitlements.apply(notice, mark)
