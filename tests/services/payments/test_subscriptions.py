"""The beginning of a subscription, and events about it, beside the provider's sandbox."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from billing.ledger.refusals import IdempotencyConflict
from billing.payments.refusals import AlreadySubscribed, PaymentUnavailable, PlanNotFound
from services.payments.orders import Ordered
from tests.support.payments.money import (
    FREE_TOKENS,
    NOW,
    PREMIUM_TOKENS,
    TOKENS,
    invoice_event,
    session_event,
    subscribe_command,
    subscription_event,
)
from tests.support.payments.sandboxed import NOBODY, Provider
from tests.support.payments.shop import (
    GRACE,
    Shop,
    conserved,
    entries,
    inbox,
    shop,
    standing,
    stored_subscription,
)
from tests.support.payments.subscribing import (
    ACTIVE,
    DAY,
    END,
    EXPIRED,
    MIDNIGHT,
    NEXT_END,
    at,
    changed,
    plan,
    present,
    subscribed,
)


class TestStarting:
    async def test_the_plan_begins_when_it_is_paid_and_not_before(
        self, store: Shop, provider: Provider
    ) -> None:
        made = await store.subscribe()
        await store.hear(*await provider.news())
        assert (await store.account()).plan == "FREE"
        assert await store.subscriptions.current(["alice"]) == {}
        await provider.press(made.checkout_url or "")
        account = await at(store, provider, NOW)
        assert plan(account) == ("PREMIUM", END + GRACE)
        assert (account.available, account.next_reset) == (PREMIUM_TOKENS, MIDNIGHT)
        found = (await store.subscriptions.current(["alice"]))["alice"]
        assert (found.id, found.facts.snapshot.status) == (made.id, ACTIVE)
        assert (standing(found).through, found.amount) == (END, 1_000)
        assert store.published[-1] == ("alice", account.revision)

    async def test_what_the_provider_was_asked_for(self, store: Shop, provider: Provider) -> None:
        made = await store.subscribe(
            success_url="https://shop.test/paid",
            cancel_url="https://shop.test/left",
            promotion_codes=True,
            automatic_tax=True,
        )
        session = await provider.get(f"checkout/sessions/{made.session_id}")
        assert (session["mode"], session["amount_total"]) == ("subscription", 1_000)
        assert session["metadata"] == {"subscription_id": made.id}
        assert session["success_url"] == "https://shop.test/paid"
        assert session["cancel_url"] == "https://shop.test/left"
        assert session["allow_promotion_codes"] is True
        assert session["automatic_tax"]["enabled"] is True

    async def test_a_checkout_that_nobody_visits_begins_nothing(
        self, store: Shop, provider: Provider
    ) -> None:
        made = await store.subscribe()
        account = await at(store, provider, NOW + 2 * DAY)
        assert account.plan == "FREE"
        assert (await stored_subscription(made)).facts.snapshot.status is EXPIRED

    @pytest.mark.parametrize("order", [1, -1])
    async def test_the_events_in_reverse_and_again_end_the_same(
        self, store: Shop, provider: Provider, order: int
    ) -> None:
        made = await store.subscribe()
        await provider.press(made.checkout_url or "")
        told = (await provider.news())[::order]
        await store.hear(*told, *told)
        await store.hear_at_once(*told)
        account = await store.account()
        assert plan(account) == ("PREMIUM", END + GRACE)
        assert await conserved()

    @pytest.mark.parametrize("name", ["FREE", "GOLD"])
    async def test_a_plan_that_is_not_for_sale_is_refused(self, store: Shop, name: str) -> None:
        await store.account()
        refused = await store.subscriptions.start(subscribe_command(plan=name))
        assert refused == PlanNotFound(name)

    async def test_who_is_subscribed_cannot_subscribe_again(
        self, store: Shop, provider: Provider
    ) -> None:
        await subscribed(store, provider)
        refused = await store.subscriptions.start(subscribe_command())
        assert refused == AlreadySubscribed("PREMIUM")

    async def test_after_an_end_one_can_subscribe_anew(
        self, store: Shop, provider: Provider
    ) -> None:
        first = await subscribed(store, provider)
        await store.subscriptions.cancel("alice", at_period_end=False)
        store.clock.now = END
        second = await subscribed(store, provider)
        assert second.id != first.id
        found = await store.subscriptions.current(["alice"])
        assert found["alice"].id == second.id
        assert (await store.account()).plan == "PREMIUM"


class TestTheSameKey:
    async def test_answers_the_same_checkout(self, store: Shop) -> None:
        first = await store.subscribe(idempotency_key="k")
        again = await store.subscriptions.start(subscribe_command(idempotency_key="k"))
        assert again == Ordered(first, replayed=True)
        other = subscribe_command(idempotency_key="k", promotion_codes=True)
        assert await store.subscriptions.start(other) == IdempotencyConflict("k")

    async def test_answers_it_still_when_the_subscription_goes_on(
        self, store: Shop, provider: Provider
    ) -> None:
        made = await subscribed(store, provider, idempotency_key="k")
        again = await store.subscriptions.start(subscribe_command(idempotency_key="k"))
        assert again == Ordered(made, replayed=True)

    async def test_at_once_is_one_checkout(self, store: Shop, provider: Provider) -> None:
        made = await asyncio.gather(*(store.subscribe(idempotency_key="k") for _ in range(5)))
        assert len({one.checkout_url for one in made}) == 1
        assert len(await provider.all("checkout/sessions")) == 1

    async def test_works_after_the_provider_could_not_be_reached(
        self, store: Shop, provider: Provider
    ) -> None:
        await store.account()
        command = subscribe_command(idempotency_key="k")
        async with (
            provider.payments(base=NOBODY) as nowhere,
            shop(clock=store.clock, payments=nowhere) as cut_off,
        ):
            assert await cut_off.subscriptions.start(command) == PaymentUnavailable()
        assert isinstance(await store.subscriptions.start(command), Ordered)


async def test_words_of_one_second_are_settled_by_asking_the_provider(
    store: Shop, provider: Provider
) -> None:
    """In any order of the events, the provider's present answer decides."""
    made = await subscribed(store, provider)
    soon = NOW + timedelta(seconds=2)
    for status in ("past_due", "unpaid", "paused"):
        told = subscription_event(made, status, ends=END, at=soon, id=made.external_id, metadata={})
        await store.hear(told)
        assert await present(store) is ACTIVE
    assert plan(await store.account()) == ("PREMIUM", END + GRACE)
    assert store.outside is not None
    assert "subscription" in store.outside.calls


async def test_bought_tokens_survive_every_change(store: Shop, provider: Provider) -> None:
    pack = await store.bought()
    await store.hear(session_event(pack))
    await subscribed(store, provider)
    assert (await store.account()).available == PREMIUM_TOKENS + TOKENS
    await store.subscriptions.cancel("alice", at_period_end=False)
    assert (await store.account()).available == FREE_TOKENS + TOKENS
    store.clock.now = END
    await subscribed(store, provider)
    assert (await store.account()).available == PREMIUM_TOKENS + TOKENS
    assert await conserved()


async def test_no_call_to_the_provider_is_made_inside_a_transaction(
    store: Shop, provider: Provider
) -> None:
    """`Outside` of the shop fails calls inside one. All calls here went through it."""
    await subscribed(store, provider)
    for act in ("cancel", "resume", "cancel_now"):
        await changed(store, act)
    assert store.outside is not None
    assert {"open_checkout", "set_cancel_at_period_end", "cancel_now"} <= set(store.outside.calls)


async def test_everything_the_provider_says_of_subscriptions_is_understood(
    store: Shop, provider: Provider
) -> None:
    made = await subscribed(store, provider)
    await provider.control("make_next_renewal_fail", subscription=made.external_id, attempts=2)
    await at(store, provider, END + 10 * DAY)
    await provider.control("pause_subscription", subscription=made.external_id)
    await provider.control("resume_subscription", subscription=made.external_id)
    await store.subscriptions.cancel("alice", at_period_end=False)
    await at(store, provider, store.clock.now)
    assert {one[0] for one in (await inbox()).values()} == {"HANDLED", "IGNORED"}
    assert {one[2] for one in (await inbox()).values()} == {None}


async def test_two_that_are_paid_entitle_until_the_later_end(database: str) -> None:
    async with shop() as store:
        first, second = await store.subscribed(), await store.subscribed()
        for one, ends in ((first, END), (second, NEXT_END)):
            await store.hear(subscription_event(one, ends=ends), invoice_event(one, through=ends))
        assert plan(await store.account()) == ("PREMIUM", NEXT_END + GRACE)
        gone = subscription_event(second, "canceled", ends=NEXT_END, at=NOW + DAY)
        await store.hear(gone)
        assert plan(await store.account()) == ("PREMIUM", END + GRACE)
        # The subscription that continues is shown, although the other is newer.
        assert (await store.subscriptions.current(["alice"]))["alice"].id == first.id


async def test_an_entitlement_that_is_over_already_changes_nothing(database: str) -> None:
    async with shop() as store:
        made = await store.subscribed()
        store.clock.now = END + GRACE
        await store.hear(subscription_event(made, ends=END), invoice_event(made, through=END))
        assert (await store.account()).plan == "FREE"
        assert "PLAN" not in {entry.kind for entry in await entries()}
