"""The discount of a subscription whose plan changes. Billing rule 3.

More or fewer seats, and what is kept, have the discount of before. Another plan, and another
account that has it, is priced as a new order of that account. `docs/discounts.md` has the rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

from billing.catalog.catalog import Money, Plan
from billing.discounts.deciding import Enrolment, plan_price
from billing.discounts.enrolling import months_until
from billing.payments.plan_discount import PlanDiscount, fixed_amount
from billing.payments.purchase import PlanSubscription
from billing.payments.refusals import SeatsNotPossible
from billing.window import add_months

LAST_MONTH = SeatsNotPossible(
    "The discount of this subscription ends with the present period. Change it at the end of the "
    "period."
)


class CouponAct(StrEnum):
    """The act of a change on the provider's coupon, in the request that changes the item: it stays,
    is taken off, or another one takes its place."""

    STAYS = "STAYS"
    TAKEN_OFF = "TAKEN_OFF"
    NEW = "NEW"


class DiscountStep(NamedTuple):
    """The `discount` of the price that a change sells, and what happens to the coupon. A new one is
    for so many `months` (None: without an end)."""

    discount: PlanDiscount | None = None
    act: CouponAct = CouponAct.STAYS
    months: int | None = None


UNDISCOUNTED = DiscountStep()


class Span(NamedTuple):
    """The time of a change: it begins to count at `starts`, which is `asked_at` or the end of the
    paid period, `through`. Periods are counted from `anchor`."""

    asked_at: datetime
    starts: datetime
    through: datetime
    anchor: datetime

    @property
    def at_once(self) -> bool:
        return self.starts < self.through


def span_of(present: PlanSubscription, through: datetime, now: datetime, *, at_once: bool) -> Span:
    """Return the time of a change of a subscription that is paid until `through`."""
    anchor, started = through, present.facts.started_at
    if started is not None:
        begin = datetime.fromtimestamp(started, UTC)
        # After a pause, the periods are others.
        is_even = add_months(begin, months_until(through, begin)) == through
        anchor = begin if is_even else through
    return Span(now, min(now, through) if at_once else through, through, anchor)


def offered(
    plan: Plan, quantity: int, enrolments: Iterable[Enrolment], at: datetime
) -> PlanDiscount | None:
    """Return the discount that an account with these enrolments gets on a new order of the plan,
    for the months that begin at `at` or later."""
    decided = plan_price(plan, enrolments, at, times=quantity)
    if decided.enrolment is None:
        return None
    [one] = decided.discounts
    until = decided.enrolment.until
    fixed = fixed_amount(decided.listed, one.off)
    return PlanDiscount(
        name=one.name, reason=one.reason, off=one.off, until=until, ends=until, fixed=fixed
    )


def on_other_seats(there: PlanDiscount | None, listed: Money) -> PlanDiscount | None:
    """Return the same discount on a month with another list price."""
    if there is None:
        return None
    other = replace(there, fixed=fixed_amount(listed, there.off))
    return other if other.on(listed.amount) else None


def step_to(wanted: PlanDiscount | None, there: PlanDiscount | None, span: Span) -> DiscountStep:
    """Return the step from the discount that is `there` at the provider to the wanted one. A
    discount that would end before the next renewal is none."""
    if wanted is not None and wanted.lasts(span.starts):
        if there is not None and there.is_same(wanted) and there.fixed == wanted.fixed:
            return DiscountStep(there)
        if wanted.ends is None:
            return DiscountStep(wanted, CouponAct.NEW)
        if wanted.ends > span.through:
            return _new(wanted, wanted.ends, span)
    is_there = there is not None and there.lasts(span.starts)
    return DiscountStep(None, CouponAct.TAKEN_OFF if is_there else CouponAct.STAYS)


def waits(
    step: DiscountStep, there: PlanDiscount | None, paid: PlanDiscount | None, span: Span
) -> bool:
    """Return whether the change has to wait for the end of the period: it is the last one with the
    discount of the `paid` month. A new coupon would last longer, and one that ends within the
    period would credit and charge at different prices."""
    if not span.at_once or paid is None or paid.ends is None or not paid.lasts(span.asked_at):
        return False
    stays_exact = there == paid and paid.aligned and step.act is not CouponAct.NEW
    return paid.ends <= span.through and not stays_exact


def _new(wanted: PlanDiscount, ends: datetime, span: Span) -> DiscountStep:
    """Return the step to a new coupon for all renewals before `ends`. Its months must end after the
    last of them. Where periods begin on the last days of months, that may include one more."""
    last = add_months(span.anchor, months_until(ends, span.anchor) - 1)
    months = months_until(last, span.asked_at)
    if add_months(span.asked_at, months) <= last:
        months += 1
    over = add_months(span.asked_at, months)
    until = add_months(span.anchor, months_until(over, span.anchor))
    return DiscountStep(replace(wanted, ends=until, aligned=False), CouponAct.NEW, months)
