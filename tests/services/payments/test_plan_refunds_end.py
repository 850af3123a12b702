"""A plan whose payment was refunded in full or lost in a dispute."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from billing.payments.subscription import SubscriptionStatus
from services.analytics.recount import recount
from tests.support.payments.money import FREE_TOKENS, MONTH_PRICE, PREMIUM, PREMIUM_TOKENS
from tests.support.payments.sandboxed import Provider
from tests.support.payments.shop import Shop, sandbox_shop, standing

Both = tuple[Shop, Provider]
UNPAID, ACTIVE = SubscriptionStatus.UNPAID, SubscriptionStatus.ACTIVE


@pytest.fixture
async def both(database: str, tmp_path: Path) -> AsyncIterator[Both]:
    """Yield a shop whose alice is on PREMIUM."""
    async with sandbox_shop(tmp_path) as (store, provider):
        await subscribe(store, provider)
        yield store, provider


async def subscribe(store: Shop, provider: Provider) -> None:
    made = await store.subscribe()
    await provider.press(made.checkout_url or "")
    await store.hear(*await provider.news())
    assert (await store.account()).plan == PREMIUM


async def paid_by(provider: Provider) -> str:
    """Return the payment of the newest invoice."""
    [*_, payment] = await provider.all("invoice_payments")
    return str(payment["payment"]["payment_intent"])


async def refund(provider: Provider, cents: int) -> str:
    """Refund like in the provider's dashboard; return the refund's id."""
    given = {"payment_intent": await paid_by(provider), "amount": str(cents)}
    return str((await provider.post("refunds", **given))["id"])


async def stands(store: Shop, provider: Provider) -> tuple[str, int, SubscriptionStatus]:
    """Deliver all events; return plan, tokens and status."""
    await store.hear(*await provider.news())
    account = await store.account()
    [found] = (await store.subscriptions.current(["alice"])).values()
    return account.plan, account.available, standing(found).status


async def test_a_refund_in_full_ends_what_was_paid(both: Both) -> None:
    store, provider = both
    await store.spend(1_000)
    await refund(provider, 400)
    assert await stands(store, provider) == (PREMIUM, PREMIUM_TOKENS - 1_000, ACTIVE)
    await refund(provider, 600)
    assert await stands(store, provider) == ("FREE", FREE_TOKENS, UNPAID)
    found: list[str] = []
    await recount(found.append, lambda: None)
    assert found == []


async def test_a_renewal_brings_the_plan_back(both: Both) -> None:
    store, provider = both
    await refund(provider, MONTH_PRICE)
    assert (await stands(store, provider))[0] == "FREE"
    store.clock.advance(days=31)
    await provider.control("advance", seconds=0)
    assert await stands(store, provider) == (PREMIUM, PREMIUM_TOKENS, ACTIVE)


async def test_the_refund_of_a_renewal_leaves_no_grace(both: Both) -> None:
    store, provider = both
    store.clock.advance(days=31)
    await provider.control("advance", seconds=0)
    assert (await stands(store, provider))[0] == PREMIUM
    await refund(provider, MONTH_PRICE)
    assert (await stands(store, provider))[0] == "FREE"


async def test_a_refund_that_fails_gives_the_plan_back(both: Both) -> None:
    store, provider = both
    await store.spend(1_000)
    made = await refund(provider, MONTH_PRICE)
    assert (await stands(store, provider))[0] == "FREE"
    await provider.control("settle_refund", refund=made, succeed=False)
    assert await stands(store, provider) == (PREMIUM, PREMIUM_TOKENS - 1_000, ACTIVE)


@pytest.mark.parametrize("status", ["won", "lost"])
async def test_a_dispute_ends_it_only_when_it_is_lost(both: Both, status: str) -> None:
    store, provider = both
    opened = await provider.control("open_dispute", payment_intent=await paid_by(provider))
    assert (await stands(store, provider))[0] == PREMIUM
    await provider.control("close_dispute", dispute=opened["id"], status=status)
    ended = ("FREE", FREE_TOKENS, UNPAID)
    kept = (PREMIUM, PREMIUM_TOKENS, ACTIVE)
    assert await stands(store, provider) == (kept if status == "won" else ended)


async def test_an_operator_may_keep_the_plan_of_who_got_the_money_back(
    database: str, tmp_path: Path
) -> None:
    async with sandbox_shop(tmp_path, refund_ends=False) as (store, provider):
        await subscribe(store, provider)
        await refund(provider, MONTH_PRICE)
        assert (await stands(store, provider))[0] == PREMIUM


async def test_heard_before_the_payment_it_ends_all_the_same(database: str, tmp_path: Path) -> None:
    async with sandbox_shop(tmp_path) as (store, provider):
        made = await store.subscribe()
        await provider.press(made.checkout_url or "")
        await refund(provider, MONTH_PRICE)
        news = await provider.news()
        await store.hear(*news[::-1])
        store.clock.advance(seconds=timedelta(minutes=2).seconds)
        await store.webhooks.handle_due()
        assert (await store.account()).plan == "FREE"
