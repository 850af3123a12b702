"""Ends a second paid subscription of an account: cancels it and refunds its remaining time. Billing
rule 3."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from billing.payments.packs import PaymentFacts
from billing.payments.plan_state import PlanPolicy, paid_ahead
from billing.payments.purchase import PlanSubscription
from billing.payments.subscription import SubscriptionFacts
from gateways.payments.errors import PaymentsRefused
from gateways.payments.notices import SubscriptionNotice
from services.payments.desk import PaymentDesk
from services.payments.heard import heard

if TYPE_CHECKING:
    from gateways.payments.stripe_api import Payments

logger = logging.getLogger(__name__)


class Doubles:
    """Ends second subscriptions. There is one object per process."""

    def __init__(self, desk: PaymentDesk, policy: PlanPolicy) -> None:
        self._desk = desk
        self._policy = policy

    async def end(self, double: PlanSubscription) -> SubscriptionNotice | None:
        """Cancel the subscription at the provider and refund the payment for its remaining time.
        Return the provider's new state; None if the provider refuses and an operator must act.

        Safe to repeat. Raises PaymentsAway.
        """
        provider, now = self._desk.provider(), self._desk.clock()
        name = double.external_id or ""
        logger.warning(
            "subscription %s is the account's second paid one: it is cancelled", double.id
        )
        try:
            notice = heard(await _cancelled(provider, name), after=double.facts, now=now)
            invoices = paid_ahead(double.facts, double.terms, self._policy, now)
            back = await _refunded(provider, invoices, double.id)
        except PaymentsRefused as error:
            logger.error(
                "ALERT account %s pays for %s too, and the provider refuses to cancel it: %s",
                double.account_id,
                double.id,
                error,
            )
            return None
        return replace(notice, facts=notice.facts.merge(SubscriptionFacts(invoices=back)))


async def _cancelled(provider: Payments, name: str) -> dict[str, object]:
    """Return the subscription after cancelling it, now or in an earlier attempt."""
    try:
        return await provider.cancel_now(name)
    except PaymentsRefused:
        present = await provider.subscription(name)
        if present["status"] != "canceled":
            raise
        return present


async def _refunded(
    provider: Payments, invoices: Iterable[str], subscription_id: str
) -> dict[str, PaymentFacts]:
    return {
        name: await provider.refund_invoice(name, subscription_id=subscription_id)
        for name in sorted(invoices)
    }
