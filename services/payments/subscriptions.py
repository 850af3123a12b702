"""Subscribing to a plan, and ending that. Billing rule 3."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from billing.catalog.catalog import FREE_PLAN, Plan
from billing.ledger.refusals import AccountNotFound, IdempotencyConflict
from billing.payments.purchase import PlanSubscription, Subscribe
from billing.payments.refusals import (
    AlreadySubscribed,
    PaymentUnavailable,
    PlanNotFound,
    SubscriptionNotFound,
)
from db.errors import AlreadyExists
from db.payments.purchases import (
    add_subscription,
    find_subscription,
    save_subscription,
    subscriptions_of,
)
from gateways.payments.stripe_api import (
    CheckoutOptions,
    CheckoutSession,
    Payments,
    PaymentsAway,
    PaymentsConflict,
    PaymentsRefused,
)
from services.ledger.desk import AccountGone
from services.payments.desk import PaymentDesk
from services.payments.entitlements import GOING_ON, Entitlements, reread

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A subscription whose checkout can be visited."""

    subscription: PlanSubscription
    replayed: bool


Outcome = Subscribed | PlanNotFound | AlreadySubscribed | IdempotencyConflict | PaymentUnavailable


class Subscriptions:
    """One for a process. `grace` is how long a failed renewal may take to be mended."""

    def __init__(self, desk: PaymentDesk, grace: timedelta) -> None:
        self._desk = desk
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

    async def start(self, command: Subscribe) -> Outcome | AccountNotFound:
        """The checkout of an existing account. The same key answers the same checkout."""
        try:
            return await self._start(command)
        except AccountGone:
            return AccountNotFound(command.account_id)

    async def _start(self, command: Subscribe) -> Outcome:
        subscription = await self._find_or_add(command)
        if not isinstance(subscription, PlanSubscription):
            return subscription
        if subscription.fingerprint != command.fingerprint:
            return IdempotencyConflict(command.idempotency_key)
        if subscription.checkout_url is not None:
            return Subscribed(subscription, replayed=True)
        try:
            session = await self._checkout(subscription, command)
        except (PaymentsAway, PaymentsConflict) as error:
            logger.warning("subscription %s has no checkout: %r", subscription.id, error)
            return PaymentUnavailable()
        async with self._desk.account(subscription.account_id):
            subscription = await reread(subscription)
            subscription = replace(subscription, session_id=session.id, checkout_url=session.url)
            await save_subscription(subscription)
        return Subscribed(subscription, replayed=False)

    async def _find_or_add(
        self, command: Subscribe
    ) -> PlanSubscription | PlanNotFound | AlreadySubscribed:
        by_key = {"account_id": command.account_id, "idempotency_key": command.idempotency_key}
        if known := await find_subscription(**by_key):
            return known
        plan = self._desk.catalog.catalog.plans.get(command.plan)
        if plan is None or plan.name == FREE_PLAN:
            return PlanNotFound(command.plan)
        present = (await self.current([command.account_id])).get(command.account_id)
        if present is not None and present.facts.snapshot.status in GOING_ON:
            return AlreadySubscribed(present.plan)
        subscription = self._new(command, plan)
        try:
            # Under the lock: an erasure either sees it, and is refused, or has taken the account.
            async with self._desk.account(command.account_id):
                await add_subscription(subscription)
        except AlreadyExists:
            # Another request with the same key was faster.
            if known := await find_subscription(**by_key):
                return known
            raise
        return subscription

    def _new(self, command: Subscribe, plan: Plan) -> PlanSubscription:
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

    async def _checkout(
        self, subscription: PlanSubscription, command: Subscribe
    ) -> CheckoutSession:
        plan = self._desk.catalog.catalog.plans.get(subscription.plan)
        options = CheckoutOptions(
            success_url=command.success_url or self._desk.return_url,
            cancel_url=command.cancel_url,
            promotion_codes=command.promotion_codes,
            automatic_tax=command.automatic_tax,
        )

        async def start(payments: Payments, customer_id: str) -> CheckoutSession:
            return await payments.start_plan_checkout(
                subscription_id=subscription.id,
                customer_id=customer_id,
                name=plan.display_name if plan else subscription.plan,
                unit_amount=subscription.amount,
                currency=subscription.currency,
                options=options,
            )

        return await self._desk.checkout(subscription.account_id, start, key=subscription.id)

    async def cancel(
        self, account_id: str, *, at_period_end: bool
    ) -> PlanSubscription | SubscriptionNotFound | PaymentUnavailable:
        """Ends the subscription with the period that is paid, or now. Safe to repeat."""
        if at_period_end:
            return await self._set_cancel(account_id, True)
        return await self._change(account_id, lambda p, name: p.cancel_now(name))

    async def resume(
        self, account_id: str
    ) -> PlanSubscription | SubscriptionNotFound | PaymentUnavailable:
        """Takes back a cancellation at the end of the period. Safe to repeat."""
        return await self._set_cancel(account_id, False)

    async def _set_cancel(
        self, account_id: str, cancel: bool
    ) -> PlanSubscription | SubscriptionNotFound | PaymentUnavailable:
        return await self._change(
            account_id, lambda p, name: p.set_cancel_at_period_end(name, cancel)
        )

    async def _change(
        self, account_id: str, request: Any
    ) -> PlanSubscription | SubscriptionNotFound | PaymentUnavailable:
        present = (await self.current([account_id])).get(account_id)
        if present is None or present.facts.snapshot.status not in GOING_ON:
            return SubscriptionNotFound()
        try:
            answer = await request(self._desk.provider(), present.external_id)
        except PaymentsAway:
            return PaymentUnavailable()
        except PaymentsRefused as error:
            logger.warning("subscription %s can't be changed: %s", present.id, error)
            return SubscriptionNotFound()
        heard = self.entitlements.heard(answer, after=present.facts)
        await self.entitlements.apply(heard, _nothing)
        return await reread(present)


async def _nothing(_: str | None) -> None:
    """There is no event to mark."""
