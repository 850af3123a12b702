"""The end of a subscription: with its period, at once, taken back, or a pause."""

from __future__ import annotations

from datetime import timedelta

import pytest

from billing.payments.purchase import PlanSubscription
from billing.payments.refusals import PaymentUnavailable, SubscriptionNotFound
from tests.support.payments.money import FREE_TOKENS, NOW, PREMIUM_TOKENS, Json
from tests.support.payments.sandboxed import Provider
from tests.support.payments.shop import GRACE, Shop, shop
from tests.support.payments.subscribing import (
    ACTIVE,
    CANCELED,
    END,
    MIDNIGHT,
    NEXT_END,
    PAUSED,
    at,
    changed,
    plan,
    present,
    subscribed,
)


class TestEnding:
    async def test_with_the_period_at_its_very_instant(
        self, store: Shop, provider: Provider
    ) -> None:
        await subscribed(store, provider)
        changed = await store.subscriptions.cancel("alice", at_period_end=True)
        assert isinstance(changed, PlanSubscription)
        assert changed.facts.snapshot.cancel_at_period_end
        assert plan(await store.account()) == ("PREMIUM", END)
        store.clock.now = END - timedelta(microseconds=1)
        assert (await store.account()).plan == "PREMIUM"
        # The clock decides: no event has come yet.
        store.clock.now = END
        assert plan(await store.account()) == ("FREE", None)
        account = await at(store, provider, END)
        assert (account.plan, await present(store)) == ("FREE", CANCELED)

    async def test_taken_back_it_renews(self, store: Shop, provider: Provider) -> None:
        await subscribed(store, provider)
        for _ in range(2):
            await store.subscriptions.cancel("alice", at_period_end=True)
            await store.subscriptions.cancel("alice", at_period_end=True)
            resumed = await store.subscriptions.resume("alice")
            assert isinstance(resumed, PlanSubscription)
            assert not resumed.facts.snapshot.cancel_at_period_end
            await store.subscriptions.resume("alice")
        assert plan(await store.account()) == ("PREMIUM", END + GRACE)
        # The provider's own events about it come late and have the same second.
        assert plan(await at(store, provider, NOW)) == ("PREMIUM", END + GRACE)
        assert plan(await at(store, provider, END)) == ("PREMIUM", NEXT_END + GRACE)

    async def test_at_once(self, store: Shop, provider: Provider) -> None:
        await subscribed(store, provider)
        store.clock.advance(hours=1)
        ended = await store.subscriptions.cancel("alice", at_period_end=False)
        assert isinstance(ended, PlanSubscription)
        assert ended.facts.snapshot.status is CANCELED
        assert ended.facts.snapshot.ended_at == store.clock.now
        account = await store.account()
        # The free allowance of this month returns, because nothing of it was spent.
        assert (plan(account), account.available) == (("FREE", None), FREE_TOKENS)
        assert plan(await at(store, provider, store.clock.now)) == ("FREE", None)
        again = await store.subscriptions.cancel("alice", at_period_end=False)
        assert again == SubscriptionNotFound()

    async def test_what_an_old_event_says_does_not_bring_it_back(
        self, store: Shop, provider: Provider
    ) -> None:
        made = await store.subscribe()
        await provider.press(made.checkout_url or "")
        told = await provider.news()
        await store.hear(*told)
        await store.subscriptions.cancel("alice", at_period_end=False)
        fresh: list[Json] = [one | {"id": f"{one['id']}_again"} for one in told]
        await store.hear(*fresh)
        assert plan(await store.account()) == ("FREE", None)

    @pytest.mark.parametrize("act", ["cancel", "cancel_now", "resume"])
    async def test_without_a_subscription_there_is_nothing_to_change(
        self, store: Shop, provider: Provider, act: str
    ) -> None:
        await store.subscribe()
        assert await changed(store, act) == SubscriptionNotFound()

    @pytest.mark.parametrize("act", ["cancel", "cancel_now", "resume"])
    async def test_without_the_provider_nothing_changes(
        self, store: Shop, provider: Provider, act: str
    ) -> None:
        await subscribed(store, provider)
        before = await store.account()
        async with shop(clock=store.clock) as cut_off:
            assert await changed(cut_off, act) == PaymentUnavailable()
        assert await store.account() == before
        assert not isinstance(await changed(store, act), PaymentUnavailable)


async def test_a_pause_takes_the_plan_and_its_end_gives_it_back(
    store: Shop, provider: Provider
) -> None:
    made = await subscribed(store, provider)
    await store.spend(1_000)
    later = NOW + timedelta(hours=1)
    store.clock.now = later
    await provider.control("pause_subscription", subscription=made.external_id)
    account = await at(store, provider, later)
    assert (plan(account), await present(store)) == (("FREE", None), PAUSED)
    assert account.available == FREE_TOKENS
    await provider.control("resume_subscription", subscription=made.external_id)
    account = await at(store, provider, later)
    assert (account.plan, account.available) == ("PREMIUM", PREMIUM_TOKENS - 1_000)
    store.clock.now = MIDNIGHT
    assert (await store.account()).available == PREMIUM_TOKENS
    assert await present(store) is ACTIVE
