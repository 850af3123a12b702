"""The search for second paid subscriptions of one account. Billing rule 3.

One is enough: the other is cancelled, and its payment for future time is refunded.
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
    """Return the paid or trial subscriptions of one account that are not needed, because another
    one is paid.

    The one that began first stays, but one that renews has precedence over one that ends. A
    subscription that ends by itself is not returned.
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
    """Return its start, as reported by the provider if known."""
    started = one.facts.started_at
    began = one.created_at if started is None else datetime.fromtimestamp(started, UTC)
    return began, one.created_at, one.id
