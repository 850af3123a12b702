"""The budget of a code: booked by checkouts, freed by those that end without a payment."""

from __future__ import annotations

import pytest

from billing.catalog.catalog import Money
from billing.payments.purchase import PurchaseStatus
from billing.payments.refusals import PaymentRefused
from services.discounts.codes import revoke_code
from tests.support.payments.enrolling import code, leave, present, use
from tests.support.payments.money import purchase_command
from tests.support.payments.sandboxed import Provider
from tests.support.payments.shop import Shop, stored

pytestmark = pytest.mark.slow

OFF = 75
"""The amount that PARTNER takes off a starter pack."""


async def expire(store: Shop, provider: Provider) -> None:
    await provider.control("advance", seconds=2 * 86_400)
    await store.hear(*await provider.news())


async def test_a_checkout_books_and_a_payment_keeps_it(store: Shop, provider: Provider) -> None:
    made, text = await code(store, budget=Money(100, "USD"))
    await use(store, text)
    bought = await store.buy()
    assert (bought.amount, bought.booked, bought.code_id) == (425, OFF, made.id)
    assert (await present(made)).booked == OFF
    await provider.press(bought.checkout_url or "")
    await store.hear(*await provider.news())
    assert (await stored(bought)).status is PurchaseStatus.PAID
    assert (await present(made)).booked == OFF


async def test_what_is_left_is_too_little_for_another(store: Shop, provider: Provider) -> None:
    made, text = await code(store, budget=Money(2 * OFF - 1, "USD"))
    await use(store, text)
    prices = [(await store.buy()).amount for _ in range(2)]
    assert prices == [425, 500]
    assert (await present(made)).booked == OFF


async def test_an_expired_checkout_frees_it_once(store: Shop, provider: Provider) -> None:
    made, text = await code(store, budget=Money(OFF, "USD"))
    await use(store, text)
    bought = await store.buy()
    await provider.control("advance", seconds=2 * 86_400)
    news = await provider.news()
    await store.hear(*news)
    await store.hear(*news)
    assert (await present(made)).booked == 0
    assert (await stored(bought)).booked == 0
    assert (await store.buy()).amount == 425


async def test_a_declined_card_frees_nothing_because_another_may_follow(
    store: Shop, provider: Provider
) -> None:
    made, text = await code(store, budget=Money(OFF, "USD"))
    await use(store, text)
    bought = await store.buy()
    await provider.press(bought.checkout_url or "", "decline")
    await store.hear(*await provider.news())
    assert (await present(made)).booked == OFF
    await expire(store, provider)
    assert (await present(made)).booked == 0


async def test_the_order_books_again_when_its_checkout_opens_again(
    store: Shop, provider: Provider
) -> None:
    made, text = await code(store, budget=Money(OFF, "USD"))
    await use(store, text)
    await store.buy(idempotency_key="same")
    await expire(store, provider)
    again = await store.buy(idempotency_key="same")
    assert (again.amount, (await present(made)).booked) == (425, OFF)


async def test_a_budget_that_others_used_meanwhile_makes_the_order_dearer(
    store: Shop, provider: Provider
) -> None:
    made, text = await code(store, budget=Money(OFF, "USD"), uses=2)
    await use(store, text)
    await use(store, text, name="bob")
    await store.buy(idempotency_key="same")
    await expire(store, provider)
    assert (await store.buy(account_id="bob")).amount == 425
    again = await store.buy(idempotency_key="same")
    assert (again.amount, again.discounts, again.booked) == (500, (), 0)
    session = await provider.get(f"checkout/sessions/{again.session_id}")
    assert session["amount_total"] == 500
    await provider.press(again.checkout_url or "")
    await store.hear(*await provider.news())
    assert (await stored(again)).status is PurchaseStatus.PAID
    assert (await present(made)).booked == OFF


async def test_a_budget_pays_for_its_currency_only(store: Shop, provider: Provider) -> None:
    _, text = await code(store, budget=Money(10_000, "EUR"))
    await use(store, text)
    assert (await store.buy()).amount == 500


async def test_a_budget_pays_for_packs_only(store: Shop, provider: Provider) -> None:
    _, text = await code(store, budget=Money(10_000, "USD"))
    await use(store, text)
    assert (await store.subscribe()).discounts == ()


async def test_the_price_stays_when_the_programme_ends_before_the_payment(
    store: Shop, provider: Provider
) -> None:
    made, text = await code(store, budget=Money(OFF, "USD"))
    await use(store, text)
    bought = await store.buy()
    await leave(store, programme="PARTNER")
    await revoke_code(made.id, clock=store.clock)
    await provider.press(bought.checkout_url or "")
    await store.hear(*await provider.news())
    known = await stored(bought)
    assert (known.status, known.facts.received) == (PurchaseStatus.PAID, 425)
    assert (await store.buy()).amount == 500


async def test_a_checkout_that_the_provider_refuses_books_nothing(
    store: Shop, provider: Provider
) -> None:
    made, text = await code(store, budget=Money(OFF, "USD"))
    await use(store, text)
    await provider.control("faults", status=400, times=1)
    assert await store.purchases.start(purchase_command()) == PaymentRefused()
    assert (await present(made)).booked == 0
