"""Orders of both kinds: refusals by the provider, and checkouts that have ended."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from billing.payments.purchase import PlanSubscription, Purchase, PurchasePack, PurchaseStatus
from billing.payments.refusals import AlreadySubscribed, PaymentRefused, PaymentUnavailable
from db.payments.purchases import customer_of, purchases_of, subscriptions_of
from services.payments.orders import Ordered
from tests.support.payments.money import (
    FREE_TOKENS,
    PREMIUM,
    PREMIUM_TOKENS,
    TOKENS,
    purchase_command,
    subscribe_command,
)
from tests.support.payments.sandboxed import NOBODY, Provider
from tests.support.payments.shop import Shop, inbox, sandbox_shop, shop, stored, stored_subscription

pytestmark = pytest.mark.slow

DAY = 86_400
COMMANDS = {"pack": purchase_command, "plan": subscribe_command}
both_kinds = pytest.mark.parametrize("kind", COMMANDS)


@pytest.fixture
async def both(database: str, tmp_path: Path) -> AsyncIterator[tuple[Shop, Provider]]:
    async with sandbox_shop(tmp_path) as made:
        await made[0].account()
        yield made


async def start(store: Shop, command: Any) -> Any:
    if isinstance(command, PurchasePack):
        return await store.purchases.start(command)
    return await store.subscriptions.start(command)


async def ordered(store: Shop, command: Any) -> Any:
    """Return the order, and whether it was there before."""
    answer = await start(store, command)
    assert isinstance(answer, Ordered), answer
    return answer


async def reread(order: Purchase | PlanSubscription) -> Any:
    return await (stored(order) if isinstance(order, Purchase) else stored_subscription(order))


async def orders() -> list[Any]:
    packs = await purchases_of("alice", limit=9, before=None)
    return [*packs, *await subscriptions_of(["alice"])]


class TestRefusedByTheProvider:
    @both_kinds
    async def test_it_is_a_refusal_of_its_own_and_leaves_nothing_behind(
        self, store: Shop, kind: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        # Only the provider detects the fault in this address.
        command = COMMANDS[kind](idempotency_key="k", success_url="https://shop.test/\u200b")
        refused = await start(store, command)
        assert refused == PaymentRefused()
        assert "does not help" in refused.message
        assert "Not a valid URL" in caplog.text
        assert await orders() == []
        assert await customer_of("alice") is not None
        # The key can succeed later, even with other content.
        better = COMMANDS[kind](idempotency_key="k", success_url="https://shop.test/")
        assert not (await ordered(store, better)).replayed

    async def test_an_amount_that_the_provider_does_not_take(self, store: Shop) -> None:
        packs = store.catalog.catalog.packs
        tiny = replace(packs["starter"].price, amount=1)
        packs["tiny"] = replace(packs["starter"], name="tiny", price=tiny)
        command = purchase_command(pack="tiny")
        for _ in range(2):
            assert await store.purchases.start(command) == PaymentRefused()
        assert await orders() == []

    @both_kinds
    async def test_an_order_of_an_earlier_request_is_kept(
        self, store: Shop, provider: Provider, kind: str
    ) -> None:
        """The provider may have opened a checkout for it, and its answer was lost."""
        command = COMMANDS[kind](idempotency_key="k", success_url="https://shop.test/\u200b")
        async with (
            provider.payments(base=NOBODY) as nowhere,
            shop(clock=store.clock, payments=nowhere) as cut_off,
        ):
            assert await start(cut_off, command) == PaymentUnavailable()
        assert await start(store, command) == PaymentRefused()
        assert len(await orders()) == 1

    @both_kinds
    async def test_the_same_key_at_once_is_refused_everywhere(self, store: Shop, kind: str) -> None:
        command = COMMANDS[kind](success_url="https://shop.test/\u200b")
        answers = await asyncio.gather(*(start(store, command) for _ in range(4)))
        assert set(answers) == {PaymentRefused()}
        assert await orders() == []

    @both_kinds
    async def test_a_name_that_changed_meanwhile_is_no_conflict(
        self, store: Shop, provider: Provider, kind: str
    ) -> None:
        """The provider keeps its lost answer under the key of the request."""
        command = COMMANDS[kind](idempotency_key="k")
        await ordered(store, COMMANDS["pack"]())  # # The customer exists.
        await provider.control("faults", status=500, times=3, after=True)
        assert await start(store, command) == PaymentUnavailable()
        things: Any = store.catalog.catalog.packs if kind == "pack" else store.catalog.catalog.plans
        name = "starter" if kind == "pack" else PREMIUM
        things[name] = replace(things[name], display_name="Renamed")
        assert (await ordered(store, command)).order.checkout_url


class TestExpired:
    @pytest.mark.parametrize("heard", [True, False], ids=["heard of", "unheard of"])
    @both_kinds
    async def test_the_same_key_opens_a_fresh_checkout(
        self, store: Shop, provider: Provider, kind: str, heard: bool
    ) -> None:
        command = COMMANDS[kind](idempotency_key="k")
        first = (await ordered(store, command)).order
        store.clock.advance(seconds=DAY)
        late = await provider.news()
        if heard:
            await store.hear(*late)
        again = await ordered(store, command)
        assert (again.replayed, again.order.id) == (True, first.id)
        assert again.order.checkout_url != first.checkout_url
        # A late or repeated event about the end of the old checkout does not end the new one.
        await store.hear(*late)
        assert (await reread(first)).has_expired is False
        assert (await ordered(store, command)).order.checkout_url == again.order.checkout_url
        await provider.press(again.order.checkout_url)
        await store.hear(*await provider.news())
        account = await store.account()
        left = FREE_TOKENS + TOKENS if kind == "pack" else PREMIUM_TOKENS
        assert account.available == left
        assert {one[0] for one in (await inbox()).values()} <= {"HANDLED", "IGNORED"}
        assert len(await orders()) == 1

    @both_kinds
    async def test_as_often_as_it_happens_and_once_at_a_time(
        self, store: Shop, provider: Provider, kind: str
    ) -> None:
        command = COMMANDS[kind](idempotency_key="k")
        urls = {(await ordered(store, command)).order.checkout_url}
        for _ in range(3):
            store.clock.advance(seconds=DAY)
            await store.hear(*await provider.news())
            answers = await asyncio.gather(*(ordered(store, command) for _ in range(4)))
            [url] = {one.order.checkout_url for one in answers}
            urls.add(url)
        assert len(urls) == 4
        assert len(await provider.all("checkout/sessions")) == 4

    async def test_after_a_declined_card(self, store: Shop, provider: Provider) -> None:
        command = purchase_command(idempotency_key="k")
        first = (await ordered(store, command)).order
        await provider.press(first.checkout_url, "decline")
        await store.hear(*await provider.news())
        # It is still open, so the page is the same.
        assert (await ordered(store, command)).order.checkout_url == first.checkout_url
        store.clock.advance(seconds=DAY)
        again = (await ordered(store, command)).order
        await provider.press(again.checkout_url)
        told = await provider.news()
        await store.hear(*told[::-1])
        assert (await store.account()).available == FREE_TOKENS + TOKENS
        assert (await stored(first)).status is PurchaseStatus.PAID
        assert {one[0] for one in (await inbox()).values()} <= {"HANDLED", "IGNORED"}

    @pytest.mark.parametrize("succeed", [True, False])
    async def test_a_payment_on_its_way_is_waited_for(
        self, store: Shop, provider: Provider, succeed: bool
    ) -> None:
        command = purchase_command(idempotency_key="k")
        first = (await ordered(store, command)).order
        await provider.press(first.checkout_url, "later")
        store.clock.advance(seconds=2 * DAY)
        await store.hear(*await provider.news())
        assert (await ordered(store, command)).order.checkout_url == first.checkout_url
        await provider.control("pay_async", session=first.session_id, succeed=succeed)
        await store.hear(*await provider.news())
        again = (await ordered(store, command)).order
        assert (again.checkout_url == first.checkout_url) is succeed

    @both_kinds
    async def test_what_was_paid_stays_as_it_is(
        self, store: Shop, provider: Provider, kind: str
    ) -> None:
        command = COMMANDS[kind](idempotency_key="k")
        first = (await ordered(store, command)).order
        await provider.press(first.checkout_url)
        await store.hear(*await provider.news())
        store.clock.advance(seconds=2 * DAY)
        again = await ordered(store, command)
        assert (again.replayed, again.order.checkout_url) == (True, first.checkout_url)

    @both_kinds
    async def test_while_the_provider_is_away(
        self, store: Shop, provider: Provider, kind: str
    ) -> None:
        command = COMMANDS[kind](idempotency_key="k")
        first = await ordered(store, command)
        async with shop(clock=store.clock) as cut_off:
            assert (await ordered(cut_off, command)).order == first.order
            store.clock.advance(seconds=DAY)
            await store.hear(*await provider.news())
            assert await start(cut_off, command) == PaymentUnavailable()
        assert (await ordered(store, command)).replayed

    async def test_no_second_plan_comes_from_an_old_checkout(
        self, store: Shop, provider: Provider
    ) -> None:
        old, new = (subscribe_command(idempotency_key=key) for key in ("old", "new"))
        await ordered(store, old)
        store.clock.advance(seconds=DAY)
        await provider.press((await ordered(store, new)).order.checkout_url)
        await store.hear(*await provider.news())
        assert await store.subscriptions.start(old) == AlreadySubscribed(PREMIUM)
