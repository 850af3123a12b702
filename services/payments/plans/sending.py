"""Sends changes of plans to the payment provider. Billing rule 3.

A request has the key of its stored change, so the provider carries it out once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from billing.payments.discounting import CouponAct, DiscountStep
from billing.payments.plan_changes import ChangeAct, ChangeTime, PlanChange
from billing.payments.plan_had import Had, own_item
from billing.payments.plan_pricing import kept_discount
from billing.payments.plan_state import PlanPolicy
from billing.payments.purchase import PlanSubscription
from billing.payments.subscription import SubscriptionFacts
from db.payments.plan_changes import save_change
from db.payments.purchases import SUBSCRIPTIONS, add_taker
from gateways.payments.coupons import Coupon, coupon_of_change
from gateways.payments.errors import PaymentsRefused
from gateways.payments.notices import SubscriptionNotice
from gateways.payments.plan_calls import ItemChange
from gateways.payments.subscription_events import read_invoice, read_items
from services.payments.desk import PaymentDesk
from services.payments.heard import heard
from services.payments.plans.prices import price_after


class Sending:
    """Requests of changes. There is one object per process."""

    def __init__(self, desk: PaymentDesk, policy: PlanPolicy) -> None:
        self._desk = desk
        self._policy = policy

    async def sent(
        self,
        change: PlanChange,
        subscription: PlanSubscription,
        external_id: str,
        *,
        again: bool,
    ) -> SubscriptionNotice:
        """Send the change; return the provider's answer. `again`: it may have been sent before.
        Raises PaymentsAway, PaymentsConflict and PaymentsRefused."""
        provider, now = self._desk.provider(), self._desk.clock()
        if change.act is ChangeAct.END:
            at_end = change.when is ChangeTime.PERIOD_END
            answer = await (
                provider.set_cancel_at_period_end(external_id, True)
                if at_end
                else provider.cancel_now(external_id)
            )
            return heard(answer, after=subscription.facts, now=now)
        present = await provider.subscription(external_id)
        # Another change may have been first. Its price was stored before it was sold.
        subscription = _seen(await SUBSCRIPTIONS.reread(subscription), present, now)
        if change.act is ChangeAct.KEEP and change.price_id is None:
            change = replace(change, step=kept_discount(subscription, self._policy, now))
        if change.act is ChangeAct.KEEP and subscription.standing(self._policy).ends:
            present = await provider.set_cancel_at_period_end(external_id, False)
            subscription = _seen(subscription, present, now)
        item = await self._item(change, subscription, present)
        if item is None:
            return heard(present, after=subscription.facts, now=now)
        answer = await provider.change_item(external_id, item, key=change.id)
        if again:
            # The answer may be that of the first time. Only its invoice is certain.
            present = await provider.subscription(external_id)
        else:
            present = answer
        return _with_invoice(heard(present, after=subscription.facts, now=now), answer)

    async def _item(
        self, change: PlanChange, subscription: PlanSubscription, present: Mapping[str, Any]
    ) -> ItemChange | None:
        """Return the change of the plan's item, with a price that is stored before it is used. None
        if the item is as wanted."""
        item, coming = item_id(subscription, present), subscription.had_next
        price, step = change.price_id, change.step
        to = Had(change.plan, change.quantity, change.taker)
        is_same = (to.plan, to.taker, step.act) == (coming.plan, coming.taker, CouponAct.STAYS)
        if change.act is ChangeAct.KEEP and to == coming and is_same:
            return None
        if price is None and not is_same:
            price = await self._priced(change, subscription)
        prorates = change.act is ChangeAct.SWITCH and change.when is ChangeTime.NOW
        at = change.at if prorates else None
        return ItemChange(
            item, price, change.quantity, at, *coupon_for(step, subscription.currency)
        )

    async def _priced(self, change: PlanChange, present: PlanSubscription) -> str:
        """Make the price for a change, and store which plan it is for, who has it and what is taken
        off, before anything is sold."""
        plan = self._desk.catalog.book.plans[change.plan]
        provider = self._desk.provider()
        terms = await price_after(change.act, plan, present, policy=self._policy, provider=provider)
        price = await provider.create_price(terms, key=change.id)
        async with self._desk.accounts({change.account_id, present.account_id}):
            await save_change(replace(change, price_id=price))
            subscription = await SUBSCRIPTIONS.find(id=change.subscription_id)
            if subscription is not None:
                takers = {price: change.taker} if change.taker else {}
                if change.taker is not None:
                    await add_taker(subscription.id, change.taker)
                sold = SubscriptionFacts(
                    sold={price: change.plan},
                    takers=takers,
                    unit_amounts={price: terms.unit_amount},
                    discounts={price: change.step.discount} if change.step.discount else {},
                )
                facts = subscription.facts.merge(sold)
                await SUBSCRIPTIONS.save(replace(subscription, facts=facts))
        return price


def coupon_for(step: DiscountStep, currency: str) -> tuple[Coupon | None, bool]:
    """Return the coupon that takes the place of the present one, and whether that is taken off."""
    if step.act is CouponAct.NEW and step.discount is not None:
        return coupon_of_change(step.discount, currency, step.months), False
    return None, step.act is CouponAct.TAKEN_OFF


def item_id(subscription: PlanSubscription, present: Mapping[str, Any]) -> str:
    """Return the id of the plan's item. Raises PaymentsRefused if there is none."""
    items = read_items(present)
    own = own_item(subscription.facts, subscription.order, [item for _, item in items])
    for item_id, item in items:
        if item == own or len(items) == 1:
            return item_id
    raise PaymentsRefused("the subscription has no item of the plan")


def _seen(
    subscription: PlanSubscription, present: Mapping[str, Any], now: datetime
) -> PlanSubscription:
    """Return the subscription with the provider's present answer."""
    told = heard(present, after=subscription.facts, now=now)
    return replace(subscription, facts=subscription.facts.merge(told.facts))


def _with_invoice(notice: SubscriptionNotice, answer: Mapping[str, Any]) -> SubscriptionNotice:
    """Return the notice with the facts of the subscription's latest invoice, if it is paid."""
    invoice = answer.get("latest_invoice")
    if not isinstance(invoice, Mapping) or invoice.get("status") != "paid":
        return notice
    told = read_invoice("paid", invoice)
    if told is None:
        return notice
    return replace(notice, facts=notice.facts.merge(told.facts), currency=told.currency)
