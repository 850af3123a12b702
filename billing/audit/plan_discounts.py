"""The discounts of plans, compared with their percentages and with the changes that sold them."""

from __future__ import annotations

from collections.abc import Iterator

from billing.catalog.catalog import Money
from billing.discounts.deciding import taken_off
from billing.payments.plan_changes import PlanChange
from billing.payments.purchase import PlanSubscription


def order_faults(order: PlanSubscription) -> Iterator[str]:
    """Yield what does not fit in an order. Older releases did not store the percentage."""
    for one in order.discounts:
        if one.off and one.amount != taken_off(Money(order.amount, order.currency), one.off):
            yield f"subscription {order.id}: its discount {one.amount} is not that of {one.name}"


def sold_faults(change: PlanChange, subscription: PlanSubscription) -> Iterator[str]:
    """Yield what does not fit in a change that made a price: the discount was stored with both."""
    known = subscription.facts.discounts.get(change.price_id or "")
    if change.price_id is not None and known != change.step.discount:
        yield f"subscription {subscription.id}: change {change.id} sold it with another discount"
