"""Purchases and the provider's payments agree after correct runs, and differences are named."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from billing.payments.packs import PaymentFacts, PaymentState
from billing.payments.purchase import Purchase
from db.payments.purchases import PURCHASES
from gateways.payments.errors import PaymentsAway
from services.payments.reconcile import Reconciled, reconcile
from tests.support.payments.money import NOW, refund, session_event
from tests.support.payments.sandboxed import NOBODY, Provider
from tests.support.payments.shop import Shop, stored

DAY = 86_400
SINCE = NOW - timedelta(days=30)


async def paid(store: Shop, provider: Provider, *, heard: bool = True) -> Purchase:
    made = await store.buy()
    await provider.press(made.checkout_url or "")
    told = await provider.news()
    if heard:
        await store.hear(*told)
    return await stored(made)


async def compared(provider: Provider) -> Reconciled:
    async with provider.payments() as payments:
        return await reconcile(payments, SINCE)


async def problems(provider: Provider) -> list[tuple[str, str]]:
    return [(one.subject, one.problem) for one in (await compared(provider)).differences]


async def test_nothing_differs_after_an_honest_run(store: Shop, provider: Provider) -> None:
    await store.buy()
    made = [await paid(store, provider) for _ in range(3)]
    await store.purchases.refunds.refund(made[0].id, amount=200, key="k")
    await store.purchases.refunds.refund(made[1].id, amount=None, key="k")
    opened = await provider.control("open_dispute", payment_intent=made[2].payment_intent)
    await provider.control("close_dispute", dispute=opened["id"], status="lost")
    await store.hear(*await provider.news())
    subscription = await store.subscribe()
    await provider.press(subscription.checkout_url or "")
    assert await compared(provider) == Reconciled(purchases=4, payments=4, differences=[])


async def test_an_old_order_that_a_fresh_checkout_paid_is_no_difference(
    store: Shop, provider: Provider
) -> None:
    first = await store.buy(idempotency_key="k")
    store.clock.advance(seconds=40 * DAY)
    await store.hear(*await provider.news())
    again = await store.buy(idempotency_key="k")
    assert again.id == first.id
    await provider.press(again.checkout_url or "")
    await store.hear(*await provider.news())
    async with provider.payments() as payments:
        lately = store.clock() - timedelta(days=1)
        found = await reconcile(payments, lately)
    assert found == Reconciled(purchases=1, payments=1, differences=[])


async def test_a_refund_that_failed_is_no_difference(store: Shop, provider: Provider) -> None:
    await provider.control("billing", refunds_pend=True)
    made = await paid(store, provider)
    await store.purchases.refunds.refund(made.id, amount=200, key="k")
    await store.hear(*await provider.news())
    assert await problems(provider) == []
    [gone] = await provider.all("refunds")
    await provider.control("settle_refund", refund=gone["id"], succeed=False)
    assert await problems(provider) == [(made.id, "200 refunded, but 0 there")]
    await store.hear(*await provider.news())
    assert await problems(provider) == []


async def test_a_payment_that_was_never_credited_is_found(store: Shop, provider: Provider) -> None:
    made = await paid(store, provider, heard=False)
    [intent] = await provider.all("payment_intents")
    assert await problems(provider) == [(intent["id"], f"paid, but {made.id} is not credited")]


async def test_a_credit_without_a_payment_is_found(store: Shop, provider: Provider) -> None:
    made = await store.bought()
    await store.hear(session_event(made))
    found = f"credited, but pi_of_{made.id} is unknown"
    assert await problems(provider) == [(made.id, found)]


async def test_a_payment_of_something_unknown_is_found(store: Shop, provider: Provider) -> None:
    made = await paid(store, provider)
    await PURCHASES.save(replace(made, payment_intent="pi_other"))
    assert await problems(provider) == [
        (made.payment_intent, f"{made.id} was paid by another already"),
        (made.id, "credited, but pi_other is unknown"),
    ]


async def test_a_refund_that_we_never_heard_of_is_found(store: Shop, provider: Provider) -> None:
    made = await paid(store, provider)
    async with provider.payments() as payments:
        await payments.refund(
            payment_intent=made.payment_intent or "", amount=200, purchase_id=made.id, key="k"
        )
    assert await problems(provider) == [(made.id, "0 refunded, but 200 there")]


async def test_a_refund_that_only_we_know_is_found(store: Shop, provider: Provider) -> None:
    made = await paid(store, provider)
    await PURCHASES.save(replace(made, facts=made.facts.merge(refund("re_1", 100))))
    assert await problems(provider) == [(made.id, "100 refunded, but 0 there")]


async def test_another_currency_is_found(store: Shop, provider: Provider) -> None:
    made = await paid(store, provider)
    await PURCHASES.save(replace(made, currency="EUR"))
    assert await problems(provider) == [(made.id, "in EUR, but paid in usd")]


async def test_a_credit_for_a_payment_that_did_not_succeed_is_found(
    store: Shop, provider: Provider
) -> None:
    made = await store.buy()
    await provider.press(made.checkout_url or "", "later")
    [intent] = await provider.all("payment_intents")
    await PURCHASES.save(
        replace(
            made,
            payment_intent=intent["id"],
            facts=PaymentFacts(PaymentState.PAID),
            grant_number=1,
            paid_at=NOW,
        )
    )
    assert await problems(provider) == [(made.id, "credited, but the payment is processing")]


async def test_only_what_is_asked_for_is_compared(store: Shop, provider: Provider) -> None:
    await paid(store, provider, heard=False)
    async with provider.payments() as payments:
        later = await reconcile(payments, NOW + timedelta(days=1))
        assert later.differences == []
        much_later = await reconcile(payments, NOW + timedelta(days=9))
    assert (much_later.purchases, much_later.payments) == (0, 0)


async def test_without_the_provider_there_is_no_verdict(provider: Provider) -> None:
    async with provider.payments(base=NOBODY) as nowhere:
        with pytest.raises(PaymentsAway):
            await reconcile(nowhere, SINCE)
