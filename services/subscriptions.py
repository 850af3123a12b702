"""Subscribing to a plan, and what its payments lead to. Contract rule 3."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from tortoise.exceptions import IntegrityError

from billing.allowance import change_plan
from billing.catalog import FREE_PLAN, Plan
from billing.purchase import PlanSubscription, Subscribe
from billing.refusals import (
    AccountNotFound,
    AlreadySubscribed,
    IdempotencyConflict,
    PaymentUnavailable,
    PlanNotFound,
    SubscriptionNotFound,
)
from billing.subscription import SubscriptionFacts, SubscriptionStatus, entitled_until
from db.payments import (
    add_subscription,
    find_subscription,
    forget_customer,
    save_subscription,
    subscriptions_of,
)
from gateways.payment_events import (
    PaymentNotice,
    SubscriptionNotice,
    read_event,
    read_invoice_payment,
)
from gateways.payments import (
    CheckoutOptions,
    CheckoutSession,
    Payments,
    PaymentsAway,
    PaymentsConflict,
    PaymentsRefused,
)
from services.desk import AccountGone, Desk
from services.money import book_invoices
from services.payment_desk import Alert, Mark, PaymentDesk, Unmatched

logger = logging.getLogger(__name__)

GOING_ON = {
    SubscriptionStatus.ACTIVE,
    SubscriptionStatus.PAST_DUE,
    SubscriptionStatus.PAUSED,
    SubscriptionStatus.UNPAID,
}


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
            subscription = await _reread(subscription)
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
        except IntegrityError:
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
        await self.apply(self._heard(answer, after=present.facts), _nothing)
        return await _reread(present)

    def _heard(self, answer: Mapping[str, Any], *, after: SubscriptionFacts) -> SubscriptionNotice:
        """The provider's answer of now, as a notice that counts for more than what was said: its
        clock may be ahead of ours."""
        event = {
            "type": "customer.subscription.updated",
            "created": 0,
            "data": {"object": answer},
        }
        notice = read_event(event)
        if not isinstance(notice, SubscriptionNotice):
            raise TypeError(f"the provider answered {answer!r}")
        said_at = int(self._desk.clock().timestamp() * 1_000_000)
        said_at = max(said_at, after.snapshot.said_at + 1)
        snapshot = replace(notice.facts.snapshot, said_at=said_at)
        return replace(notice, facts=replace(notice.facts, snapshot=snapshot))

    async def _settled(
        self, known: PlanSubscription, notice: SubscriptionNotice
    ) -> SubscriptionNotice:
        """The notice; with the provider's present word, where it contradicts what is known."""
        if not known.facts.snapshot.contradicts(notice.facts.snapshot):
            return notice
        name = known.external_id or notice.external_id or ""
        try:
            answer = await self._desk.provider().subscription(name)
        except (PaymentsAway, PaymentsRefused):
            return notice
        heard = self._heard(answer, after=known.facts.merge(notice.facts))
        return replace(notice, facts=notice.facts.merge(heard.facts))

    async def apply(self, notice: SubscriptionNotice, mark: Mark) -> None:
        """What the provider says of a subscription. Raises Unmatched and Alert; then nothing
        changed."""
        known = await _matching(notice)
        if known is None:
            raise Unmatched("no subscription is known by this name")
        notice = await self._settled(known, notice)
        async with self._desk.account(known.account_id) as account:
            await mark(known.account_id)
            subscription = await _reread(known)
            _check_money(subscription, notice)
            subscription = replace(
                subscription,
                facts=subscription.facts.merge(notice.facts),
                external_id=subscription.external_id or notice.external_id,
                session_id=subscription.session_id or notice.session_id,
            )
            await save_subscription(subscription)
            await book_invoices(subscription, notice.facts.invoices, account.now)
            await self._entitle(account)

    async def apply_payment(self, notice: PaymentNotice, mark: Mark) -> None:
        """What became of a payment that is no pack's: a refund or a dispute of a plan's invoice.
        It is about money alone; whether the plan ends, the subscription's own events say.

        Raises Unmatched, also where the provider can't be asked which invoice it paid.
        """
        about = await self._invoice_paid(notice)
        if about is None:
            raise Unmatched("no purchase and no invoice has this payment")
        await self.apply(about, mark)

    async def _invoice_paid(self, notice: PaymentNotice) -> SubscriptionNotice | None:
        if notice.payment_intent is None or notice.purchase_id is not None:
            return None
        try:
            invoice = await self._desk.provider().invoice_paid_by(notice.payment_intent)
        except (PaymentsAway, PaymentsRefused):
            return None
        return None if invoice is None else read_invoice_payment(invoice, notice.facts)

    async def _entitle(self, account: Desk) -> None:
        """Puts the account on the plan that is paid for longest, or on the free one."""
        going_on = 0
        best: tuple[str, datetime | None] = (FREE_PLAN, None)
        for one in await subscriptions_of([account.account.id]):
            going_on += one.facts.snapshot.status in GOING_ON
            until = entitled_until(one.facts, self.grace)
            if until and until > account.now and (best[1] is None or until > best[1]):
                best = (one.plan, until)
        if going_on > 1:
            # Two checkouts were open at once, and both were paid.
            logger.error("ALERT account %s pays for %d subscriptions", account.account.id, going_on)
        plans = self._desk.catalog.catalog.plans
        name, until = best
        changed = change_plan(account.account, name=name, until=until, plans=plans, now=account.now)
        account.keep(changed[1])


async def customer_deleted(customer_id: str, mark: Mark) -> None:
    """The next checkout makes a new customer; the end of subscriptions has events of its own."""
    await forget_customer(customer_id)
    await mark(None)


async def _nothing(_: str | None) -> None:
    """There is no event to mark."""


async def _matching(notice: SubscriptionNotice) -> PlanSubscription | None:
    ways = {
        "id": notice.subscription_id,
        "external_id": notice.external_id,
        "session_id": notice.session_id,
    }
    for name, value in ways.items():
        if value is not None and (found := await find_subscription(**{name: value})):
            return found
    return None


async def _reread(subscription: PlanSubscription) -> PlanSubscription:
    return await find_subscription(id=subscription.id) or subscription


def _check_money(subscription: PlanSubscription, notice: SubscriptionNotice) -> None:
    """An invoice of another amount or currency pays for nothing."""
    if notice.facts.paid_through is None:
        return
    said = (notice.amount, (notice.currency or "").lower())
    if said != (subscription.amount, subscription.currency.lower()):
        raise Alert(
            f"subscription {subscription.id} costs {subscription.amount} "
            f"{subscription.currency}, but {notice.amount} {notice.currency} was paid"
        )
