"""Packs below their list price: what the provider charges, and what refunds take back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from billing.catalog.catalog import Money
from billing.catalog.discounts import BulkStep
from billing.discounts.deciding import Discount, DiscountKind
from billing.payments.purchase import PurchaseStatus
from tests.support.payments.buying import paid, refund
from tests.support.payments.money import FREE_TOKENS, TOKENS
from tests.support.payments.sandboxed import Provider
from tests.support.payments.shop import Shop, conserved, inbox, stored

pytestmark = pytest.mark.slow


def odd_pack(store: Shop, price: Money, *steps: BulkStep) -> None:
    """Put a pack `odd` on sale: 1 token, with bulk steps."""
    packs = store.catalog.catalog.packs
    packs["odd"] = replace(packs["starter"], name="odd", tokens=1, price=price, bulk=steps)


class TestBulk:
    async def test_ten_packs_are_one_line_that_is_charged_to_the_cent(
        self, store: Shop, provider: Provider
    ) -> None:
        made = await store.buy(quantity=10)
        assert (made.listed, made.amount, made.tokens) == (5_000, 4_500, 10 * TOKENS)
        items = await provider.get(f"checkout/sessions/{made.session_id}/line_items")
        [line] = items["data"]
        assert (line["quantity"], line["amount_total"]) == (1, 4_500)
        assert line["description"] == "10 × Starter Pack"  # noqa: RUF001
        await provider.press(made.checkout_url or "")
        await store.hear(*await provider.news())
        assert (await store.account()).available == FREE_TOKENS + 10 * TOKENS
        assert {status for status, _, _ in (await inbox()).values()} <= {"HANDLED", "IGNORED"}

    async def test_the_purchase_keeps_its_reasons(self, store: Shop, provider: Provider) -> None:
        name = await paid(store, provider, quantity=10)
        bulk = Discount(DiscountKind.BULK, "", "10% off from 10 packs", 500, off=1_000)
        kept = await store.purchases.find(name)
        assert kept is not None
        assert (kept.discounts, kept.listed, kept.status) == ((bulk,), 5_000, PurchaseStatus.PAID)

    async def test_without_a_discount_the_line_has_its_quantity(
        self, store: Shop, provider: Provider
    ) -> None:
        made = await store.buy(quantity=9)
        items = await provider.get(f"checkout/sessions/{made.session_id}/line_items")
        [line] = items["data"]
        assert (line["quantity"], line["amount_total"]) == (9, 4_500)
        assert line["description"] == "Starter Pack"

    async def test_a_total_that_no_unit_price_gives_is_charged_exactly(
        self, store: Shop, provider: Provider
    ) -> None:
        odd_pack(store, Money(333, "USD"), BulkStep(7, 1_234))
        name = await paid(store, provider, pack="odd", quantity=7)
        bought = await store.purchases.find(name)
        assert bought is not None
        assert (bought.listed, bought.amount) == (2_331, 2_043)
        [intent] = await provider.all("payment_intents")
        assert intent["amount_received"] == 2_043
        assert bought.facts.received == 2_043

    @pytest.mark.parametrize(
        ("currency", "price", "amount"), [("JPY", 333, 2_043), ("KWD", 3_330, 20_430)]
    )
    async def test_a_currency_with_other_decimals(
        self, store: Shop, provider: Provider, currency: str, price: int, amount: int
    ) -> None:
        odd_pack(store, Money(price, currency), BulkStep(7, 1_234))
        await paid(store, provider, pack="odd", quantity=7)
        [intent] = await provider.all("payment_intents")
        assert (intent["amount_received"], intent["currency"]) == (amount, currency.lower())

    async def test_the_price_stays_when_the_catalog_changes_before_the_payment(
        self, store: Shop, provider: Provider
    ) -> None:
        """Also for the new checkout after the first one has expired."""
        odd_pack(store, Money(500, "USD"), BulkStep(10, 1_000))
        made = await store.buy(pack="odd", quantity=10, idempotency_key="same")
        odd_pack(store, Money(900, "USD"))
        await provider.control("advance", seconds=2 * 86_400)
        await store.hear(*await provider.news())
        again = await store.buy(pack="odd", quantity=10, idempotency_key="same")
        assert again.session_id != made.session_id
        await provider.press(again.checkout_url or "")
        await store.hear(*await provider.news())
        bought = await stored(made)
        assert (bought.status, bought.facts.received) == (PurchaseStatus.PAID, 4_500)


class TestRefunds:
    async def test_a_part_of_what_was_paid_takes_back_that_part(
        self, store: Shop, provider: Provider
    ) -> None:
        name = await paid(store, provider, quantity=10)
        part = await refund(store, name, 900, key="one")
        assert part.purchase.status is PurchaseStatus.PARTIALLY_REFUNDED
        assert part.purchase.reversed_tokens == 10 * TOKENS * 900 // 4_500
        rest = await refund(store, name, key="two")
        assert rest.purchase.status is PurchaseStatus.REFUNDED
        assert [one["amount"] for one in await provider.all("refunds")] == [900, 3_600]
        assert rest.account.available == FREE_TOKENS
        assert await conserved()

    async def test_a_lost_dispute_takes_back_all(self, store: Shop, provider: Provider) -> None:
        name = await paid(store, provider, quantity=10)
        bought = await store.purchases.find(name)
        assert bought is not None
        made = await provider.control("open_dispute", payment_intent=bought.payment_intent)
        await store.hear(*await provider.news())
        assert (made["amount"], (await store.account()).available) == (4_500, FREE_TOKENS)
        await provider.control("close_dispute", dispute=made["id"], status="lost")
        await store.hear(*await provider.news())
        assert (await stored(bought)).reversed_tokens == 10 * TOKENS
        assert await conserved()
