"""Refunds and disputes of plans. Their events name only a payment, so the provider is asked which
invoice it paid."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tortoise import connections

from billing.days import days_of
from db import models
from db.payments.inbox import InboxStatus
from gateways.payments.errors import PaymentsAway
from services.analytics.figures import Takings, figures
from services.analytics.recount import recount
from services.privacy.erasure import Erased, Erasures
from tests.support.payments.money import MONTH_PRICE, PREMIUM, Json, purchase, refund_event
from tests.support.payments.sandboxed import API_KEY, Provider
from tests.support.payments.shop import Shop, sandbox_shop, status_of

Both = tuple[Shop, Provider]


@pytest.fixture
async def both(database: str, tmp_path: Path) -> AsyncIterator[Both]:
    """Yield a shop whose alice has subscribed at the provider. No event was delivered yet."""
    async with sandbox_shop(tmp_path) as (store, provider):
        subscribed = await store.subscribe()
        await provider.press(subscribed.checkout_url or "")
        yield store, provider


async def paid_by(provider: Provider) -> str:
    """Return the payment of the newest invoice."""
    [*_, payment] = await provider.all("invoice_payments")
    return str(payment["payment"]["payment_intent"])


async def refund(provider: Provider, **given: Any) -> Json:
    """Refund like the provider's dashboard, without our metadata."""
    response = await provider.http.post(
        "/v1/refunds", data=given, headers={"authorization": f"Bearer {API_KEY}"}
    )
    assert response.status_code == 200, response.text
    made: Json = response.json()
    return made


async def booked() -> list[tuple[str, int]]:
    rows = await models.MoneyEntry.all().order_by("occurred_at", "id").values_list("id", "amount")
    return [(str(name).split(":")[1], int(amount)) for name, amount in rows]


async def faults() -> list[str]:
    found: list[str] = []
    await recount(found.append, lambda: None)
    return found


async def test_a_refund_of_a_plan_s_invoice_is_booked_once(both: Both) -> None:
    store, provider = both
    await refund(provider, payment_intent=await paid_by(provider), amount=300)
    news = await provider.news()
    await store.hear(*news, *news)
    await store.hear_at_once(*({**one, "id": f"{one['id']}_again"} for one in news))
    assert await booked() == [("in", MONTH_PRICE), ("out", -300)]
    assert await faults() == []
    days = days_of(None, None, store.clock())
    found = await figures(days, store.catalog.catalog, today=store.clock().date())
    [revenue] = found.revenue
    assert revenue.by_kind == {"SUBSCRIPTION": Takings(MONTH_PRICE, 300)}
    assert (await store.account()).plan == PREMIUM


@pytest.mark.parametrize("seed", range(4))
async def test_in_whatever_order_they_come_the_same_is_booked(both: Both, seed: int) -> None:
    store, provider = both
    payment = await paid_by(provider)
    for cents in (300, 200):
        await refund(provider, payment_intent=payment, amount=cents)
    news = await provider.news()
    random.Random(seed).shuffle(news)
    await store.hear(*news)
    assert sum(amount for _, amount in await booked()) == MONTH_PRICE - 500
    assert await faults() == []


async def test_a_refund_that_fails_comes_back(both: Both) -> None:
    store, provider = both
    made = await refund(provider, payment_intent=await paid_by(provider), amount=300)
    await store.hear(*await provider.news())
    await provider.control("settle_refund", refund=made["id"], succeed=False)
    await store.hear(*await provider.news())
    assert await booked() == [("in", MONTH_PRICE), ("out", -300), ("out", 300)]
    assert await faults() == []


@pytest.mark.parametrize(("status", "left"), [("won", MONTH_PRICE), ("lost", 0)])
async def test_a_dispute_takes_the_money_where_it_is_lost(
    both: Both, status: str, left: int
) -> None:
    store, provider = both
    opened = await provider.control("open_dispute", payment_intent=await paid_by(provider))
    await store.hear(*await provider.news())
    assert await booked() == [("in", MONTH_PRICE)]
    await provider.control("close_dispute", dispute=opened["id"], status=status)
    await store.hear(*await provider.news())
    assert sum(amount for _, amount in await booked()) == left
    assert await faults() == []


async def test_each_invoice_gives_back_its_own(both: Both) -> None:
    store, provider = both
    await refund(provider, payment_intent=await paid_by(provider))
    store.clock.advance(days=32)
    await provider.control("advance", seconds=0)
    await refund(provider, payment_intent=await paid_by(provider), amount=1)
    await store.hear(*await provider.news())
    assert sorted(await booked()) == [
        ("in", MONTH_PRICE),
        ("in", MONTH_PRICE),
        ("out", -MONTH_PRICE),
        ("out", -1),
    ]
    assert await faults() == []


async def test_what_paid_for_nothing_of_ours_is_ignored_and_books_nothing(both: Both) -> None:
    store, _ = both
    told = refund_event(purchase(), "re_else", 5)
    await store.hear(told)
    assert await status_of(told) == InboxStatus.IGNORED
    assert await booked() == []


async def test_where_the_provider_can_not_be_asked_it_is_tried_again(
    both: Both, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_: str) -> None:
        raise PaymentsAway

    store, provider = both
    await store.hear(*await provider.news())
    await refund(provider, payment_intent=await paid_by(provider), amount=300)
    with monkeypatch.context() as patch:
        patch.setattr(store.outside, "invoice_paid_by", away, raising=False)
        await store.hear(*await provider.news())
    assert await booked() == [("in", MONTH_PRICE)]
    store.clock.advance(minutes=5)
    assert await store.webhooks.handle_due() > 0
    assert await booked() == [("in", MONTH_PRICE), ("out", -300)]


async def test_money_of_a_plan_that_does_not_fit_is_found(both: Both) -> None:
    store, provider = both
    await store.hear(*await provider.news())
    await connections.get("default").execute_query("UPDATE money_entry SET amount = 999")
    [fault] = await faults()
    assert fault.endswith("sums up to 999, but its invoices to 1000")


async def test_an_erasure_empties_the_events_of_a_dispute_too(both: Both) -> None:
    store, provider = both
    await provider.control("open_dispute", payment_intent=await paid_by(provider))
    await store.hear(*await provider.news())
    await store.subscriptions.cancel("alice", at_period_end=False)
    await store.hear(*await provider.news())
    store.clock.advance(days=3)
    erased = await Erasures(store.clock, lambda _: None).erase("alice", actor="root")
    assert isinstance(erased, Erased)
    told = models.InboxEvent.filter(type__startswith="charge.dispute.")
    assert set(await told.values_list("payload", flat=True)) == {"{}"}
    assert await models.MoneyEntry.filter(account_id="alice").count() == 0
    assert await faults() == []


async def test_refunds_that_come_long_after_count_on_their_own_day(both: Both) -> None:
    store, provider = both
    await store.hear(*await provider.news())
    payment = await paid_by(provider)
    store.clock.advance(days=10)
    await refund(provider, payment_intent=payment, amount=300)
    await store.hear(*await provider.news())
    [first, second] = await models.MoneyEntry.all().order_by("occurred_at")
    assert second.occurred_at - first.occurred_at == timedelta(days=10)
