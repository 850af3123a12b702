"""Starts, cancels and resumes subscriptions to plans. Billing rule 3."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from billing.catalog.catalog import FREE_PLAN
from billing.discounts.deciding import plan_price
from billing.discounts.enrolling import months_until
from billing.ledger.account import Account
from billing.payments.plan_changes import too_few, wanted
from billing.payments.plan_discount import PlanDiscount
from billing.payments.plan_month import ordered_discount
from billing.payments.plan_state import PlanPolicy
from billing.payments.purchase import PlanSubscription, Subscribe
from billing.payments.refusals import (
    AlreadySubscribed,
    PaymentRefused,
    PaymentUnavailable,
    PlanNotFound,
    SeatsNotPossible,
    SubscriptionNotFound,
)
from db.commit.journal import read_accounts
from db.payments.purchases import SUBSCRIPTIONS, subscriptions_of
from gateways.payments.checkouts import (
    Checkout,
    CheckoutOptions,
    CheckoutSession,
    Item,
    plan_checkout,
)
from gateways.payments.coupons import Coupon, coupon_of_order
from gateways.payments.errors import Missing, PaymentsAway, PaymentsDenied, PaymentsRefused
from services.ledger.desk import AccountGone
from services.payments.desk import PaymentDesk, no_event
from services.payments.entitlements import Entitlements
from services.payments.heard import heard
from services.payments.orders import Orders, PlanRefusal
from services.payments.plans.checkouts import PlanCheckouts

if TYPE_CHECKING:
    from gateways.payments.stripe_api import Payments

logger = logging.getLogger(__name__)

PlanChange = PlanSubscription | SubscriptionNotFound | PaymentUnavailable | PaymentRefused
ChangeRequest = Callable[["Payments", str], Awaitable[Mapping[str, Any]]]
"""Sends a request about the subscription with the provider's id; returns its new state."""


class Subscriptions(Orders[Subscribe, PlanSubscription, PlanRefusal]):
    """Subscriptions to plans. There is one object per process."""

    def __init__(self, desk: PaymentDesk, policy: PlanPolicy) -> None:
        super().__init__(desk, SUBSCRIPTIONS)
        self.policy = policy
        self.entitlements = Entitlements(desk, policy)
        self._checkouts = PlanCheckouts(desk)

    async def current(self, account_ids: list[str]) -> dict[str, PlanSubscription]:
        """Return the subscription whose plan each account has, or had last, unless it was never
        paid."""
        found: dict[str, PlanSubscription] = {}
        for one in await subscriptions_of(account_ids):
            holder = one.holder(self.policy)
            known = found.get(holder)
            if one.external_id is None or (known and known.goes_on):
                continue
            if known is None or one.goes_on:
                found[holder] = one
        return found

    async def coming(self, account_id: str) -> PlanSubscription | None:
        """Return a subscription of somebody else whose plan the account gets with the next period;
        None if there is none."""
        for one in await subscriptions_of([account_id]):
            comes = one.next_holder == account_id != one.holder(self.policy)
            if comes and one.goes_on and not one.standing(self.policy).ends:
                return one
        return None

    async def other_of(self, account_id: str, but: PlanSubscription) -> PlanSubscription | None:
        """Return another subscription whose plan the account has or gets, and that goes on."""
        for one in await subscriptions_of([account_id]):
            holders = {one.holder(self.policy), one.next_holder}
            if one.id != but.id and one.goes_on and account_id in holders:
                return one
        return None

    async def _barred(self, command: Subscribe) -> AlreadySubscribed | None:
        present = (await self.current([command.account_id])).get(command.account_id)
        if present is not None and present.goes_on:
            return AlreadySubscribed(present.had_now(self.policy).plan)
        if coming := await self.coming(command.account_id):
            return AlreadySubscribed(coming.had_next.plan)
        key = command.idempotency_key
        paid = await self._checkouts.close(command.account_id, command.plan, but=key)
        return None if paid is None else AlreadySubscribed(paid.plan)

    async def _new(self, command: Subscribe) -> PlanSubscription | PlanRefusal:
        account = (await read_accounts([command.account_id])).get(command.account_id)
        if account is None:
            raise AccountGone(command.account_id)
        if command.plan == FREE_PLAN:
            return PlanNotFound(command.plan)
        found = wanted(command.plan, command.seats, account, self._desk.catalog.catalog.plans)
        if not isinstance(found, tuple):
            return found
        plan, quantity = found
        now = self._desk.clock()
        enrolments = await self._desk.enrolments(command.account_id)
        decided = plan_price(plan, enrolments, now, times=quantity)
        return PlanSubscription(
            id=f"sub_{uuid4().hex}",
            account_id=command.account_id,
            idempotency_key=command.idempotency_key,
            fingerprint=command.fingerprint,
            plan=plan.name,
            quantity=quantity,
            amount=decided.listed.amount,
            currency=decided.listed.currency,
            created_at=now,
            discounts=decided.discounts,
            discounted_until=decided.enrolment.until if decided.enrolment else None,
        )

    def _unfit(self, order: PlanSubscription, account: Account) -> SeatsNotPossible | None:
        """A member may have joined since the order was decided, or its checkout expired."""
        plan = self._desk.catalog.book.plans.get(order.plan)
        return too_few(plan, order.quantity, account) if plan else None

    def _checkout_for(
        self,
        order: PlanSubscription,
        command: Subscribe,
        customer_id: str,
        options: CheckoutOptions,
    ) -> Checkout:
        plan = self._desk.catalog.book.plans.get(order.plan)
        name = plan.display_name if plan else order.plan
        item = Item(
            name=name,
            unit_amount=order.amount // order.quantity,
            currency=order.currency,
            quantity=order.quantity,
        )
        discount = ordered_discount(order)
        if discount is None:
            return plan_checkout(order.id, customer_id, item, options)
        options = replace(options, promotion_codes=False)
        coupon = _coupon(order, discount)
        return plan_checkout(order.id, customer_id, item, options, coupon)

    async def _kept(self, order: PlanSubscription, session: CheckoutSession) -> PlanSubscription:
        kept = await super()._kept(order, session)
        await self._checkouts.leave_newest(kept.account_id, kept.plan)
        return kept

    async def cancel(self, account_id: str, *, at_period_end: bool) -> PlanChange:
        """Cancel all subscriptions of the account, at the end of the paid period or now.

        Safe to repeat.
        """
        request = _end_with_period if at_period_end else _end_now
        going_on = await self._going_on(account_id)
        return _told([await self._change(one, request) for one in going_on])

    async def stop(self, account_id: str) -> bool:
        """Cancel all subscriptions at the end of their periods. Return whether none goes on then,
        and none comes. Safe to repeat."""
        if await self.coming(account_id):
            return False
        outcome = await self.cancel(account_id, at_period_end=True)
        return isinstance(outcome, PlanSubscription | SubscriptionNotFound)

    async def resume(self, account_id: str) -> PlanChange:
        """Take back a cancellation at the end of the period. Safe to repeat."""
        present = (await self._going_on(account_id))[:1]
        return _told([await self._change(one, _renew_again) for one in present])

    async def _going_on(self, account_id: str) -> list[PlanSubscription]:
        """Return the subscriptions that can be changed: those whose plan the account has, which
        `current` shows, or else those that it ordered and whose plan a team has."""
        found = await subscriptions_of([account_id])
        going_on = [one for one in found if one.goes_on and one.external_id is not None]
        had = [one for one in going_on if one.holder(self.policy) == account_id]
        return had or [one for one in going_on if one.account_id == account_id]

    async def _change(self, present: PlanSubscription, request: ChangeRequest) -> PlanChange:
        try:
            answer = await request(self._desk.provider(), present.external_id or "")
            notice = heard(answer, after=present.facts, now=self._desk.clock())
            await self.entitlements.apply(notice, no_event)
        except PaymentsDenied:
            return PaymentRefused()
        except PaymentsAway:
            return PaymentUnavailable()
        except Missing:
            return SubscriptionNotFound()
        except PaymentsRefused as error:
            logger.error("the payment provider refused to change %s: %s", present.id, error)
            return PaymentRefused()
        return await SUBSCRIPTIONS.reread(present)


def _coupon(order: PlanSubscription, discount: PlanDiscount) -> Coupon:
    """Return what the provider takes off each month. It ends by itself with the programme."""
    until = order.discounted_until
    months = None if until is None else months_until(until, order.created_at)
    return coupon_of_order(order.id, discount, order.currency, months)


def _told(changes: list[PlanChange]) -> PlanChange:
    """Return one result for several changes: a failure if there is one, else a change."""
    for kind in (PaymentUnavailable, PaymentRefused, PlanSubscription):
        for change in changes:
            if isinstance(change, kind):
                return change
    return SubscriptionNotFound()


async def _end_now(payments: Payments, name: str) -> Mapping[str, Any]:
    return await payments.cancel_now(name)


async def _end_with_period(payments: Payments, name: str) -> Mapping[str, Any]:
    return await payments.set_cancel_at_period_end(name, True)


async def _renew_again(payments: Payments, name: str) -> Mapping[str, Any]:
    return await payments.set_cancel_at_period_end(name, False)
