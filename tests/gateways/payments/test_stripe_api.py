"""The provider's API through its own SDK: requests, answers and errors."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from billing.payments.packs import PaymentFacts, RefundState
from gateways.payments.checkouts import (
    CheckoutOptions,
    CheckoutSession,
    CheckoutState,
    Item,
    pack_checkout,
    plan_checkout,
)
from gateways.payments.errors import (
    CustomerGone,
    PaymentsAway,
    PaymentsConflict,
    PaymentsDenied,
    PaymentsRefused,
)
from gateways.payments.stripe_api import RETRIES_MAX, Payments
from tests.support.clocks import Clock
from tests.support.payments.money import NOW, PRICE
from tests.support.payments.sandboxed import API_KEY, NOBODY, Provider, sandboxed

OPTIONS = CheckoutOptions("https://shop.test/paid")
PREMIUM = Item(name="Premium", unit_amount=1_000, currency="USD")
SINCE = NOW - timedelta(days=1)


@pytest.fixture
async def provider(tmp_path: Path) -> AsyncIterator[Provider]:
    async with sandboxed(tmp_path, Clock()) as running:
        yield running


@pytest.fixture
async def payments(provider: Provider) -> AsyncIterator[Payments]:
    async with provider.payments() as made:
        yield made


async def checkout(
    payments: Payments,
    *,
    customer_id: str | None = None,
    purchase_id: str = "pur_1",
    quantity: int = 1,
    options: CheckoutOptions = OPTIONS,
) -> CheckoutSession:
    customer_id = customer_id or await payments.create_customer("alice", key="first")
    item = Item(name="Starter Pack", unit_amount=PRICE, currency="USD", quantity=quantity)
    return await payments.open_checkout(pack_checkout(purchase_id, customer_id, item, options))


async def paid(payments: Payments, provider: Provider, purchase_id: str = "pur_1") -> str:
    """Pay a purchase; return its payment intent."""
    session = await checkout(payments, purchase_id=purchase_id)
    await provider.press(session.url)
    intent: str = (await provider.get(f"checkout/sessions/{session.id}"))["payment_intent"]
    return intent


class TestCheckouts:
    async def test_a_pack_s_checkout_carries_the_price_and_our_name_of_it(
        self, payments: Payments, provider: Provider
    ) -> None:
        session = await checkout(payments, quantity=3)
        found = await provider.get(f"checkout/sessions/{session.id}")
        assert session.url == found["url"]
        assert (found["mode"], found["amount_total"], found["currency"]) == (
            "payment",
            1_500,
            "usd",
        )
        assert found["metadata"] == {"purchase_id": "pur_1"}
        assert found["client_reference_id"] == "pur_1"
        [item] = (await provider.get(f"checkout/sessions/{session.id}/line_items"))["data"]
        assert (item["quantity"], item["price"]["unit_amount"]) == (3, PRICE)
        assert item["description"] == "Starter Pack"

    async def test_the_options_are_passed_on(self, payments: Payments, provider: Provider) -> None:
        options = CheckoutOptions(
            "https://shop.test/paid",
            cancel_url="https://shop.test/left",
            promotion_codes=True,
            automatic_tax=True,
            receipt_email="alice@example.test",
        )
        session = await checkout(payments, options=options)
        found = await provider.get(f"checkout/sessions/{session.id}")
        assert found["success_url"] == "https://shop.test/paid"
        assert found["cancel_url"] == "https://shop.test/left"
        assert found["allow_promotion_codes"] is True
        assert found["automatic_tax"]["enabled"] is True
        await provider.press(session.url)
        [intent] = await provider.all("payment_intents")
        assert intent["receipt_email"] == "alice@example.test"
        assert intent["metadata"] == {"purchase_id": "pur_1"}

    async def test_a_plan_s_checkout_renews_monthly_and_carries_our_name_of_it(
        self, payments: Payments, provider: Provider
    ) -> None:
        customer = await payments.create_customer("alice", key="first")
        session = await payments.open_checkout(plan_checkout("sub_1", customer, PREMIUM, OPTIONS))
        await provider.press(session.url)
        [subscription] = await provider.all("subscriptions")
        assert (subscription["status"], subscription["customer"]) == ("active", customer)
        assert subscription["metadata"] == {"subscription_id": "sub_1"}
        [item] = subscription["items"]["data"]
        assert item["price"]["recurring"]["interval"] == "month"
        assert item["price"]["unit_amount"] == 1_000

    async def test_the_same_purchase_has_one_checkout_however_often_asked(
        self, payments: Payments, provider: Provider
    ) -> None:
        assert await checkout(payments) == await checkout(payments)
        assert len(await provider.all("checkout/sessions")) == 1

    async def test_another_request_for_it_is_no_repetition(
        self, payments: Payments, provider: Provider
    ) -> None:
        """The provider stores its answer to the first request, but this is another request."""
        first = await checkout(payments)
        for options in (CheckoutOptions("https://shop.test/new"), replace(OPTIONS, after=first.id)):
            assert (await checkout(payments, options=options)).id != first.id
        assert len(await provider.all("checkout/sessions")) == 3

    async def test_how_a_checkout_stands(self, payments: Payments, provider: Provider) -> None:
        session = await checkout(payments)
        assert await payments.checkout_state(session.id) is CheckoutState.OPEN
        await provider.press(session.url)
        assert await payments.checkout_state(session.id) is CheckoutState.COMPLETE
        other = await checkout(payments, purchase_id="pur_2")
        await provider.control("advance", seconds=86_400)
        assert await payments.checkout_state(other.id) is CheckoutState.EXPIRED
        assert await payments.checkout_state("cs_test_unknown") is CheckoutState.EXPIRED

    @pytest.mark.parametrize(
        ("currency", "cents"), [("UGX", 50_000), ("ISK", 50_000), ("JPY", 500), ("KWD", 500)]
    )
    async def test_every_currency_in_the_providers_unit(
        self, payments: Payments, provider: Provider, currency: str, cents: int
    ) -> None:
        customer = await payments.create_customer("alice", key="first")
        item = Item(name="Starter Pack", unit_amount=500, currency=currency)
        session = await payments.open_checkout(pack_checkout("pur_1", customer, item, OPTIONS))
        found = await provider.get(f"checkout/sessions/{session.id}")
        assert (found["amount_total"], found["currency"]) == (cents, currency.lower())

    async def test_a_customer_that_is_not_there_is_told_apart(
        self, payments: Payments, provider: Provider
    ) -> None:
        lost = await payments.create_customer("alice", key="first")
        await provider.control("delete_customer", customer=lost)
        with pytest.raises(CustomerGone):
            await checkout(payments, customer_id=lost)
        # The refusal is stored with its key. Another customer must not get it.
        again = await payments.create_customer("alice", key="second")
        assert (await checkout(payments, customer_id=again)).url

    async def test_what_is_refused_for_another_reason_is_just_refused(
        self, payments: Payments
    ) -> None:
        with pytest.raises(PaymentsRefused) as refused:
            await checkout(payments, options=CheckoutOptions("nowhere"))
        assert not isinstance(refused.value, CustomerGone)


async def test_a_customer_is_made_once_by_a_key(payments: Payments, provider: Provider) -> None:
    long = "a" * 250
    made = [await payments.create_customer(f"{long}{end}", key=end) for end in ("x", "x", "y")]
    assert made[0] == made[1] != made[2]
    accounts = [one["metadata"]["account_id"] for one in await provider.all("customers")]
    assert accounts == [f"{long}x", f"{long}y"]


class TestRefunds:
    async def test_a_part_then_all_that_is_left(
        self, payments: Payments, provider: Provider
    ) -> None:
        intent = await paid(payments, provider)
        first = await payments.refund(
            payment_intent=intent, amount=200, purchase_id="pur_1", key="one"
        )
        rest = await payments.refund(
            payment_intent=intent, amount=None, purchase_id="pur_1", key="two"
        )
        assert first[1] == PaymentFacts(refunds={first[0]: (200, RefundState.SUCCEEDED)})
        assert rest[1] == PaymentFacts(refunds={rest[0]: (300, RefundState.SUCCEEDED)})
        told = [one["metadata"] for one in await provider.all("refunds")]
        assert told == [{"purchase_id": "pur_1"}] * 2

    async def test_the_same_key_refunds_once(self, payments: Payments, provider: Provider) -> None:
        intent = await paid(payments, provider)
        asked = {"payment_intent": intent, "purchase_id": "pur_1", "key": "one"}
        first = await payments.refund(**asked, amount=200)
        assert await payments.refund(**asked, amount=200) == first
        with pytest.raises(PaymentsConflict):
            await payments.refund(**asked, amount=100)
        assert [one["amount"] for one in await provider.all("refunds")] == [200]

    async def test_more_than_was_paid_is_refused(
        self, payments: Payments, provider: Provider
    ) -> None:
        intent = await paid(payments, provider)
        with pytest.raises(PaymentsRefused, match="greater than"):
            await payments.refund(payment_intent=intent, amount=501, purchase_id="pur_1", key="one")


class TestFaults:
    async def test_one_that_passes_is_not_noticed(
        self, payments: Payments, provider: Provider
    ) -> None:
        await provider.control("faults", status=500, times=1)
        assert (await checkout(payments)).url

    async def test_one_that_stays_means_away_and_later_all_is_well(
        self, payments: Payments, provider: Provider
    ) -> None:
        customer = await payments.create_customer("alice", key="first")
        for after in (False, True):
            times = RETRIES_MAX + 1
            await provider.control("faults", status=503, times=times, after=after)
            with pytest.raises(PaymentsAway):
                await checkout(payments, customer_id=customer, purchase_id=f"pur_{after}")
        await checkout(payments, customer_id=customer, purchase_id="pur_True")
        # The checkout whose answers were lost was created once.
        assert len(await provider.all("checkout/sessions")) == 1

    async def test_nobody_there_means_away(self, provider: Provider) -> None:
        async with provider.payments(base=NOBODY) as nowhere:
            with pytest.raises(PaymentsAway):
                await nowhere.create_customer("alice", key="first")

    async def test_a_provider_that_is_too_busy_is_away_too(
        self, payments: Payments, provider: Provider
    ) -> None:
        await provider.control("faults", status=429, times=5)
        with pytest.raises(PaymentsAway) as away:
            await payments.subscription("sub_1")
        assert not isinstance(away.value, PaymentsDenied)
        assert not payments.denied

    @pytest.mark.parametrize("status", [401, 403])
    async def test_a_provider_that_denies_our_key_is_told_from_one_that_is_away(
        self,
        payments: Payments,
        provider: Provider,
        status: int,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        await provider.control("faults", status=status, times=1)
        with pytest.raises(PaymentsDenied):
            await payments.subscription("sub_1")
        assert payments.denied
        [told] = [r.getMessage() for r in caplog.records if r.levelname == "ERROR"]
        assert told.startswith("ALERT the payment provider does not accept STRIPE_API_KEY")
        assert API_KEY not in caplog.text
        await payments.create_customer("alice", key="k")
        assert not payments.denied

    async def test_a_refusal_shows_that_the_key_is_accepted_again(
        self, payments: Payments, provider: Provider
    ) -> None:
        await provider.control("faults", status=401, times=1)
        with pytest.raises(PaymentsDenied):
            await payments.subscription("sub_1")
        with pytest.raises(PaymentsRefused):
            await payments.subscription("sub_of_nobody")
        assert not payments.denied


async def test_payments_since_then_and_none_before(payments: Payments, provider: Provider) -> None:
    made = await paid(payments, provider)
    [found] = [one async for one in payments.payments_since(NOW)]
    assert (found.id, found.purchase_id, found.status) == (made, "pur_1", "succeeded")
    assert (found.amount, found.amount_refunded, found.currency) == (PRICE, 0, "usd")
    assert [one async for one in payments.payments_since(NOW + timedelta(seconds=1))] == []


async def test_subscriptions_are_read_and_changed(payments: Payments, provider: Provider) -> None:
    customer = await payments.create_customer("alice", key="first")
    session = await payments.open_checkout(plan_checkout("sub_1", customer, PREMIUM, OPTIONS))
    await provider.press(session.url)
    name = (await provider.all("subscriptions"))[0]["id"]
    assert (await payments.subscription(name))["status"] == "active"
    [payment] = await provider.all("invoice_payments")
    invoice = await payments.invoice_paid_by(payment["payment"]["payment_intent"])
    assert invoice is not None
    assert invoice["id"] == payment["invoice"]
    assert invoice["parent"]["subscription_details"]["subscription"] == name
    assert await payments.invoice_paid_by("pi_of_something_else") is None
    for cancel in (True, True, False):
        changed = await payments.set_cancel_at_period_end(name, cancel)
        assert changed["cancel_at_period_end"] is cancel
    assert (await payments.cancel_now(name))["status"] == "canceled"
    with pytest.raises(PaymentsRefused):
        await payments.cancel_now(name)


@pytest.mark.parametrize(
    ("key", "live"), [("sk_live_1", True), ("rk_live_1", True), ("sk_test_1", False)]
)
async def test_the_key_tells_whether_the_money_is_real(key: str, live: bool) -> None:
    payments = Payments(api_key=key, api_base=None)
    assert payments.livemode is live
    await payments.close()
