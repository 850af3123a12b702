"""Changes of a subscription's items: proration to the second, previews, and credit."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st

from sandbox.changes.items import prorated
from sandbox.objects.invoices import MINIMUM, settled
from tests.sandbox.stage import DAY, Stage, period


@given(st.integers(0, 10**8), st.integers(1, 32 * DAY), st.data())
def test_a_proration_is_the_nearest_amount(cents: int, of: int, data: st.DataObject) -> None:
    seconds = data.draw(st.integers(0, of))
    exact = Fraction(cents * seconds, of)
    assert abs(prorated(cents, seconds, of) - exact) <= Fraction(1, 2)
    assert prorated(cents, of, of) == cents


@given(st.integers(-(10**8), 10**8), st.integers(-(10**8), MINIMUM - 1))
def test_no_cent_is_lost_between_the_card_and_the_balance(total: int, balance: int) -> None:
    due, after = settled(total, balance)
    assert due + after == total + balance
    assert due == 0 or (due >= MINIMUM and after == 0)


async def price(stage: Stage, cents: int) -> str:
    made = await stage.sdk.v1.prices.create_async(
        {
            "currency": "usd",
            "unit_amount": cents,
            "recurring": {"interval": "month"},
            "product_data": {"name": "Other"},
        }
    )
    return made.id


def changed(subscription: Any, **item: Any) -> dict[str, Any]:
    return {
        "items": [{"id": subscription["items"].data[0].id, **item}],
        "proration_behavior": "always_invoice",
        "payment_behavior": "error_if_incomplete",
    }


async def change(stage: Stage, subscription: Any, **item: Any) -> Any:
    params: Any = changed(subscription, **item)
    return await stage.sdk.v1.subscriptions.update_async(subscription.id, params)


async def preview(stage: Stage, subscription: Any, **item: Any) -> Any:
    params = changed(subscription, **item)
    del params["payment_behavior"]
    asked: Any = {"subscription": subscription.id, "subscription_details": params}
    return await stage.sdk.v1.invoices.create_preview_async(asked)


async def lines(stage: Stage, invoice: str) -> list[tuple[int, bool]]:
    found = await stage.sdk.v1.invoices.retrieve_async(invoice)
    details = [one.parent.subscription_item_details for one in found.lines.data]
    proration = [bool(one and one.proration) for one in details]
    return [*zip((one.amount for one in found.lines.data), proration, strict=True)]


async def test_more_is_invoiced_at_once_for_the_rest_of_the_period(stage: Stage) -> None:
    subscription = await stage.subscribed()
    begin, end = period(subscription)
    await stage.advance(days=10)
    await stage.flush()
    told = await preview(stage, subscription, quantity=3)
    left = Fraction(end - begin - 10 * DAY, end - begin)
    unused, more = round(1_000 * left), round(3_000 * left)
    assert (told.amount_due, told.total) == (more - unused, more - unused)
    assert await stage.flush() == [], "a preview changes nothing"
    after = await change(stage, subscription, quantity=3)
    assert after["items"].data[0].quantity == 3
    assert period(after) == (begin, end)
    assert await lines(stage, after.latest_invoice) == [(-unused, True), (more, True)]
    invoice = await stage.sdk.v1.invoices.retrieve_async(after.latest_invoice)
    assert (invoice.status, invoice.amount_paid, invoice.billing_reason) == (
        "paid",
        told.amount_due,
        "subscription_update",
    )
    assert "invoice.paid" in await stage.flush()
    await stage.advance(days=31)
    renewed = await stage.subscription(subscription.id)
    assert await lines(stage, renewed.latest_invoice.id) == [(3_000, False)]


async def test_less_leaves_a_credit_that_the_next_invoices_use(stage: Stage) -> None:
    subscription = await stage.subscribed()
    cheap = await price(stage, 300)
    after = await change(stage, subscription, price=cheap)
    invoice = await stage.sdk.v1.invoices.retrieve_async(after.latest_invoice)
    assert (invoice.total, invoice.amount_due, invoice.status) == (-700, 0, "paid")
    assert invoice.ending_balance == -700
    for credit, due in ((-400, 0), (-100, 0), (0, 200)):
        await stage.advance(days=31)
        renewed = await stage.subscription(subscription.id)
        paid = await stage.sdk.v1.invoices.retrieve_async(renewed.latest_invoice.id)
        assert (paid.total, paid.amount_paid, paid.ending_balance) == (300, due, credit)


async def test_without_proration_only_the_next_period_changes(stage: Stage) -> None:
    subscription = await stage.subscribed()
    params: Any = changed(subscription, price=await price(stage, 2_000), quantity=2)
    params["proration_behavior"] = "none"
    after = await stage.sdk.v1.subscriptions.update_async(subscription.id, params)
    assert after.latest_invoice == subscription.latest_invoice
    await stage.advance(days=31)
    renewed = await stage.subscription(subscription.id)
    assert await lines(stage, renewed.latest_invoice.id) == [(4_000, False)]


async def test_a_declined_card_changes_nothing(stage: Stage) -> None:
    subscription = await stage.subscribed()
    await stage.control("make_next_renewal_fail", subscription=subscription.id)
    await stage.flush()
    with pytest.raises(stripe.CardError) as refused:
        await change(stage, subscription, quantity=2)
    assert refused.value.code == "card_declined"
    assert await stage.flush() == []
    after = await stage.subscription(subscription.id)
    assert (after["items"].data[0].quantity, after.status) == (1, "active")
    assert (await change(stage, subscription, quantity=2))["items"].data[0].quantity == 2


async def test_what_does_not_change_is_not_invoiced(stage: Stage) -> None:
    subscription = await stage.subscribed()
    after = await change(stage, subscription, quantity=1)
    assert after.latest_invoice == subscription.latest_invoice
    assert (await preview(stage, subscription, quantity=1)).total == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"proration_behavior": "create_prorations"},
        {"proration_date": 1},
        {"items": [{"id": "si_none", "quantity": 2}]},
        {"items": [{"price": "price_none"}]},
    ],
)
async def test_what_the_sandbox_does_not_do_is_refused(stage: Stage, wrong: Any) -> None:
    subscription = await stage.subscribed()
    params: Any = {**changed(subscription, quantity=2), **wrong}
    with pytest.raises(stripe.InvalidRequestError):
        await stage.sdk.v1.subscriptions.update_async(subscription.id, params)
