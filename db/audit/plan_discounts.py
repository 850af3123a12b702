"""Subscriptions with a discount, and changes beside their subscriptions, in pages."""

from __future__ import annotations

from collections.abc import AsyncIterator

from billing.payments.plan_changes import PlanChange
from billing.payments.purchase import PlanSubscription
from db.payments.plan_changes import priced_changes_after
from db.payments.purchases import discounted_after, subscriptions_named

ROWS_A_PAGE = 500


async def discounted_orders() -> AsyncIterator[PlanSubscription]:
    """Yield all orders of plans that had a discount."""
    after = ""
    while page := await discounted_after(after, ROWS_A_PAGE):
        for one in page:
            yield one
        after = page[-1].id


async def sold_changes() -> AsyncIterator[tuple[PlanChange, PlanSubscription]]:
    """Yield all changes that made a price. The subscriptions are read later, so they know it."""
    after = ""
    while page := await priced_changes_after(after, ROWS_A_PAGE):
        found = await subscriptions_named({one.subscription_id for one in page})
        for change in page:
            if change.subscription_id in found:
                yield change, found[change.subscription_id]
        after = page[-1].id
