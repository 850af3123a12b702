"""Money is booked once, for any events of the payment provider, repeated and in any order."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest
from tortoise import connections

from billing.payments.packs import PaymentFacts, PaymentState
from db import models
from db.payments.purchases import PURCHASES
from services.analytics.recount import rebuild, recount
from services.payments.money import received_of, returned_of
from tests.support.payments.money import (
    MONTH_PRICE,
    NOW,
    PAID,
    PRICE,
    charge_event,
    dispute_event,
    intent_event,
    invoice_event,
    purchase,
    refund,
    refund_event,
    session_event,
)
from tests.support.payments.shop import Shop, sandbox_shop, shop, status_of, stored

THROUGH = NOW + timedelta(days=30)


@pytest.fixture
async def store(database: str) -> AsyncIterator[Shop]:
    async with shop() as made:
        yield made


async def booked() -> list[tuple[str, int]]:
    """Return the way and amount of each entry, in the order of their ids."""
    rows = await models.MoneyEntry.all().order_by("id").values_list("id", "amount")
    return [(str(name).split(":")[1], int(amount)) for name, amount in rows]


async def faults() -> list[str]:
    found: list[str] = []
    await recount(found.append, lambda: None)
    return found


async def test_a_payment_is_booked_once_however_often_it_is_told(store: Shop) -> None:
    made = await store.bought()
    await store.hear(session_event(made), session_event(made), intent_event(made))
    assert await booked() == [("in", PRICE)]
    [row] = await models.MoneyEntry.all().values()
    assert (row["account_id"], row["kind"], row["currency"]) == ("alice", "PACK", "USD")


async def test_at_once_it_is_booked_once_too(store: Shop) -> None:
    made = await store.bought()
    await store.hear_at_once(*(intent_event(made) for _ in range(5)))
    assert await booked() == [("in", PRICE)]


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_in_any_order_payment_and_refunds_sum_up(store: Shop, order: tuple[int, ...]) -> None:
    made = await store.bought()
    await store.hear(session_event(made, envelope={"type": "checkout.session.other"}))
    events = [intent_event(made), refund_event(made, "re_1", 100), charge_event(made, 100)]
    first = next(i for i in order if i == 0)
    await store.hear(events[first], *(events[i] for i in order if i != 0))
    assert sum(amount for way, amount in await booked() if way == "in") == PRICE
    assert sum(amount for way, amount in await booked() if way == "out") == -100
    assert await faults() == []


async def test_a_refund_that_fails_comes_back(store: Shop) -> None:
    made = await store.bought()
    await store.hear(intent_event(made), refund_event(made, "re_1", 200))
    await store.hear(refund_event(made, "re_1", 200, "failed"))
    assert await booked() == [("in", PRICE), ("out", -200), ("out", 200)]


async def test_no_more_goes_back_than_came(store: Shop) -> None:
    made = await store.bought()
    await store.hear(intent_event(made), refund_event(made, "re_1", PRICE))
    await store.hear(dispute_event(made, "lost"))
    assert await booked() == [("in", PRICE), ("out", -PRICE)]


async def test_what_a_discount_took_off_never_came(store: Shop) -> None:
    made = await store.bought()
    await store.hear(session_event(made, amount_total=125))
    assert await booked() == [("in", 125)]


async def test_a_purchase_for_nothing_books_nothing(store: Shop) -> None:
    made = await store.bought()
    await store.hear(session_event(made, amount_total=0, payment_status="no_payment_required"))
    assert (await stored(made)).grant_number is not None
    assert await booked() == []


async def test_each_invoice_is_booked_once(store: Shop) -> None:
    made = await store.subscribed()
    first = invoice_event(made, through=THROUGH)
    again = {**first, "id": "evt_again"}
    second = invoice_event(made, through=THROUGH + timedelta(days=30), amount_paid=1_234)
    await store.hear(first, again, second, first)
    rows = await models.MoneyEntry.all().order_by("amount").values_list("kind", "amount")
    assert rows == [("SUBSCRIPTION", MONTH_PRICE), ("SUBSCRIPTION", 1_234)]


async def test_an_invoice_that_is_not_paid_or_in_another_currency_books_nothing(
    store: Shop,
) -> None:
    made = await store.subscribed()
    await store.hear(invoice_event(made, through=THROUGH, currency="eur"))
    await store.hear(invoice_event(made, "payment_failed", through=THROUGH))
    assert await booked() == []


async def test_money_for_something_that_is_not_the_plan_is_booked_all_the_same(
    store: Shop,
) -> None:
    made = await store.subscribed()
    odd = invoice_event(made, through=THROUGH, subtotal=1, amount_paid=1)
    await store.hear(odd)
    assert await status_of(odd) == "ALERT"
    assert await booked() == [("in", 1)]
    assert (await store.account()).plan == "FREE"


async def test_an_invoice_with_a_long_name_is_one_invoice(store: Shop) -> None:
    made = await store.subscribed()
    for _ in range(2):
        await store.hear(invoice_event(made, through=THROUGH, id="in_" + "x" * 250))
    assert await booked() == [("in", MONTH_PRICE)]


async def test_what_the_sandbox_sells_is_booked(database: str, tmp_path: Path) -> None:
    async with sandbox_shop(tmp_path) as (store, provider):
        bought = await store.buy()
        await provider.press(bought.checkout_url or "")
        subscribed = await store.subscribe()
        await provider.press(subscribed.checkout_url or "")
        await store.hear(*await provider.news())
        await store.purchases.refunds.refund(bought.id, amount=200, key="k")
        await store.hear(*await provider.news())
    rows = await models.MoneyEntry.all().order_by("amount").values_list("kind", "amount")
    assert rows == [("PACK", -200), ("PACK", PRICE), ("SUBSCRIPTION", MONTH_PRICE)]
    assert await faults() == []


async def test_a_purchase_whose_money_does_not_fit_is_found(store: Shop) -> None:
    made = await store.bought()
    await store.hear(intent_event(made))
    await connections.get("default").execute_query("UPDATE money_entry SET amount = 499")
    assert await faults() == [
        f"money_entry of purchase {made.id} sums up to 499, but its facts to 500"
    ]


async def test_rebuilding_books_what_was_paid_before_anything_was_booked(store: Shop) -> None:
    made = await store.bought()
    facts = PAID.merge(PaymentFacts(PaymentState.PAID, received=PRICE)).merge(refund("re", 100))
    await PURCHASES.save(purchase(id=made.id, facts=facts, paid_at=NOW, session_id=made.session_id))
    await rebuild()
    await rebuild()
    assert await booked() == [("in", PRICE), ("out", -100)]


def test_what_was_never_paid_neither_came_nor_went() -> None:
    facts = refund("re_1", 100)
    assert (received_of(facts), returned_of(facts)) == (0, 0)
