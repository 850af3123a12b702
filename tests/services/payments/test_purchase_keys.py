"""The same key of a purchase answers the same checkout."""

from __future__ import annotations

import asyncio

import pytest

from billing.ledger.refusals import IdempotencyConflict
from billing.payments.refusals import PaymentUnavailable
from db.payments.purchases import purchases_of
from services.payments.orders import Ordered
from tests.support.payments.money import purchase_command
from tests.support.payments.sandboxed import NOBODY, Provider
from tests.support.payments.shop import Shop, shop

pytestmark = pytest.mark.slow


class TestTheSameKey:
    async def test_answers_the_same_checkout(self, store: Shop) -> None:
        await store.account()
        first = await store.purchases.start(purchase_command(idempotency_key="k"))
        again = await store.purchases.start(purchase_command(idempotency_key="k"))
        assert isinstance(first, Ordered)
        assert again == Ordered(first.order, replayed=True)
        assert not first.replayed

    async def test_with_other_content_is_a_conflict(self, store: Shop) -> None:
        await store.buy(idempotency_key="k")
        for changes in ({"quantity": 2}, {"pack": "pro"}, {"promotion_codes": True}):
            command = purchase_command(idempotency_key="k", **changes)
            assert await store.purchases.start(command) == IdempotencyConflict("k")

    async def test_of_another_account_is_another_purchase(self, store: Shop) -> None:
        one = await store.buy(idempotency_key="k")
        other = await store.buy(idempotency_key="k", account_id="bob")
        assert one.id != other.id

    async def test_at_once_is_one_checkout(self, store: Shop, provider: Provider) -> None:
        made = await asyncio.gather(*(store.buy(idempotency_key="k") for _ in range(5)))
        assert len({(one.id, one.checkout_url) for one in made}) == 1
        assert len(await provider.all("checkout/sessions")) == 1

    async def test_works_after_the_provider_could_not_be_reached(
        self, store: Shop, provider: Provider
    ) -> None:
        await store.account()
        command = purchase_command(idempotency_key="k")
        async with (
            provider.payments(base=NOBODY) as nowhere,
            shop(clock=store.clock, payments=nowhere) as cut_off,
        ):
            assert await cut_off.purchases.start(command) == PaymentUnavailable()
        async with shop(clock=store.clock) as without:
            assert await without.purchases.start(command) == PaymentUnavailable()
        started = await store.purchases.start(command)
        assert isinstance(started, Ordered)
        assert not started.replayed
        assert len(await purchases_of("alice", limit=9, before=None)) == 1

    async def test_works_after_the_provider_s_answer_was_lost(
        self, store: Shop, provider: Provider
    ) -> None:
        await store.buy()
        await provider.control("faults", status=500, times=3, after=True)
        command = purchase_command(idempotency_key="k")
        assert await store.purchases.start(command) == PaymentUnavailable()
        assert isinstance(await store.purchases.start(command), Ordered)
        assert len(await provider.all("checkout/sessions")) == 2
