"""The price of a month of a subscription, as it was charged. Billing rule 3."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from billing.discounts.deciding import Discount
from billing.discounts.enrolling import months_until
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
    until = _discounted_until(subscription)
    start = None if line is None else line.start
    if not subscription.discounts or (until and start and start >= until):
        return Month(listed)
    return Month(listed, subscription.discounts, until)


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


def _discounted_until(subscription: PlanSubscription) -> datetime | None:
    """Return the end of the last month with a discount. The provider counts the months from the
    beginning of the subscription."""
    until, facts = subscription.discounted_until, subscription.facts
    if until is None:
        return None
    start = subscription.created_at
    if facts.started_at is not None:
        start = datetime.fromtimestamp(facts.started_at, UTC)
    return add_months(start, months_until(until, subscription.created_at))
