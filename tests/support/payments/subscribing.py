"""Steps in the life of a subscription, beside the provider's sandbox on a clock that is moved."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from billing.ledger.account import Account
from billing.payments.purchase import PlanSubscription
from billing.payments.subscription import SubscriptionStatus
from tests.support.payments.sandboxed import Provider
from tests.support.payments.shop import Shop, stored_subscription

PENDING, EXPIRED, ACTIVE, PAUSED, PAST_DUE, UNPAID, CANCELED = SubscriptionStatus
END = datetime(2026, 12, 23, 12, tzinfo=UTC)
NEXT_END = datetime(2027, 1, 23, 12, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)
DAY = timedelta(days=1)


async def subscribed(store: Shop, provider: Provider, **changes: Any) -> PlanSubscription:
    """Pay a subscription; return it after its events."""
    made = await store.subscribe(**changes)
    await provider.press(made.checkout_url or "")
    await store.hear(*await provider.news())
    return await stored_subscription(made)


async def at(store: Shop, provider: Provider, instant: datetime) -> Account:
    """Deliver all events up to an instant; return alice's account then."""
    store.clock.now = instant
    await store.hear(*await provider.news())
    return await store.account()


async def present(store: Shop) -> SubscriptionStatus:
    """Return the provider's status of alice's subscription."""
    return (await store.subscriptions.current(["alice"]))["alice"].facts.snapshot.status


def plan(account: Account) -> tuple[str, datetime | None]:
    """Return the account's plan and its end."""
    return account.plan, account.plan_until


async def changed(store: Shop, act: str) -> object:
    """Return the answer to "resume", "cancel" (with the period) or "cancel_now"."""
    if act == "resume":
        return await store.subscriptions.resume("alice")
    return await store.subscriptions.cancel("alice", at_period_end=act == "cancel")
