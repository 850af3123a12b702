"""The life of a subscription beside the provider's sandbox, both on a clock that is moved."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from billing.ledger.account import Account
from billing.ledger.refusals import IdempotencyConflict
from billing.payments.purchase import PlanSubscription
from billing.payments.refusals import (
    AlreadySubscribed,
    PaymentUnavailable,
    PlanNotFound,
    SubscriptionNotFound,
)
from billing.payments.subscription import SubscriptionStatus
from services.payments.orders import Ordered
from tests.support.payments.money import (
    FREE_TOKENS,
    NOW,
    PREMIUM_TOKENS,
    TOKENS,
    Json,
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
    sandbox_shop,
    shop,
    standing,
    stored_subscription,
)

PENDING, EXPIRED, ACTIVE, PAUSED, PAST_DUE, UNPAID, CANCELED = SubscriptionStatus
END = datetime(2026, 12, 23, 12, tzinfo=UTC)
NEXT_END = datetime(2027, 1, 23, 12, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
async def both(database: str, tmp_path: Path) -> AsyncIterator[tuple[Shop, Provider]]:
    async with sandbox_shop(tmp_path) as made:
        yield made


@pytest.fixture
def store(both: tuple[Shop, Provider]) -> Shop:
    return both[0]


@pytest.fixture
def provider(both: tuple[Shop, Provider]) -> Provider:
    return both[1]


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
    return (await store.subscriptions.current(["alice"]))["alice"].facts.snapshot.status


def plan(account: Account) -> tuple[str, datetime | None]:
    return account.plan, account.plan_until


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


class TestRenewal:
    async def test_a_paid_one_goes_on_for_another_period(
        self, store: Shop, provider: Provider
    ) -> None:
        await subscribed(store, provider)
        account = await at(store, provider, END)
        assert plan(account) == ("PREMIUM", NEXT_END + GRACE)
        assert await present(store) is ACTIVE
        assert (await store.account()).available == PREMIUM_TOKENS

    async def test_while_its_news_are_late_the_plan_goes_on(
        self, store: Shop, provider: Provider
    ) -> None:
        await subscribed(store, provider)
        store.clock.now = END + DAY
        assert (await store.account()).plan == "PREMIUM"

    async def test_a_failed_one_has_its_grace_and_no_more(
        self, store: Shop, provider: Provider
    ) -> None:
        made = await subscribed(store, provider)
        await provider.control("make_next_renewal_fail", subscription=made.external_id, attempts=9)
        account = await at(store, provider, END)
        assert await present(store) is PAST_DUE
        assert plan(account) == ("PREMIUM", END + GRACE)
        store.clock.now = END + GRACE - timedelta(microseconds=1)
        assert (await store.account()).plan == "PREMIUM"
        store.clock.now = END + GRACE
        account = await store.account()
        assert plan(account) == ("FREE", None)
        assert account.available == FREE_TOKENS

    @pytest.mark.parametrize(("declines", "mended"), [(1, END + DAY), (3, END + 5 * DAY)])
    async def test_one_that_is_mended_goes_on_also_after_the_grace(
        self, store: Shop, provider: Provider, declines: int, mended: datetime
    ) -> None:
        made = await subscribed(store, provider)
        await provider.control(
            "make_next_renewal_fail", subscription=made.external_id, attempts=declines
        )
        for day in range(5):
            await at(store, provider, END + day * DAY)
        account = await at(store, provider, mended)
        assert plan(account) == ("PREMIUM", NEXT_END + GRACE)
        assert await present(store) is ACTIVE
        assert (await store.account()).available == PREMIUM_TOKENS

    @pytest.mark.parametrize(("ending", "status"), [("cancel", CANCELED), ("unpaid", UNPAID)])
    async def test_one_that_is_given_up_ends(
        self, store: Shop, provider: Provider, ending: str, status: SubscriptionStatus
    ) -> None:
        made = await subscribed(store, provider)
        await provider.control("billing", when_retries_end=ending)
        await provider.control("make_next_renewal_fail", subscription=made.external_id, attempts=9)
        account = await at(store, provider, END + 6 * DAY)
        assert plan(account) == ("FREE", None)
        assert await present(store) is status

    async def test_years_heard_of_at_once_in_any_order_end_the_same(
        self, store: Shop, provider: Provider
    ) -> None:
        await subscribed(store, provider)
        store.clock.now = END + 95 * DAY
        told = await provider.news()
        await store.hear(*told[::-1])
        before = plan(await store.account())
        await store.hear(*told)
        assert plan(await store.account()) == before
        assert before == ("PREMIUM", datetime(2027, 4, 23, 12, tzinfo=UTC) + GRACE)


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


async def changed(store: Shop, act: str) -> object:
    if act == "resume":
        return await store.subscriptions.resume("alice")
    return await store.subscriptions.cancel("alice", at_period_end=act == "cancel")


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
