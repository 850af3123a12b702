"""The provider's word on subscriptions, and the plan that follows from it (billing rule 3)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from billing.catalog.catalog import FREE_PLAN
from billing.ledger.allowance import change_plan
from billing.payments.purchase import PlanSubscription
from billing.payments.subscription import SubscriptionFacts, SubscriptionStatus, entitled_until
from db.payments.purchases import SUBSCRIPTIONS, forget_customer, subscriptions_of
from gateways.payments.events import read_event
from gateways.payments.notices import SubscriptionNotice
from gateways.payments.stripe_api import PaymentsAway, PaymentsRefused
from services.ledger.desk import Desk
from services.payments.desk import Alert, Mark, PaymentDesk, Unmatched
from services.payments.money import book_invoices

logger = logging.getLogger(__name__)

GOING_ON = {
    SubscriptionStatus.ACTIVE,
    SubscriptionStatus.PAST_DUE,
    SubscriptionStatus.PAUSED,
    SubscriptionStatus.UNPAID,
}


class Entitlements:
    """One for a process. `grace` is how long a failed renewal may take to be mended."""

    def __init__(self, desk: PaymentDesk, grace: timedelta) -> None:
        self._desk = desk
        self._grace = grace

    def heard(self, answer: Mapping[str, Any], *, after: SubscriptionFacts) -> SubscriptionNotice:
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
        heard = self.heard(answer, after=known.facts.merge(notice.facts))
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
            subscription = await SUBSCRIPTIONS.reread(known)
            if _is_of_earlier_checkout(subscription, notice):
                return
            _check_money(subscription, notice)
            subscription = replace(
                subscription,
                facts=subscription.facts.merge(notice.facts),
                external_id=subscription.external_id or notice.external_id,
                session_id=subscription.session_id or notice.session_id,
            )
            await SUBSCRIPTIONS.save(subscription)
            await book_invoices(subscription, notice.facts.invoices, account.now)
            await self._entitle(account)

    async def _entitle(self, account: Desk) -> None:
        """Puts the account on the plan that is paid for longest, or on the free one."""
        going_on = 0
        best: tuple[str, datetime | None] = (FREE_PLAN, None)
        for one in await subscriptions_of([account.account.id]):
            going_on += one.facts.snapshot.status in GOING_ON
            until = entitled_until(one.facts, self._grace)
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


async def _matching(notice: SubscriptionNotice) -> PlanSubscription | None:
    return await SUBSCRIPTIONS.find_first(
        id=notice.subscription_id,
        external_id=notice.external_id,
        session_id=notice.session_id,
    )


def _is_of_earlier_checkout(subscription: PlanSubscription, notice: SubscriptionNotice) -> bool:
    """Whether a checkout ended that has been replaced by another."""
    expired = notice.facts.snapshot.status is SubscriptionStatus.EXPIRED
    return expired and notice.session_id not in {None, subscription.session_id}


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
