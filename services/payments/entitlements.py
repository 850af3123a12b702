"""Applies what the provider reports about subscriptions to the account's plan (billing rule 3)."""

from __future__ import annotations

from dataclasses import replace

from billing.ledger.allowance import change_plan
from billing.payments.plan_doubles import paid_in_vain
from billing.payments.plan_state import PlanPolicy, is_odd
from billing.payments.purchase import PlanSubscription, plan_paid_for
from billing.payments.subscription import SubscriptionStatus
from billing.webhooks.payments import told_of_subscription
from db.payments.purchases import SUBSCRIPTIONS, forget_customer, subscriptions_of
from gateways.payments.errors import PaymentsAway, PaymentsRefused
from gateways.payments.notices import SubscriptionNotice
from services.ledger.desk import Desk, Desks
from services.payments.desk import Alert, Mark, NotYet, PaymentDesk, Unmatched, no_event
from services.payments.doubles import Doubles
from services.payments.heard import heard
from services.payments.money import book_invoices

ATTEMPTS = 3
"""A plan may be given to another account until all accounts concerned are locked."""


class Entitlements:
    """Applies notices about subscriptions. There is one object per process."""

    def __init__(self, desk: PaymentDesk, policy: PlanPolicy) -> None:
        self._desk = desk
        self._policy = policy
        self._doubles = Doubles(desk, policy)

    async def apply(self, notice: SubscriptionNotice, mark: Mark) -> None:
        """Apply what the provider reports about a subscription.

        Raises Unmatched; then nothing changed. Raises Alert for money that may belong to something
        else, and PaymentsAway if a second payment cannot be refunded now; then the report is
        stored, but the event is not marked.
        """
        known = await _matching(notice)
        if known is None:
            raise Unmatched("no subscription is known by this name")
        _check_currency(known, notice)
        notice = await self._settled(known, notice)
        odd, doubles = await self._take(known, notice, mark)
        if odd:
            raise Alert(odd)
        for double in doubles:
            ended = await self._doubles.end(double)
            if ended is not None:
                await self._take(double, ended, no_event)
        if doubles:
            async with self._desk.account(known.account_id):
                await mark(known.account_id)

    async def _settled(
        self, known: PlanSubscription, notice: SubscriptionNotice
    ) -> SubscriptionNotice:
        """Return the notice, with the provider's present answer if needed.

        That is needed if the notice contradicts what is known, or pays for something unknown.
        """
        merged = _merged(known, notice)
        contradicts = known.facts.snapshot.contradicts(notice.facts.snapshot)
        if not contradicts and not _odd(merged, notice):
            return notice
        try:
            answer = await self._desk.provider().subscription(merged.external_id or "")
        except (PaymentsAway, PaymentsRefused):
            return notice
        told = heard(answer, after=merged.facts, now=self._desk.clock())
        return replace(notice, facts=notice.facts.merge(told.facts))

    async def _take(
        self, known: PlanSubscription, notice: SubscriptionNotice, mark: Mark
    ) -> tuple[str | None, list[PlanSubscription]]:
        """Store the notice, and put the account on the plan that follows from it.

        Mark the event if nothing else must be done. Return a description of the notice's fault, if
        any, and the payments to refund.
        """
        for _ in range(ATTEMPTS):
            async with self._desk.accounts(known.parties) as opened:
                present = await SUBSCRIPTIONS.reread(known)
                if present.parties <= known.parties:
                    return await self._taken(present, notice, mark, opened)
            # Its plan may go to another account since it was read.
            known = present
        raise NotYet(f"subscription {known.id} is being changed")

    async def _taken(
        self, subscription: PlanSubscription, notice: SubscriptionNotice, mark: Mark, opened: Desks
    ) -> tuple[str | None, list[PlanSubscription]]:
        """Do what `_take` does, with all accounts concerned locked. Raises AccountGone."""
        name = opened[subscription.account_id].account.id
        if _is_of_earlier_checkout(subscription, notice):
            await mark(name)
            return None, []
        before, subscription = subscription, _merged(subscription, notice)
        await SUBSCRIPTIONS.save(subscription)
        plans = self._desk.catalog.book.plans
        told = told_of_subscription(before, subscription, self._policy, plans, opened.now)
        opened[subscription.account_id].told += told
        await book_invoices(subscription, notice.facts.invoices, opened.now)
        everything = await subscriptions_of([*subscription.parties])
        doubles: list[PlanSubscription] = []
        for party in sorted(subscription.parties):
            own = [one for one in everything if one.holder(self._policy) == party]
            account = opened.find(party)
            if account is not None:
                self._entitle(account, own)
            doubles += paid_in_vain(own, self._policy, opened.now)
        odd = _odd(subscription, notice)
        if not odd and not doubles:
            await mark(name)
        return odd, doubles

    def _entitle(self, account: Desk, subscriptions: list[PlanSubscription]) -> None:
        """Put the account on the plan that is paid for longest, or on the free one."""
        plans = self._desk.catalog.book.plans
        turn = plan_paid_for(subscriptions, self._policy, account.now)
        changed = change_plan(account.account, turn, plans=plans, now=account.now)
        account.keep(changed[1])


async def customer_deleted(customer_id: str, mark: Mark) -> None:
    """Forget the customer; the next checkout creates a new one.

    The end of their subscriptions has events of its own.
    """
    await forget_customer(customer_id)
    await mark(None)


async def _matching(notice: SubscriptionNotice) -> PlanSubscription | None:
    return await SUBSCRIPTIONS.find_first(
        id=notice.subscription_id,
        external_id=notice.external_id,
        session_id=notice.session_id,
    )


def _is_of_earlier_checkout(subscription: PlanSubscription, notice: SubscriptionNotice) -> bool:
    """Return whether the notice reports the end of a checkout that has been replaced."""
    expired = notice.facts.snapshot.status is SubscriptionStatus.EXPIRED
    return expired and notice.session_id not in {None, subscription.session_id}


def _merged(subscription: PlanSubscription, notice: SubscriptionNotice) -> PlanSubscription:
    return replace(
        subscription,
        facts=subscription.facts.merge(notice.facts),
        external_id=subscription.external_id or notice.external_id,
        session_id=subscription.session_id or notice.session_id,
    )


def _check_currency(subscription: PlanSubscription, notice: SubscriptionNotice) -> None:
    """Raise Alert for money in another currency: it pays for nothing and is not booked."""
    said = notice.currency
    if said is not None and said != subscription.terms.currency:
        raise Alert(f"subscription {subscription.id} is in {subscription.currency}, not in {said}")


def _odd(subscription: PlanSubscription, notice: SubscriptionNotice) -> str | None:
    """Return a description of the fault in the notice's invoice, or None."""
    for invoice in notice.facts.invoices:
        if is_odd(subscription.facts, subscription.terms, invoice):
            costs = f"{subscription.amount} {subscription.currency}"
            return (
                f"subscription {subscription.id} costs {costs}, "
                f"but no line of invoice {invoice} is for that"
            )
    return None
