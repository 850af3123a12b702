"""The objects of events, with the names that the API has for their fields."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from billing.catalog.catalog import Plan, QuotaPeriod, QuotaUnit
from billing.ledger.account import Account
from billing.ledger.caps.cap import CapScope, SpendCap
from billing.ledger.hold import Hold, HoldStatus
from billing.ledger.top_ups.top_up import TopUp
from billing.payments.plan_state import PlanPolicy
from billing.payments.purchase import PlanSubscription, Purchase
from billing.webhooks.payload import time_text

Object = Mapping[str, Any]


def balance_object(account: Account) -> Object:
    """Return a `Balance`, without its grants."""
    return {
        "accountId": account.id,
        "available": account.available,
        "held": account.held,
        "debt": account.debt,
        "nextReset": time_text(account.next_reset),
        "revision": account.revision,
    }


def quota_object(
    account_id: str,
    *,
    model: str,
    unit: QuotaUnit,
    period: QuotaPeriod,
    limit: int,
    used: int,
    resets_at: datetime,
) -> Object:
    """Return a `Quota`."""
    return {
        "accountId": account_id,
        "model": {"name": model},
        "unit": unit.value,
        "limit": limit,
        "used": used,
        "remaining": max(limit - used, 0),
        "period": period.value,
        "resetsAt": time_text(resets_at),
    }


def cap_object(account_id: str, cap: SpendCap) -> Object:
    """Return a `SpendCap`, with its account."""
    is_model = cap.scope is CapScope.MODEL
    return {
        "accountId": account_id,
        "scope": cap.scope.value,
        "model": {"name": cap.subject} if is_model else None,
        "apiKeyId": cap.subject if cap.scope is CapScope.API_KEY else None,
        "tokens": cap.tokens,
        "period": cap.period.value,
        "used": cap.used,
        "resetsAt": time_text(cap.ends_at),
    }


def hold_object(account_id: str, hold: Hold) -> Object:
    """Return a `Hold` that has expired, with its account."""
    return {
        "id": f"{account_id}:{hold.number}",
        "accountId": account_id,
        "model": {"name": hold.model},
        "tokens": hold.tokens if hold.link is None else hold.link.tokens,
        "inputTokens": hold.input_tokens,
        "maxOutputTokens": hold.max_output_tokens,
        "priority": hold.priority.value,
        "status": HoldStatus.EXPIRED.value,
        "expiresAt": time_text(hold.expires_at),
    }


def top_up_object(account_id: str, top_up: TopUp, code: str) -> Object:
    """Return an `AutoTopUp` that stopped, with its account."""
    return {
        "accountId": account_id,
        "pack": {"name": top_up.pack},
        "below": top_up.below,
        "maxPerMonth": top_up.max_per_month,
        "used": top_up.used,
        "resetsAt": time_text(top_up.ends_at),
        "status": top_up.status.value,
        "failure": {"code": code},
    }


def purchase_object(purchase: Purchase) -> Object:
    """Return a `Purchase`, with its account."""
    return {
        "id": purchase.id,
        "accountId": purchase.account_id,
        "pack": {"name": purchase.pack},
        "quantity": purchase.quantity,
        "tokens": purchase.tokens,
        "price": {"amount": purchase.amount, "currency": purchase.currency},
        "status": purchase.status.value,
        "createdAt": time_text(purchase.created_at),
        "paidAt": _time(purchase.paid_at),
        "refundedTokens": purchase.reversed_tokens,
    }


def subscription_object(
    subscription: PlanSubscription, policy: PlanPolicy, plans: Mapping[str, Plan]
) -> Object:
    """Return a `PlanSubscription`, with its account. Without seats, also for a plan that is no
    longer in the catalog, `seats` is None."""
    standing, had = subscription.standing(policy), subscription.had_now(policy)
    plan = plans.get(had.plan)
    return {
        "id": subscription.id,
        "accountId": subscription.account_id,
        "plan": {"name": had.plan},
        "seats": None if plan is None else plan.seats_of(had.quantity),
        "status": standing.status.value,
        "currentPeriodEnd": _time(standing.through),
        "cancelAtPeriodEnd": standing.ends,
        "graceUntil": _time(standing.grace_until),
        "createdAt": time_text(subscription.created_at),
        "endedAt": _time(subscription.facts.snapshot.ended_at),
    }


def _time(at: datetime | None) -> str | None:
    return None if at is None else time_text(at)
