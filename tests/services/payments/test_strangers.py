"""Events of another product in the same provider account are recognized at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from billing.payments.purchase import PurchaseStatus
from db.payments.inbox import inbox_lag
from db.payments.purchases import add_customer
from tests.support.payments.money import (
    FREE_TOKENS,
    NOW,
    PRICE,
    TOKENS,
    Json,
    charge_event,
    dispute_event,
    event,
    intent_event,
    invoice_event,
    plan_subscription,
    purchase,
    refund_event,
    session_event,
    subscription_event,
)
from tests.support.payments.sandboxed import API_KEY, NOBODY, Provider
from tests.support.payments.shop import Shop, inbox, shop, status_of, stored

ENDS = NOW + timedelta(days=30)
PACK, PLAN = purchase(), plan_subscription()


async def post(provider: Provider, path: str, **form: str) -> Json:
    """Send a request of the other product to the provider's API."""
    headers = {"authorization": f"Bearer {API_KEY}"}
    response = await provider.http.post(f"/v1/{path}", data=form, headers=headers)
    assert response.status_code == 200, response.text
    made: Json = response.json()
    return made


async def sold(provider: Provider, mode: str, **more: str) -> Json:
    """Return the session of a sale of another product."""
    item = "line_items[0][price_data]"
    form = {
        "mode": mode,
        "success_url": "https://other.test",
        "line_items[0][quantity]": "1",
        f"{item}[currency]": "usd",
        f"{item}[unit_amount]": "4200",
        f"{item}[product_data][name]": "A course in pottery",
        **({f"{item}[recurring][interval]": "month"} if mode == "subscription" else {}),
    }
    session = await post(provider, "checkout/sessions", **form, **more)
    await provider.press(session["url"])
    return await provider.get(f"checkout/sessions/{session['id']}")


async def assert_none_waits(store: Shop, told: list[Json]) -> None:
    """Check that all events are finished, without an alert."""
    await store.hear(*told)
    lag = await inbox_lag()
    assert (lag.pending, lag.oldest_at, lag.alerts) == (0, None, 0), await inbox()


async def test_all_that_another_product_sells_gives_back_and_loses(
    store: Shop, provider: Provider
) -> None:
    await store.account()
    session = await sold(provider, "payment")
    refund = {"payment_intent": session["payment_intent"], "amount": "1000"}
    await post(provider, "refunds", **refund)
    opened = await provider.control("open_dispute", payment_intent=session["payment_intent"])
    await provider.control("close_dispute", dispute=opened["id"], status="lost")
    plan = await sold(provider, "subscription")
    store.clock.advance(days=40)
    invoices = await provider.all("invoices", subscription=plan["subscription"])
    assert len(invoices) == 2
    told = await provider.news()
    kinds = {one["type"] for one in told}
    assert {"charge.refunded", "charge.dispute.closed", "invoice.paid"} < kinds
    await assert_none_waits(store, told)
    assert (await store.account()).available == FREE_TOKENS


FOREIGN: list[Json] = [
    {},
    {"order": "17"},
    {"purchase_id": "order-17", "subscription_id": "sub_1"},
    # Another installation of this service.
    {"purchase_id": f"pur_{'a' * 32}", "subscription_id": f"sub_{'b' * 32}"},
    # Longer than any name of ours.
    {"purchase_id": f"purchase-{UUID(int=17)}", "subscription_id": "s" * 500},
]
foreign = pytest.mark.parametrize(
    "metadata", FOREIGN, ids=["nothing", "other names", "our names", "our form", "longer"]
)


@foreign
async def test_its_own_names_are_not_taken_for_ours(
    store: Shop, provider: Provider, metadata: Json
) -> None:
    for mode, data in (("payment", "payment_intent"), ("subscription", "subscription")):
        forms = ("metadata[{}]", f"{data}_data[metadata][{{}}]")
        named = {form.format(name): value for name, value in metadata.items() for form in forms}
        session = await sold(provider, mode, **named)
        if mode == "payment":
            refund = {f"metadata[{name}]": value for name, value in metadata.items()}
            await post(provider, "refunds", payment_intent=session["payment_intent"], **refund)
    store.clock.advance(days=40)
    await provider.all("invoices")
    await assert_none_waits(store, await provider.news())


STRANGE: dict[str, Any] = {
    "a session": lambda m: session_event(PACK, metadata=m),
    "a session that expired": lambda m: session_event(PACK, "expired", metadata=m),
    "a session of a plan": lambda m: session_event(PACK, mode="subscription", metadata=m),
    "a session without a purchase": lambda m: session_event(
        PACK, mode="setup", payment_status="no_payment_required", payment_intent=None, metadata=m
    ),
    "a payment": lambda m: intent_event(PACK, metadata=m),
    "a payment that failed": lambda m: intent_event(PACK, "payment_failed", metadata=m),
    "a subscription": lambda m: subscription_event(PLAN, ends=ENDS, metadata=m),
    "a subscription of a status of tomorrow": lambda m: subscription_event(
        PLAN, "hibernating", ends=ENDS, metadata=m
    ),
    "an invoice": lambda m: invoice_event(
        PLAN,
        through=ENDS,
        parent={"subscription_details": {"subscription": "sub_other", "metadata": m}},
    ),
    "a payment of the other mode": lambda m: session_event(
        PACK, metadata=m, envelope={"livemode": True}
    ),
}


@foreign
@pytest.mark.parametrize("told", STRANGE.values(), ids=STRANGE.keys())
async def test_what_tells_its_owner_is_ignored_without_asking(
    database: str, told: Any, metadata: Json
) -> None:
    async with shop() as alone:
        await assert_none_waits(alone, [told(metadata)])
        assert {one[0] for one in (await inbox()).values()} == {"IGNORED"}


NAMELESS: dict[str, Json] = {
    "a refund": refund_event(PACK, "re_1", PRICE),
    "a refunded charge": charge_event(PACK, PRICE),
    "a dispute": dispute_event(PACK, "lost"),
    "an invoice, older": invoice_event(
        PLAN, through=ENDS, parent=None, subscription=f"sub_of_{PLAN.id}"
    ),
}
nameless = pytest.mark.parametrize("told", NAMELESS.values(), ids=NAMELESS.keys())


@nameless
async def test_what_does_not_is_asked_for(store: Shop, told: Json) -> None:
    """The provider has no such payment."""
    await assert_none_waits(store, [told])


@nameless
async def test_and_waits_while_the_provider_is_away(
    store: Shop, provider: Provider, told: Json
) -> None:
    async with (
        provider.payments(base=NOBODY) as nowhere,
        shop(clock=store.clock, payments=nowhere) as cut_off,
    ):
        await cut_off.hear(told)
    assert (await inbox())[told["id"]][:2] == ("PENDING", 0)
    store.clock.advance(seconds=1)
    await store.webhooks.handle_due()
    assert await status_of(told) == "IGNORED"


async def test_a_refund_that_comes_before_its_payment_is_told_to_be_ours(
    store: Shop, provider: Provider
) -> None:
    made = await store.buy()
    await provider.press(made.checkout_url or "")
    paid = await provider.news()
    [intent] = await provider.all("payment_intents")
    await post(provider, "refunds", payment_intent=intent["id"], amount="250")
    gone = [one for one in await provider.news() if "refund" in one["type"]]
    await assert_none_waits(store, gone)
    await assert_none_waits(store, paid)
    assert (await store.account()).available == FREE_TOKENS + TOKENS // 2
    assert (await stored(made)).status is PurchaseStatus.PARTIALLY_REFUNDED


@pytest.mark.parametrize("of", [session_event, intent_event])
async def test_a_payment_of_our_customer_for_an_order_that_was_lost_is_seen(
    database: str, of: Any
) -> None:
    """This happens after a backup was restored."""
    async with shop() as alone:
        await add_customer("alice", "cus_1")
        told = of(PACK, customer="cus_1")
        await alone.hear(told)
        assert await status_of(told) == "ALERT"
        other = of(PACK, customer="cus_2")
        await alone.hear(other)
        assert await status_of(other) == "IGNORED"


async def test_the_deletion_of_another_products_customer_changes_nothing(database: str) -> None:
    async with shop() as alone:
        await assert_none_waits(alone, [event("customer.deleted", {"id": "cus_other"})])
