"""One subscription per account: one checkout is open at a time, a second payment is refunded, and
cancelling ends all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from billing.payments.purchase import PlanSubscription
from billing.payments.refusals import AlreadySubscribed, PaymentUnavailable, SubscriptionNotFound
from db import models
from gateways.payments.errors import PaymentsAway
from services.analytics.recount import recount
from services.payments.orders import Ordered
from tests.support.payments.money import (
    MONTH_PRICE,
    NOW,
    PREMIUM,
    Json,
    subscribe_command,
)
from tests.support.payments.plan_events import (
    NEWEST,
    invoice,
    invoice_told,
    line,
    plan_of,
    subscription,
    subscription_told,
)
from tests.support.payments.sandboxed import Provider
from tests.support.payments.shop import (
    GRACE,
    Shop,
    inbox,
    sandbox_shop,
    shop,
    stored_subscription,
)

Both = tuple[Shop, Provider]
END = NOW + timedelta(days=30)


@pytest.fixture
async def both(database: str, tmp_path: Path) -> AsyncIterator[Both]:
    async with sandbox_shop(tmp_path) as made:
        yield made


async def sessions(provider: Provider) -> list[str]:
    """Return the states of the checkouts, the oldest first."""
    return [one["status"] for one in await provider.all("checkout/sessions")]


async def running(provider: Provider) -> list[str]:
    """Return the states of the provider's subscriptions, the oldest first."""
    return [one["status"] for one in await provider.all("subscriptions", status="all")]


async def paid_twice(store: Shop, provider: Provider) -> list[PlanSubscription]:
    """Make two paid subscriptions whose events have not arrived: the first one's checkout was
    opened before the rule existed."""
    made = []
    for key in ("k1", "k2"):
        made.append(await store.subscribe(idempotency_key=key))
        await provider.press(made[-1].checkout_url or "")
        store.clock.advance(minutes=1)
        if key == "k1":
            # As if the event of its payment came later.
            await hide(made[0])
    return made


async def hide(made: PlanSubscription) -> None:
    await models.PlanSubscription.filter(id=made.id).update(session_id=None)


class TestCheckouts:
    async def test_an_earlier_one_expires_when_another_starts(self, both: Both) -> None:
        store, provider = both
        first = await store.subscribe(idempotency_key="k1")
        second = await store.subscribe(idempotency_key="k2")
        assert await sessions(provider) == ["expired", "open"]
        assert (await stored_subscription(first)).has_expired
        await provider.press(second.checkout_url or "")
        await store.hear(*await provider.news())
        assert (await store.account()).plan == PREMIUM
        assert await running(provider) == ["active"]

    async def test_its_key_opens_a_new_one_in_place_of_the_other(self, both: Both) -> None:
        store, provider = both
        for key in ("k1", "k2", "k1", "k1", "k2"):
            await store.subscribe(idempotency_key=key)
        assert await sessions(provider) == ["expired", "expired", "expired", "open"]
        await store.hear(*await provider.news())
        again = await store.subscriptions.start(subscribe_command(idempotency_key="k2"))
        assert isinstance(again, Ordered)
        assert again.replayed
        assert len(await sessions(provider)) == 4

    async def test_one_that_is_paid_already_bars_another(self, both: Both) -> None:
        """This is so although its event has not arrived yet."""
        store, provider = both
        first = await store.subscribe()
        await provider.press(first.checkout_url or "")
        refused = await store.subscriptions.start(subscribe_command())
        assert refused == AlreadySubscribed(PREMIUM)
        assert len(await sessions(provider)) == 1

    async def test_while_the_provider_is_away_no_other_starts(self, both: Both) -> None:
        store, provider = both
        await store.subscribe()
        async with shop(clock=store.clock) as cut_off:
            refused = await cut_off.subscriptions.start(subscribe_command())
        assert refused == PaymentUnavailable()
        assert await sessions(provider) == ["open"]

    async def test_of_several_at_once_one_stays_open(self, both: Both) -> None:
        store, provider = both
        await store.account()
        keys = [subscribe_command(idempotency_key=f"k{number}") for number in range(4)]
        await asyncio.gather(*(store.subscriptions.start(key) for key in keys))
        assert (await sessions(provider)).count("open") == 1

    async def test_another_account_s_is_left_alone(self, both: Both) -> None:
        store, provider = both
        await store.subscribe()
        await store.subscribe(account_id="bob")
        assert await sessions(provider) == ["open", "open"]


class TestSecondPayments:
    @pytest.mark.parametrize("order", [1, -1])
    async def test_one_is_cancelled_and_given_back(self, both: Both, order: int) -> None:
        store, provider = both
        await paid_twice(store, provider)
        await store.hear(*(await provider.news())[::order])
        assert await running(provider) == ["active", "canceled"]
        refunds = await provider.all("refunds")
        assert [one["amount"] for one in refunds] == [MONTH_PRICE]
        await store.hear(*await provider.news())
        account = await store.account()
        assert (account.plan, account.plan_until is not None) == (PREMIUM, True)
        found: list[str] = []
        await recount(found.append, lambda: None)
        assert found == []
        assert {status for status, _, _ in (await inbox()).values()} == {"HANDLED", "IGNORED"}

    async def test_it_waits_for_a_provider_that_is_away(
        self, both: Both, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def away(*_: Any, **__: Any) -> None:
            raise PaymentsAway

        store, provider = both
        await paid_twice(store, provider)
        with monkeypatch.context() as patch:
            patch.setattr(store.outside, "refund_invoice", away, raising=False)
            await store.hear(*await provider.news())
            assert (await store.account()).plan == PREMIUM
        assert "PENDING" in {status for status, _, _ in (await inbox()).values()}
        store.clock.advance(minutes=5)
        await store.webhooks.handle_due()
        assert await running(provider) == ["active", "canceled"]
        assert len(await provider.all("refunds")) == 1

    async def test_one_that_the_provider_does_not_have_needs_a_person(
        self, both: Both, caplog: pytest.LogCaptureFixture
    ) -> None:
        store, _ = both
        for number in (1, 2):
            made = await store.subscribed()
            await store.hear(*told(made, began=number))
        assert "ALERT account alice pays for" in caplog.text
        assert (await store.account()).plan_until == END + GRACE
        assert {status for status, _, _ in (await inbox()).values()} == {"HANDLED"}


def told(made: PlanSubscription, *, began: int) -> list[Json]:
    word = subscription(made, NEWEST, ends=END, created=began)
    bill = invoice(made, NEWEST, f"in_{made.id}", [line(plan_of(made), END)])
    return [subscription_told("created", word, at=NOW), invoice_told("paid", bill, at=NOW)]


class TestCancelling:
    async def test_ends_all_of_the_account(self, both: Both) -> None:
        store, provider = both
        for one in await paid_twice(store, provider):
            # The events of their payments have not arrived, so both stay.
            await store.hear(
                *(e for e in await provider.news() if not e["type"].startswith("invoice"))
            )
            assert (await stored_subscription(one)).goes_on
        for _ in range(3):
            changed = await store.subscriptions.cancel("alice", at_period_end=True)
            assert isinstance(changed, PlanSubscription)
        ends = [s["cancel_at_period_end"] for s in await provider.all("subscriptions")]
        assert ends == [True, True]
        await store.subscriptions.cancel("alice", at_period_end=False)
        assert await running(provider) == ["canceled", "canceled"]
        again = await store.subscriptions.cancel("alice", at_period_end=False)
        assert again == SubscriptionNotFound()
        assert (await store.account()).plan == "FREE"

    async def test_what_ends_by_itself_is_not_given_back(self, both: Both) -> None:
        store, provider = both
        for one in await paid_twice(store, provider):
            await store.hear(
                *(e for e in await provider.news() if not e["type"].startswith("invoice"))
            )
            assert one.external_id is None
        await store.subscriptions.cancel("alice", at_period_end=True)
        bills = await provider.all("events", type="invoice.paid")
        await store.hear(*bills)
        assert await running(provider) == ["active", "active"]
        assert await provider.all("refunds") == []
