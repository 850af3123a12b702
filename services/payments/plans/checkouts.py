"""One open checkout per plan: an earlier one expires when another starts. Billing rule 3.

Otherwise one person could pay for the same plan twice.
"""

from __future__ import annotations

import logging
from dataclasses import replace

from billing.payments.purchase import PlanSubscription
from billing.payments.subscription import Snapshot, SubscriptionFacts, SubscriptionStatus
from db.payments.purchases import SUBSCRIPTIONS, subscriptions_of
from gateways.payments.checkouts import CheckoutState
from gateways.payments.errors import PaymentsAway, PaymentsRefused
from services.payments.desk import PaymentDesk

logger = logging.getLogger(__name__)

EXPIRED = SubscriptionFacts(Snapshot(0, SubscriptionStatus.EXPIRED))


class PlanCheckouts:
    """Closes checkouts of plans. There is one object per process."""

    def __init__(self, desk: PaymentDesk) -> None:
        self._desk = desk

    async def close(self, account_id: str, plan: str, *, but: str) -> PlanSubscription | None:
        """Expire the plan's open checkouts, except that of the order with the key `but`.

        Return an order that was paid but whose event has not arrived yet, or None. Raises
        PaymentsAway and PaymentsRefused.
        """
        paid = None
        for one in await _open(account_id, plan):
            if one.idempotency_key != but and not await self._expired(one):
                paid = one
        return paid

    async def leave_newest(self, account_id: str, plan: str) -> None:
        """Expire all checkouts that were opened at the same time, except the newest order's."""
        for one in (await _open(account_id, plan))[1:]:
            try:
                await self._expired(one)
            except (PaymentsAway, PaymentsRefused) as error:
                # If both are paid, the second payment is refunded.
                logger.warning("the checkout of %s stays open: %r", one.id, error)

    async def _expired(self, order: PlanSubscription) -> bool:
        """Return whether the order's checkout is closed now without a payment."""
        state = await self._desk.provider().expire_checkout(order.session_id or "")
        if state is not CheckoutState.EXPIRED:
            return False
        async with self._desk.account(order.account_id):
            known = await SUBSCRIPTIONS.reread(order)
            if known.session_id == order.session_id:
                await SUBSCRIPTIONS.save(replace(known, facts=known.facts.merge(EXPIRED)))
        return True


async def _open(account_id: str, plan: str) -> list[PlanSubscription]:
    """Return the orders whose checkouts can still be paid, the newest first."""
    found = await subscriptions_of([account_id])
    return [one for one in found if one.plan == plan and _may_be_paid(one)]


def _may_be_paid(one: PlanSubscription) -> bool:
    return one.is_unpaid and one.session_id is not None and not one.has_expired
