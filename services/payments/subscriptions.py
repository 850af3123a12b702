"""Subscribing to a plan, and ending that. Billing rule 3."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from billing.catalog.catalog import FREE_PLAN
from billing.payments.purchase import PlanSubscription, Subscribe
from billing.payments.refusals import (
    AlreadySubscribed,
    PaymentRefused,
    PaymentUnavailable,
    PlanNotFound,
    SubscriptionNotFound,
)
from db.payments.purchases import SUBSCRIPTIONS, subscriptions_of
from gateways.payments.checkouts import Checkout, CheckoutOptions, Item, plan_checkout
from gateways.payments.stripe_api import Missing, Payments, PaymentsAway, PaymentsRefused
from services.payments.desk import PaymentDesk, no_event
from services.payments.entitlements import GOING_ON, Entitlements
from services.payments.orders import Orders

logger = logging.getLogger(__name__)

PlanChange = PlanSubscription | SubscriptionNotFound | PaymentUnavailable | PaymentRefused
ChangeRequest = Callable[[Payments, str], Awaitable[Mapping[str, Any]]]
"""A request about the subscription with the provider's id; returns it as it then is."""


class Subscriptions(Orders[Subscribe, PlanSubscription, PlanNotFound | AlreadySubscribed]):
    """One for a process. `grace` is how long a failed renewal may take to be mended."""

    def __init__(self, desk: PaymentDesk, grace: timedelta) -> None:
        super().__init__(desk, SUBSCRIPTIONS)
        self.grace = grace
        self.entitlements = Entitlements(desk, grace)

    async def current(self, account_ids: list[str]) -> dict[str, PlanSubscription]:
        """The subscription that each account has or had last; those never paid are left out."""
        found: dict[str, PlanSubscription] = {}
        for one in await subscriptions_of(account_ids):
            known = found.get(one.account_id)
            if one.external_id is None or (known and known.facts.snapshot.status in GOING_ON):
                continue
            if known is None or one.facts.snapshot.status in GOING_ON:
                found[one.account_id] = one
        return found

    async def _barred(self, command: Subscribe) -> AlreadySubscribed | None:
        present = (await self.current([command.account_id])).get(command.account_id)
        if present is not None and present.facts.snapshot.status in GOING_ON:
            return AlreadySubscribed(present.plan)
        return None

    def _new(self, command: Subscribe) -> PlanSubscription | PlanNotFound:
        plan = self._desk.catalog.catalog.plans.get(command.plan)
        if plan is None or plan.name == FREE_PLAN:
            return PlanNotFound(command.plan)
        return PlanSubscription(
            id=f"sub_{uuid4().hex}",
            account_id=command.account_id,
            idempotency_key=command.idempotency_key,
            fingerprint=command.fingerprint,
            plan=plan.name,
            amount=plan.price.amount,
            currency=plan.price.currency,
            created_at=self._desk.clock(),
        )

    def _checkout_for(
        self,
        order: PlanSubscription,
        command: Subscribe,
        customer_id: str,
        options: CheckoutOptions,
    ) -> Checkout:
        plan = self._desk.catalog.catalog.plans.get(order.plan)
        name = plan.display_name if plan else order.plan
        item = Item(name=name, unit_amount=order.amount, currency=order.currency)
        return plan_checkout(order.id, customer_id, item, options)

    async def cancel(self, account_id: str, *, at_period_end: bool) -> PlanChange:
        """Ends the subscription with the period that is paid, or now. Safe to repeat."""
        if at_period_end:
            return await self._set_cancel(account_id, True)
        return await self._change(account_id, lambda p, name: p.cancel_now(name))

    async def resume(self, account_id: str) -> PlanChange:
        """Takes back a cancellation at the end of the period. Safe to repeat."""
        return await self._set_cancel(account_id, False)

    async def _set_cancel(self, account_id: str, cancel: bool) -> PlanChange:
        return await self._change(
            account_id, lambda p, name: p.set_cancel_at_period_end(name, cancel)
        )

    async def _change(self, account_id: str, request: ChangeRequest) -> PlanChange:
        present = (await self.current([account_id])).get(account_id)
        if present is None or present.external_id is None:
            return SubscriptionNotFound()
        if present.facts.snapshot.status not in GOING_ON:
            return SubscriptionNotFound()
        try:
            answer = await request(self._desk.provider(), present.external_id)
        except PaymentsAway:
            return PaymentUnavailable()
        except Missing:
            return SubscriptionNotFound()
        except PaymentsRefused as error:
            logger.error("the payment provider refused to change %s: %s", present.id, error)
            return PaymentRefused()
        heard = self.entitlements.heard(answer, after=present.facts)
        await self.entitlements.apply(heard, no_event)
        return await SUBSCRIPTIONS.reread(present)
