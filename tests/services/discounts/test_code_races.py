"""Racers for the last uses and the last cents of a code, on both databases."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from billing.catalog.catalog import Money
from billing.discounts.refusals import CodeNotFound
from billing.discounts.rules import Changed
from tests.support.payments.enrolling import code, present, use
from tests.support.payments.sandboxed import Provider
from tests.support.payments.shop import Shop

pytestmark = pytest.mark.slow

RACERS = 12


async def test_a_code_is_used_by_as_many_accounts_as_it_says(open_shop: Shop) -> None:
    made, text = await code(open_shop, uses=5)
    names = [f"racer-{number}" for number in range(RACERS)]
    for name in names:
        await open_shop.account(name)
    done = await asyncio.gather(*(use(open_shop, text, name=name) for name in names))
    kinds = Counter(type(one) for one in done)
    assert kinds == {Changed: 5, CodeNotFound: RACERS - 5}
    assert (await present(made)).uses == 5


async def test_one_account_uses_a_code_once_however_often_it_asks(open_shop: Shop) -> None:
    made, text = await code(open_shop, uses=RACERS)
    await open_shop.account()
    tries = (use(open_shop, text, key=f"key-{number % 3}") for number in range(RACERS))
    done = await asyncio.gather(*tries)
    fresh = [one for one in done if isinstance(one, Changed) and not one.replayed]
    assert len(fresh) == 1
    assert (await present(made)).uses == 1


async def test_a_budget_is_never_exceeded(store: Shop, provider: Provider) -> None:
    """Each takes 75 cents off: four fit."""
    made, text = await code(store, uses=RACERS, budget=Money(4 * 75 + 74, "USD"))
    names = [f"racer-{number}" for number in range(RACERS)]
    for name in names:
        await use(store, text, name=name)
    bought = await asyncio.gather(*(store.buy(account_id=name) for name in names))
    amounts = Counter(one.amount for one in bought)
    assert amounts == {425: 4, 500: RACERS - 4}
    assert sum(one.booked for one in bought) == (await present(made)).booked == 4 * 75
    sessions = await provider.all("checkout/sessions")
    assert Counter(one["amount_total"] for one in sessions) == amounts


async def test_an_expired_order_opens_once_however_many_ask(
    store: Shop, provider: Provider
) -> None:
    made, text = await code(store, budget=Money(75, "USD"))
    await use(store, text)
    await store.buy(idempotency_key="same")
    await provider.control("advance", seconds=2 * 86_400)
    await store.hear(*await provider.news())
    found = await asyncio.gather(*(store.buy(idempotency_key="same") for _ in range(4)))
    assert len({one.checkout_url for one in found}) == 1
    assert {one.amount for one in found} == {425}
    assert (await present(made)).booked == 75
