"""Shows what a change of the plan would cost and do to the tokens, before somebody confirms it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from billing.catalog.catalog import FREE_PLAN, Money, Plan
from billing.discounts.deciding import plan_price
from billing.discounts.enrolling import months_until
from billing.ledger.account import Account
from billing.ledger.refusals import AccountNotFound
from billing.payments.plan_changes import (
    ChangeAct,
    ChangePlan,
    ChangeTime,
    Refused,
    Target,
    wanted,
)
from billing.payments.plan_effect import TokenEffect, effect_of
from billing.payments.plan_month import Month, month_at
from billing.payments.proration import prorated_at
from billing.payments.purchase import PlanSubscription
from billing.payments.refusals import (
    PaymentRefused,
    PaymentUnavailable,
    SeatsNotPossible,
)
from billing.window import add_months
from gateways.payments.errors import PaymentsAway, PaymentsDenied, PaymentsRefused
from gateways.payments.plan_calls import ItemChange, Proration
from services.ledger.desk import AccountGone, Desk
from services.payments.desk import PaymentDesk
from services.payments.plans.changes import PlanChanges
from services.payments.plans.prices import price_after
from services.payments.plans.sending import coupon_for, item_id
from services.payments.subscriptions import Subscriptions

NotShown = Refused | AccountNotFound | PaymentUnavailable | PaymentRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPreview:
    """The effect of a change. `due` is charged now, `credit` is kept for the next invoices, and
    `month` is each month from then on. `at` is when the plan changes, `next_payment_at` the next
    payment. A `checkout` is needed if there is no subscription yet. The amounts are those of
    `as_of`."""

    plan: Plan
    quantity: int
    at: datetime
    due: Money
    credit: Money
    month: Month
    currency: str
    next_payment_at: datetime | None
    checkout: bool
    as_of: datetime
    tokens: TokenEffect

    @property
    def price(self) -> Money:
        """The price of each month from then on, as long as its discounts last."""
        return Money(self.month.price, self.currency)


class _Cost(NamedTuple):
    """The amount to pay now, and for each month from then on."""

    now: Proration
    month: Month


class PlanPreviews:
    """Previews of changes. There is one object per process."""

    def __init__(
        self, desk: PaymentDesk, subscriptions: Subscriptions, changes: PlanChanges
    ) -> None:
        self._desk = desk
        self._policy = subscriptions.policy
        self._changes = changes

    async def preview(self, asked: ChangePlan) -> PlanPreview | NotShown:
        """Return what the change would do. Changes nothing."""
        try:
            async with self._desk.accounts({asked.account_id, asked.receiver}) as opened:
                giver, receiver = opened[asked.account_id], opened[asked.receiver]
                present = await self._changes.present(asked.account_id)
                target = await self._target(asked, giver, receiver, present)
        except AccountGone:
            return AccountNotFound(asked.account_id)
        account, now = receiver.account, opened.now
        if not isinstance(target, Target):
            return target
        at = None
        if present is not None:
            at = prorated_at(asked, target, present, account, policy=self._policy, now=now)
        if isinstance(at, SeatsNotPossible):
            return at
        try:
            cost = await self._cost(asked, target, present, at)
        except (PaymentsDenied, PaymentsRefused):
            return PaymentRefused()
        except PaymentsAway:
            return PaymentUnavailable()
        shown = self._shown(asked, target, account, present, cost=cost, now=now)
        return shown if giver is receiver else self._given(shown, giver.account)

    def _given(self, shown: PlanPreview, giver: Account) -> PlanPreview:
        """Return the preview of a plan that goes to another account: with what `giver` has now, and
        what of it lapses at once."""
        plans, at_once = self._desk.catalog.book.plans, shown.at <= shown.as_of
        lost = effect_of(
            giver,
            plans[FREE_PLAN],
            1,
            until=None,
            plans=plans,
            now=shown.as_of,
            at_once=at_once,
        )
        return replace(shown, tokens=shown.tokens._replace(before=lost.before, lapses=lost.lapses))

    async def _target(
        self, asked: ChangePlan, giver: Desk, receiver: Desk, present: PlanSubscription | None
    ) -> Target | Refused:
        """Return what to show: also a first subscription, which begins with a checkout."""
        if present is not None or asked.plan == FREE_PLAN or giver is not receiver:
            return await self._changes.decided(asked, giver, receiver, present)
        plans, account = self._desk.catalog.catalog.plans, receiver.account
        found = wanted(asked.plan, asked.seats, account, plans)
        return Target(ChangeAct.SWITCH, *found) if isinstance(found, tuple) else found

    async def _cost(
        self,
        asked: ChangePlan,
        target: Target,
        present: PlanSubscription | None,
        at: datetime | None,
    ) -> _Cost:
        """Return the costs. `at` is the instant of a proration; None if there is none."""
        if present is None:
            month = await self._first_month(asked, target)
            return _Cost(Proration(month.price, 0), month)
        provider = self._desk.provider()
        terms = await price_after(
            target.act, target.plan, present, policy=self._policy, provider=provider
        )
        month = month_at(terms.unit_amount * target.quantity, target.step.discount)
        if at is None:
            return _Cost(Proration(0, 0), month)
        answer = await provider.subscription(present.external_id or "")
        item, coupon = item_id(present, answer), coupon_for(target.step, present.currency)
        change = ItemChange(item, None, target.quantity, at, *coupon)
        same = target.plan.name == present.had_next.plan
        return _Cost(await provider.preview_item(answer, change, None if same else terms), month)

    async def _first_month(self, asked: ChangePlan, target: Target) -> Month:
        """Return a month of a first subscription, as the account pays it."""
        enrolments, now = await self._desk.enrolments(asked.account_id), self._desk.clock()
        decided = plan_price(target.plan, enrolments, now, times=target.quantity)
        until = decided.enrolment.until if decided.enrolment else None
        ends = None if until is None else add_months(now, months_until(until, now))
        return Month(decided.listed.amount, decided.discounts, ends)

    def _shown(
        self,
        asked: ChangePlan,
        target: Target,
        account: Account,
        present: PlanSubscription | None,
        *,
        cost: _Cost,
        now: datetime,
    ) -> PlanPreview:
        through = present.standing(self._policy).through if present else None
        is_now = present is None or asked.when is ChangeTime.NOW or target.act is ChangeAct.KEEP
        ends = target.act is ChangeAct.END
        currency = target.plan.price.currency if present is None else present.currency
        until = None if ends else through
        return PlanPreview(
            plan=target.plan,
            quantity=target.quantity,
            at=now if is_now or through is None else through,
            due=Money(cost.now.due, currency),
            credit=Money(cost.now.credit, currency),
            month=cost.month,
            currency=currency,
            next_payment_at=until,
            checkout=present is None,
            as_of=now,
            tokens=effect_of(
                account,
                target.plan,
                target.quantity,
                until=until,
                plans=self._desk.catalog.book.plans,
                now=now,
                at_once=is_now,
            ),
        )
