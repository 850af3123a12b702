"""The price of a month after a change of the plan, with its discount. Billing rule 3.

More or fewer seats, and what is kept, have the price and the discount of before. Another plan, and
another account that has it, is priced as a new order of that account.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from billing.catalog.catalog import Money
from billing.discounts.deciding import Enrolment
from billing.payments.discounting import (
    LAST_MONTH,
    DiscountStep,
    offered,
    on_other_seats,
    span_of,
    step_to,
    waits,
)
from billing.payments.plan_changes import ChangeAct, ChangePlan, ChangeTime, Target
from billing.payments.plan_month import coming_discount, month_of, paid_discount
from billing.payments.plan_state import PlanPolicy
from billing.payments.purchase import PlanSubscription
from billing.payments.refusals import SeatsNotPossible


def priced(
    target: Target,
    asked: ChangePlan,
    present: PlanSubscription,
    enrolments: Iterable[Enrolment],
    *,
    policy: PlanPolicy,
    now: datetime,
) -> Target | SeatsNotPossible:
    """Return the target with its price, or why that is not possible now. `enrolments` are those of
    the account that gets the plan."""
    if target.act is ChangeAct.END:
        return target
    if target.act is ChangeAct.KEEP:
        step = kept_discount(present, policy, now)
        return target._replace(listed=month_of(present, policy).listed, step=step)
    plan, quantity, coming = target.plan, target.quantity, present.had_next
    through, there = present.standing(policy).through or now, coming_discount(present)
    span = span_of(present, through, now, at_once=asked.when is ChangeTime.NOW)
    holder = None if asked.receiver == present.account_id else asked.receiver
    if (plan.name, holder) == (coming.plan, coming.taker):
        listed = present.next_amount // coming.quantity * quantity
        wanted = on_other_seats(there, Money(listed, plan.price.currency))
    else:
        listed = plan.cost(quantity).amount
        known = [*enrolments]
        wanted = offered(plan, quantity, known, span.starts)
        if step_to(wanted, there, span).discount is None:
            # It is too short for a coupon, so it must not hide a programme that goes on.
            wanted = offered(plan, quantity, known, span.through)
    step = step_to(wanted, there, span)
    if waits(step, there, paid_discount(present, policy), span):
        return LAST_MONTH
    return target._replace(listed=listed, step=step)


def kept_discount(present: PlanSubscription, policy: PlanPolicy, now: datetime) -> DiscountStep:
    """Return the step back to the discount of the paid month, at the end of the period."""
    through = present.standing(policy).through or now
    span = span_of(present, through, now, at_once=False)
    return step_to(paid_discount(present, policy), coming_discount(present), span)
