"""Changes the plan or the seats of a subscription, now or at the end of its period. Billing rule 3.

A change is stored before it is sent, with the amounts' instant. So a repeated request, also after a
crash, sends the same request with the same key, and the provider carries it out once. What the
account has follows from the provider's answer and events alone.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from billing.ledger.refusals import AccountNotFound, IdempotencyConflict
from billing.payments.plan_changes import (
    ChangeAct,
    ChangePlan,
    ChangeTime,
    PlanChange,
    Refused,
    Target,
    decide_change,
    may_take,
)
from billing.payments.plan_pricing import priced
from billing.payments.proration import prorated_at
from billing.payments.purchase import PlanSubscription
from billing.payments.refusals import (
    AlreadySubscribed,
    PaymentDeclined,
    PaymentRefused,
    PaymentUnavailable,
    PlanNotForAccount,
    SeatsNotPossible,
    SubscriptionNotFound,
)
from db.errors import AlreadyExists
from db.payments.plan_changes import (
    add_change,
    change_by_key,
    finish_change,
    remove_change,
    unfinished_changes,
)
from db.payments.purchases import SUBSCRIPTIONS
from gateways.payments.errors import (
    CardRefused,
    Missing,
    PaymentsAway,
    PaymentsConflict,
    PaymentsDenied,
    PaymentsRefused,
)
from services.ledger.desk import AccountGone, Desk
from services.payments.desk import PaymentDesk, no_event
from services.payments.plans.sending import Sending
from services.payments.subscriptions import Subscriptions

logger = logging.getLogger(__name__)

KEY_LIFE = timedelta(hours=23)
"""The provider keeps its answer to a key for 24 hours. A change that is older is not sent again."""

Failure = PaymentUnavailable | PaymentRefused | PaymentDeclined | SubscriptionNotFound
NotChanged = Refused | Failure | AccountNotFound | IdempotencyConflict


@dataclass(frozen=True, slots=True)
class PlanIsChanged:
    """The subscription after a change. `replayed`: an earlier request asked for it."""

    subscription: PlanSubscription
    replayed: bool


class PlanChanges:
    """Changes of plans. There is one object per process."""

    def __init__(self, desk: PaymentDesk, subscriptions: Subscriptions) -> None:
        self._desk = desk
        self._subscriptions = subscriptions
        self._policy = subscriptions.policy
        self._sending = Sending(desk, subscriptions.policy)

    async def change(self, asked: ChangePlan) -> PlanIsChanged | NotChanged:
        """Change the plan. Safe to repeat with the same key."""
        try:
            return await self._asked(asked)
        except AccountGone:
            return AccountNotFound(asked.account_id)

    async def _asked(self, asked: ChangePlan) -> PlanIsChanged | NotChanged:
        known = await change_by_key(asked.account_id, asked.idempotency_key)
        if known is None:
            if failed := await self._finish_others(asked.account_id):
                return failed
            made = await self._stored(asked)
            if not isinstance(made, PlanChange):
                return made
            return await self._carried_out(made, replayed=False)
        if known.fingerprint != asked.fingerprint:
            return IdempotencyConflict(asked.idempotency_key)
        if known.is_done:
            present = await SUBSCRIPTIONS.find(id=known.subscription_id)
            return PlanIsChanged(present, replayed=True) if present else SubscriptionNotFound()
        return await self._carried_out(known, replayed=True)

    async def _stored(self, asked: ChangePlan) -> PlanChange | NotChanged:
        """Decide on the change and store it, under the locks of the accounts."""
        try:
            async with self._desk.accounts({asked.account_id, asked.receiver}) as opened:
                account = opened[asked.receiver]
                present = await self.present(asked.account_id)
                target = await self.decided(asked, opened[asked.account_id], account, present)
                if not isinstance(target, Target) or present is None:
                    return target if not isinstance(target, Target) else SubscriptionNotFound()
                if await unfinished_changes(asked.account_id, present.id):
                    # Another request came first. This one has to build on its result.
                    return PaymentUnavailable()
                at = prorated_at(
                    asked,
                    target,
                    present,
                    account.account,
                    policy=self._policy,
                    now=account.now,
                )
                if isinstance(at, SeatsNotPossible):
                    return at
                change = self._new(asked, target, present, at=at or account.now, now=account.now)
                await add_change(change)
        except AlreadyExists:
            # Another request with the same key was faster.
            return PaymentUnavailable()
        return change

    async def decided(
        self, asked: ChangePlan, giver: Desk, receiver: Desk, present: PlanSubscription | None
    ) -> Target | Refused:
        """Return what the change does and costs, or why it is refused. The accounts are locked. A
        plan goes to another account only between a team and its owner, and only if that account has
        and gets no other one."""
        if asked.receiver != asked.account_id:
            if present is None:
                return SubscriptionNotFound()
            if not may_take(giver.account, receiver.account):
                return PlanNotForAccount(asked.plan, for_teams=asked.team_id is not None)
            if other := await self._subscriptions.other_of(asked.receiver, present):
                return AlreadySubscribed(other.had_next.plan)
        plans = self._desk.catalog.catalog.plans
        target = decide_change(asked, receiver.account, present, plans, self._policy)
        if present is None or not isinstance(target, Target):
            return target
        enrolments = await self._desk.enrolments(asked.receiver)
        return priced(target, asked, present, enrolments, policy=self._policy, now=receiver.now)

    def _new(
        self,
        asked: ChangePlan,
        target: Target,
        present: PlanSubscription,
        *,
        at: datetime,
        now: datetime,
    ) -> PlanChange:
        return PlanChange(
            id=f"chg_{uuid4().hex}",
            account_id=asked.account_id,
            idempotency_key=asked.idempotency_key,
            fingerprint=asked.fingerprint,
            subscription_id=present.id,
            act=target.act,
            plan=target.plan.name,
            quantity=target.quantity,
            when=asked.when,
            at=at,
            created_at=now,
            taker=None if asked.receiver == present.account_id else asked.receiver,
            step=target.step,
        )

    async def present(self, account_id: str) -> PlanSubscription | None:
        """Return the subscription that goes on, or None."""
        found = (await self._subscriptions.current([account_id])).get(account_id)
        return found if found is not None and found.goes_on else None

    async def _finish_others(self, account_id: str) -> Failure | None:
        """Finish changes whose requests were interrupted, so that the next one builds on them."""
        present = await self.present(account_id)
        for change in await unfinished_changes(account_id, present.id if present else None):
            if self._desk.clock() - change.created_at > KEY_LIFE:
                await self._forget(change)
                continue
            done = await self._carried_out(change, replayed=True)
            if isinstance(done, PaymentUnavailable):
                return done
        return None

    async def _carried_out(self, change: PlanChange, *, replayed: bool) -> PlanIsChanged | Failure:
        """Send the change to the provider and apply its answer. A refusal removes the change."""
        subscription = await SUBSCRIPTIONS.find(id=change.subscription_id)
        if subscription is None or subscription.external_id is None:
            return SubscriptionNotFound()
        try:
            notice = await self._sending.sent(
                change, subscription, subscription.external_id, again=replayed
            )
            await self._subscriptions.entitlements.apply(notice, no_event)
        except PaymentsDenied:
            return PaymentRefused()
        except (PaymentsAway, PaymentsConflict) as error:
            logger.warning("change %s waits for the payment provider: %r", change.id, error)
            return PaymentUnavailable()
        except PaymentsRefused as error:
            await self._forget(change)
            return _told(error, change)
        async with self._desk.account(change.account_id):
            await finish_change(change)
        return PlanIsChanged(await SUBSCRIPTIONS.reread(subscription), replayed)

    async def _forget(self, change: PlanChange) -> None:
        async with self._desk.account(change.account_id):
            await remove_change(change)

    async def cancel(self, account_id: str) -> PlanSubscription | Failure:
        """Take back what was to happen at the end of the period. Safe to repeat."""
        if failed := await self._finish_others(account_id):
            return failed
        change = await self._stored_keeping(account_id)
        if not isinstance(change, PlanChange):
            return change
        # Another request may be finishing it already.
        done = await self._carried_out(change, replayed=True)
        return done.subscription if isinstance(done, PlanIsChanged) else done

    async def _stored_keeping(self, account_id: str) -> PlanChange | Failure:
        """Store what is kept, like any other change: a later one then builds on it, and is not
        undone by it."""
        async with self._desk.account(account_id) as desk:
            present = await self.present(account_id)
            if present is None:
                return SubscriptionNotFound()
            if await unfinished_changes(account_id, present.id):
                return PaymentUnavailable()
            had, name = present.had_now(self._policy), f"chg_{uuid4().hex}"
            change = PlanChange(
                id=name,
                account_id=account_id,
                # No request has this key: whoever repeats this asks for what is kept then.
                idempotency_key=name,
                fingerprint=b"",
                subscription_id=present.id,
                act=ChangeAct.KEEP,
                plan=had.plan,
                quantity=had.quantity,
                when=ChangeTime.PERIOD_END,
                at=desk.now,
                created_at=desk.now,
                taker=had.taker,
            )
            await add_change(change)
        return change


def _told(error: PaymentsRefused, change: PlanChange) -> Failure:
    if isinstance(error, CardRefused):
        return PaymentDeclined()
    if isinstance(error, Missing):
        return SubscriptionNotFound()
    logger.error("the payment provider refused change %s: %s", change.id, error)
    return PaymentRefused()
