"""Finds second paid subscriptions of one account. Billing rule 3.

One is enough: the other is cancelled, and what it paid for future time is given back.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from billing.payments.plan_state import PlanPolicy, paid_ahead
from billing.payments.purchase import PlanSubscription
from billing.payments.subscription import SubscriptionStatus


def paid_in_vain(
    subscriptions: Iterable[PlanSubscription], policy: PlanPolicy, now: datetime
) -> list[PlanSubscription]:
    """Return the subscriptions of one account that are paid, or on trial, although another is.

    The one that began first stays, but one that renews stays before one that ends. One that ends by
    itself is left alone.
    """
    paying = [one for one in subscriptions if _pays(one, policy, now)]
    paying.sort(key=lambda one: (one.standing(policy).ends, *_began(one)))
    return [one for one in paying[1:] if not one.standing(policy).ends]


def _pays(one: PlanSubscription, policy: PlanPolicy, now: datetime) -> bool:
    snapshot = one.facts.snapshot
    if snapshot.status not in {SubscriptionStatus.ACTIVE, SubscriptionStatus.PAST_DUE}:
        return False
    on_trial = snapshot.trial_end is not None and snapshot.trial_end > now
    return on_trial or bool(paid_ahead(one.facts, one.terms, policy, now))


def _began(one: PlanSubscription) -> tuple[datetime, datetime, str]:
    """Return when it began, as the provider reports it if that is known."""
    started = one.facts.started_at
    began = one.created_at if started is None else datetime.fromtimestamp(started, UTC)
    return began, one.created_at, one.id
