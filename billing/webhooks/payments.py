"""The events of payments for partners: made from a purchase or a subscription before and after what
the provider reported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from billing.catalog.catalog import Plan
from billing.payments.packs import PaymentFacts, PaymentState
from billing.payments.plan_state import PlanPolicy
from billing.payments.purchase import PlanSubscription, Purchase
from billing.reserved import PSEUDONYM_MARK
from billing.webhooks.endpoint import WebhookEvent
from billing.webhooks.objects import purchase_object, subscription_object
from billing.webhooks.told import Told


def told_of_purchase(before: Purchase, after: Purchase, now: datetime) -> Iterator[Told]:
    """Yield that a purchase was paid, and that money or tokens of it went back."""
    if after.account_id.startswith(PSEUDONYM_MARK):
        return
    data = purchase_object(after)
    if before.paid_at is None and after.paid_at is not None:
        yield Told(WebhookEvent.PURCHASE_PAID, after.account_id, now, data)
    more = _returned(after.facts) > _returned(before.facts)
    if more or after.reversed_tokens > before.reversed_tokens:
        yield Told(WebhookEvent.PURCHASE_REFUNDED, after.account_id, now, data)


def told_of_subscription(
    before: PlanSubscription,
    after: PlanSubscription,
    policy: PlanPolicy,
    plans: Mapping[str, Plan],
    now: datetime,
) -> Iterator[Told]:
    """Yield that a subscription changed, as far as the event shows it."""
    data = subscription_object(after, policy, plans)
    is_known = not after.account_id.startswith(PSEUDONYM_MARK)
    if is_known and data != subscription_object(before, policy, plans):
        yield Told(WebhookEvent.SUBSCRIPTION_CHANGED, after.account_id, now, data)


def _returned(facts: PaymentFacts) -> int:
    """Return the amount that went back of what was paid."""
    received = facts.received if facts.state is PaymentState.PAID else 0
    return facts.share_returned(received, 0)
