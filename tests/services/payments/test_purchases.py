"""Purchases of packs, beside the provider's sandbox."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from billing.payments.purchase import PurchaseStatus
from billing.payments.refusals import PackNotFound, PaymentUnavailable
from db.commit.journal import journal
from db.payments.purchases import customer_of, purchases_of
from services.payments.orders import Ordered
from tests.support.payments.buying import paid, refund
from tests.support.payments.money import CREDITED, FREE_TOKENS, NOW, PRICE, TOKENS, purchase_command
from tests.support.payments.sandboxed import Provider
from tests.support.payments.shop import Shop, conserved, kinds, stored

pytestmark = pytest.mark.slow


class TestBuying:
    async def test_a_pack_is_credited_when_it_is_paid_and_not_before(
        self, store: Shop, provider: Provider
    ) -> None:
        made = await store.buy()
        assert (made.status, made.tokens, made.amount) == (PurchaseStatus.PENDING, TOKENS, PRICE)
        await store.hear(*await provider.news())
        assert (await store.account()).available == FREE_TOKENS
        await provider.press(made.checkout_url or "")
        await store.hear(*await provider.news())
        assert (await store.account()).available == CREDITED
        assert (await stored(made)).status is PurchaseStatus.PAID
        assert await conserved()

    async def test_what_the_provider_was_asked_for(self, store: Shop, provider: Provider) -> None:
        made = await store.buy(
            pack="pro",
            quantity=3,
            success_url="https://shop.test/paid",
            cancel_url="https://shop.test/left",
            promotion_codes=True,
            automatic_tax=True,
            receipt_email="alice@example.test",
        )
        session = await provider.get(f"checkout/sessions/{made.session_id}")
        assert (session["amount_total"], session["currency"]) == (4_500, "usd")
        assert session["metadata"] == {"purchase_id": made.id}
        assert session["success_url"] == "https://shop.test/paid"
        assert session["cancel_url"] == "https://shop.test/left"
        assert session["allow_promotion_codes"] is True
        assert session["automatic_tax"]["enabled"] is True
        await provider.press(made.checkout_url or "")
        [intent] = await provider.all("payment_intents")
        assert intent["receipt_email"] == "alice@example.test"
        await store.hear(*await provider.news())
        assert (await store.account()).available == FREE_TOKENS + 3_000_000

    async def test_without_a_url_the_checkout_leads_back_to_the_service(
        self, store: Shop, provider: Provider
    ) -> None:
        made = await store.buy()
        session = await provider.get(f"checkout/sessions/{made.session_id}")
        assert (session["success_url"], session["cancel_url"]) == ("https://billing.test", None)

    async def test_an_account_is_one_customer(self, store: Shop, provider: Provider) -> None:
        await asyncio.gather(*(store.buy() for _ in range(3)))
        await store.buy()
        sessions = await provider.all("checkout/sessions")
        known = await customer_of("alice")
        assert sessions[-1]["customer"] == known
        customer = await provider.get(f"customers/{known}")
        assert customer["metadata"] == {"account_id": "alice"}

    async def test_a_customer_that_the_provider_has_lost_is_made_anew(
        self, store: Shop, provider: Provider
    ) -> None:
        """With or without an event about it, and repeatedly."""
        for heard in (False, True, False):
            await store.buy()
            lost = await customer_of("alice")
            await provider.control("delete_customer", customer=lost)
            if heard:
                await store.hear(*await provider.news())
                assert await customer_of("alice") is None
            assert (await store.buy()).checkout_url
            assert await customer_of("alice") not in {None, lost}

    async def test_also_one_that_was_made_for_this_very_purchase(
        self, store: Shop, provider: Provider
    ) -> None:
        await store.account()
        command = purchase_command(idempotency_key="k")
        await provider.control("faults", status=500, times=3, after=True)
        assert await store.purchases.start(command) == PaymentUnavailable()
        [lost] = await provider.all("customers")
        await provider.control("delete_customer", customer=lost["id"])
        assert isinstance(await store.purchases.start(command), Ordered)
        assert await customer_of("alice") not in {None, lost["id"]}

    async def test_a_checkout_that_is_declined_can_still_be_paid(
        self, store: Shop, provider: Provider
    ) -> None:
        made = await store.buy()
        await provider.press(made.checkout_url or "", "decline")
        await store.hear(*await provider.news())
        assert (await stored(made)).status is PurchaseStatus.FAILED
        await provider.press(made.checkout_url or "")
        await store.hear(*await provider.news())
        assert (await stored(made)).status is PurchaseStatus.PAID
        assert (await store.account()).available == CREDITED

    @pytest.mark.parametrize("succeed", [True, False])
    async def test_money_on_its_way_credits_only_when_it_arrives(
        self, store: Shop, provider: Provider, succeed: bool
    ) -> None:
        made = await store.buy()
        await provider.press(made.checkout_url or "", "later")
        await store.hear(*await provider.news())
        assert (await stored(made)).status is PurchaseStatus.PENDING
        await provider.control("pay_async", session=made.session_id, succeed=succeed)
        await store.hear(*await provider.news())
        expected = PurchaseStatus.PAID if succeed else PurchaseStatus.FAILED
        assert (await stored(made)).status is expected
        assert (await store.account()).available == (CREDITED if succeed else FREE_TOKENS)

    async def test_a_checkout_that_nobody_visits_expires(
        self, store: Shop, provider: Provider
    ) -> None:
        made = await store.buy()
        store.clock.advance(hours=25)
        await store.hear(*await provider.news())
        assert (await stored(made)).status is PurchaseStatus.EXPIRED

    async def test_events_in_reverse_and_again_credit_once(
        self, store: Shop, provider: Provider
    ) -> None:
        made = await store.buy()
        await provider.press(made.checkout_url or "")
        told = await provider.news()
        await store.hear(*told[::-1], *told)
        await store.hear_at_once(*told)
        assert await kinds() == ["ALLOWANCE", "PURCHASE"]

    async def test_an_unknown_pack_is_refused_and_leaves_nothing(self, store: Shop) -> None:
        await store.account()
        command = purchase_command(pack="nothing")
        assert await store.purchases.start(command) == PackNotFound("nothing")
        assert await purchases_of("alice", limit=9, before=None) == []


async def test_a_call_inside_a_transaction_would_be_seen(store: Shop) -> None:
    assert store.outside is not None
    async with journal():
        with pytest.raises(AssertionError, match="inside a transaction"):
            store.outside.refund()


async def test_no_call_to_the_provider_is_made_inside_a_transaction(
    store: Shop, provider: Provider
) -> None:
    """`Outside` of the shop fails calls inside one. All calls here went through it."""
    name = await paid(store, provider)
    await refund(store, name, 100)
    assert store.outside is not None
    assert store.outside.calls == ["create_customer", "open_checkout", "refund"]


async def test_purchases_are_paged_newest_first(store: Shop) -> None:
    made = []
    for number in range(5):
        store.clock.now = NOW + timedelta(seconds=number // 2)
        made.append(await store.buy())
    expected = sorted(made, key=lambda one: (one.created_at, one.id), reverse=True)
    seen: list[str] = []
    before = None
    while page := await purchases_of("alice", limit=2, before=before):
        seen += [one.id for one in page]
        before = (page[-1].created_at, page[-1].id)
    assert seen == [one.id for one in expected]
    assert await purchases_of("bob", limit=9, before=None) == []
