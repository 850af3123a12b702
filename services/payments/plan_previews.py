"""Shows what a change of the plan would cost and do to the tokens, before somebody confirms it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from billing.catalog.catalog import FREE_PLAN, Money, Plan
from billing.ledger.account import Account
from billing.ledger.refusals import AccountNotFound
from billing.payments.plan_changes import (
    ChangeAct,
    ChangePlan,
    ChangeTime,
    Refused,
    Target,
    decide_change,
    wanted,
)
from billing.payments.plan_effect import TokenEffect, effect_of
from billing.payments.purchase import PlanSubscription
from billing.payments.refusals import (
    PaymentRefused,
    PaymentUnavailable,
)
from gateways.payments.errors import PaymentsAway, PaymentsDenied, PaymentsRefused
from gateways.payments.plan_calls import ItemChange, Proration
from services.ledger.desk import AccountGone
from services.payments.desk import PaymentDesk
from services.payments.plan_changes import PlanChanges, price_of, prorated_at
from services.payments.subscriptions import Subscriptions

NotShown = Refused | AccountNotFound | PaymentUnavailable | PaymentRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPreview:
    """What a change would do. `due` is charged now, `credit` is kept for the next invoices, and
    `price` is that of each month from then on. `at` is when the plan changes, `next_payment_at` the
    next payment. A `checkout` is needed if there is no subscription yet. The amounts are those of
    `as_of`."""

    plan: Plan
    quantity: int
    at: datetime
    due: Money
    credit: Money
    price: Money
    next_payment_at: datetime | None
    checkout: bool
    as_of: datetime
    tokens: TokenEffect


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
            async with self._desk.account(asked.account_id) as desk:
                account, now = desk.account, desk.now
                present = await self._changes.present(asked.account_id)
        except AccountGone:
            return AccountNotFound(asked.account_id)
        target = self._target(asked, account, present)
        if not isinstance(target, Target):
            return target
        try:
            cost = await self._cost(asked, target, present, now)
        except PaymentsDenied:
            return PaymentRefused()
        except PaymentsAway:
            return PaymentUnavailable()
        except PaymentsRefused:
            return PaymentRefused()
        return self._shown(asked, target, account, present, cost=cost, now=now)

    def _target(
        self, asked: ChangePlan, account: Account, present: PlanSubscription | None
    ) -> Target | Refused:
        """Return what to show: also a first subscription, which begins with a checkout."""
        plans = self._desk.catalog.catalog.plans
        if present is not None or asked.plan == FREE_PLAN:
            return decide_change(asked, account, present, plans, self._policy)
        found = wanted(asked.plan, asked.seats, account, plans)
        return Target(ChangeAct.SWITCH, *found) if isinstance(found, tuple) else found

    async def _cost(
        self, asked: ChangePlan, target: Target, present: PlanSubscription | None, now: datetime
    ) -> Proration:
        if present is None:
            return Proration(target.plan.cost(target.quantity).amount, 0)
        if target.act is not ChangeAct.SWITCH or asked.when is not ChangeTime.NOW:
            return Proration(0, 0)
        provider = self._desk.provider()
        answer = await provider.subscription(present.external_id or "")
        change = ItemChange(
            self._changes.item_id(present, answer), None, target.quantity, prorated_at(present, now)
        )
        same = target.plan.name == present.had_now(self._policy).plan
        return await provider.preview_item(answer, change, None if same else price_of(target.plan))

    def _shown(
        self,
        asked: ChangePlan,
        target: Target,
        account: Account,
        present: PlanSubscription | None,
        *,
        cost: Proration,
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
            due=Money(cost.due, currency),
            credit=Money(cost.credit, currency),
            price=target.plan.cost(target.quantity),
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
