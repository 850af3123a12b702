"""Orders that may still be paid. Billing rules 3 and 4."""

from __future__ import annotations

from datetime import datetime, timedelta

from billing.payments.packs import PaymentState
from billing.payments.purchase import PlanSubscription, Purchase
from billing.payments.subscription import SubscriptionStatus

CHECKOUT_LIFE = timedelta(days=2)
"""How long a started checkout counts: it can be paid for a day, and events may be late."""


def may_be_paid(one: Purchase | PlanSubscription, now: datetime) -> bool:
    """Return whether the payment of an order may still come."""
    if isinstance(one, Purchase):
        waiting = one.facts.state is PaymentState.PENDING
    else:
        waiting = one.facts.snapshot.status is SubscriptionStatus.PENDING
    return waiting and (one.checkout_at or one.created_at) > now - CHECKOUT_LIFE
