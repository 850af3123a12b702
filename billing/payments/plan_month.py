"""The price of a month of a subscription, as it is charged. Billing rule 3.

The price at the provider says which discount a month has, as it says which plan it is for.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from billing.catalog.discounts import WHOLE
from billing.discounts.deciding import Discount
from billing.discounts.enrolling import months_until
from billing.payments.plan_discount import PlanDiscount, percentage_of
from billing.payments.plan_lines import Line
from billing.payments.plan_state import PlanPolicy
from billing.payments.purchase import PlanSubscription
from billing.window import add_months


class Month(NamedTuple):
    """A month of a subscription: its list price in the minor unit, and the discounts on it. Months
    have them until `until` (None: without an end, or there are none)."""

    listed: int
    discounts: tuple[Discount, ...] = ()
    until: datetime | None = None

    @property
    def price(self) -> int:
        """The amount that is paid."""
        return self.listed - sum(one.amount for one in self.discounts)


def month_of(subscription: PlanSubscription, policy: PlanPolicy) -> Month:
    """Return the month of the present period: the paid one, or the ordered one before any payment
    is known."""
    line = subscription.paid_line(policy)
    listed = subscription.amount if line is None else _listed(subscription, line)
    start = None if line is None else line.start
    return month_at(listed, paid_discount(subscription, policy), start)


def next_month_of(subscription: PlanSubscription, policy: PlanPolicy) -> Month:
    """Return the month of the next period, as the provider will charge it."""
    through = subscription.standing(policy).through
    return month_at(subscription.next_amount, coming_discount(subscription), through)


def paid_discount(subscription: PlanSubscription, policy: PlanPolicy) -> PlanDiscount | None:
    """Return the discount of the price that was paid for, also if it has ended."""
    line = subscription.paid_line(policy)
    return _discount_at(subscription, None if line is None else line.article.price)


def coming_discount(subscription: PlanSubscription) -> PlanDiscount | None:
    """Return the discount that the provider has for the subscription, also if it has ended."""
    item = subscription.sold_item
    return _discount_at(subscription, None if item is None else item.article.price)


def ordered_discount(order: PlanSubscription) -> PlanDiscount | None:
    """Return the discount of an order. A plan has at most one. Older releases gave the provider a
    fixed amount each time, and did not store the percentage."""
    if not order.discounts:
        return None
    [one] = order.discounts
    is_exact = one.off and order.amount * one.off == one.amount * WHOLE
    return PlanDiscount(
        name=one.name,
        reason=one.reason,
        off=percentage_of(one),
        until=order.discounted_until,
        ends=_ordered_until(order),
        fixed=None if is_exact else one.amount,
    )


def _discount_at(subscription: PlanSubscription, price: str | None) -> PlanDiscount | None:
    """Return the discount of a price: that of its change, or that of the order."""
    if price is not None and price in subscription.facts.sold:
        return subscription.facts.discounts.get(price)
    return ordered_discount(subscription)


def month_at(listed: int, discount: PlanDiscount | None, start: datetime | None = None) -> Month:
    """Return a month that begins at `start` (None: that has the discount)."""
    if discount is None or (start is not None and not discount.lasts(start)):
        return Month(listed)
    return Month(listed, discount.on(listed), discount.ends)


def _listed(subscription: PlanSubscription, line: Line) -> int:
    """Return the list price of the month that a line pays for. A line for the rest of a period
    tells only a part, so the month is that of its price."""
    if not line.is_proration:
        return line.amount
    facts, price = subscription.facts, line.article.price
    for item in facts.snapshot.items:
        if price is not None and item.article.price == price and item.article.amount is not None:
            return item.article.amount // item.quantity * line.quantity
    ordered = subscription.amount // subscription.quantity
    return facts.unit_amounts.get(price or "", ordered) * line.quantity


def _ordered_until(order: PlanSubscription) -> datetime | None:
    """Return the end of the last month with the discount of the order. The provider counts the
    months from the beginning of the subscription."""
    until, facts = order.discounted_until, order.facts
    if until is None:
        return None
    start = order.created_at
    if facts.started_at is not None:
        start = datetime.fromtimestamp(facts.started_at, UTC)
    return add_months(start, months_until(until, order.created_at))
