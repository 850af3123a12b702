"""Which plan a subscription gives, how many times, and to whom: now, and from the next period on.

What was paid decides about now: the latest paid line. What the provider's subscription contains
decides about the next period. So a change at the end of a period needs no step of ours when the
period ends. Billing rules 3 and 9.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from billing.payments.plan_lines import Item, Line, Terms, own_of
from billing.payments.plan_state import PlanPolicy, paid_periods
from billing.payments.subscription import SubscriptionFacts

_FIRST = datetime(1, 1, 1, tzinfo=UTC)


class Had(NamedTuple):
    """A plan, `quantity` times. `taker` is the account that has it; None: the one that ordered."""

    plan: str
    quantity: int = 1
    taker: str | None = None


class Order(NamedTuple):
    """The first order: a plan for `terms`."""

    plan: str
    terms: Terms


def had_now(facts: SubscriptionFacts, order: Order, policy: PlanPolicy) -> Had:
    """Return what the latest paid line is for. Before any line is known, the provider's
    subscription decides."""
    latest = paid_line(facts, order, policy)
    if latest is None:
        return had_next(facts, order)
    return _had(facts, order, latest)


def paid_line(facts: SubscriptionFacts, order: Order, policy: PlanPolicy) -> Line | None:
    """Return the latest paid line. Its money must not have gone back."""
    own = own_of(facts.baskets, order.terms, facts.sold)
    paid = [one.line for one in paid_periods(facts, own) if one.is_kept(policy)]
    return max(paid, key=_place, default=None)


def own_item(facts: SubscriptionFacts, order: Order, items: Sequence[Item]) -> Item | None:
    """Return the plan's item among all items of the subscription."""
    return own_of(facts.baskets, order.terms, facts.sold).item(items)


def had_next(facts: SubscriptionFacts, order: Order) -> Had:
    """Return what the provider's subscription contains, which the next period is for."""
    item = own_item(facts, order, facts.snapshot.items)
    if item is None:
        return Had(order.plan)
    return _had(facts, order, item)


def _had(facts: SubscriptionFacts, order: Order, sold: Line | Item) -> Had:
    price = sold.article.price or ""
    return Had(facts.sold.get(price, order.plan), sold.quantity, facts.takers.get(price))


def _place(line: Line) -> tuple[datetime, bool]:
    """Return the place of a line in time. A change begins later than its period."""
    return line.start or _FIRST, line.is_proration
