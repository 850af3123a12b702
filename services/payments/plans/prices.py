"""The price of a month after a change of the plan. Billing rule 3.

Only another plan has the catalog's price. More or fewer seats, and what is kept, cost what they
cost before, whatever the catalog says now.
"""

from __future__ import annotations

from dataclasses import replace

from billing.catalog.catalog import Plan
from billing.payments.plan_changes import ChangeAct
from billing.payments.plan_state import PlanPolicy
from billing.payments.purchase import PlanSubscription
from gateways.payments.plan_calls import PlanCalls, PlanPrice


async def price_after(
    act: ChangeAct,
    plan: Plan,
    present: PlanSubscription,
    *,
    policy: PlanPolicy,
    provider: PlanCalls,
) -> PlanPrice:
    """Return the price for having the plan once. Raises PaymentsAway and PaymentsRefused."""
    listed = PlanPrice(plan.display_name, plan.price.amount, plan.price.currency)
    coming, paid = present.had_next, present.paid_line(policy)
    if plan.name == coming.plan:
        return replace(listed, unit_amount=present.next_amount // coming.quantity)
    if act is ChangeAct.KEEP and paid is not None and paid.article.price is not None:
        return replace(listed, unit_amount=await provider.unit_amount(paid.article.price))
    return listed
