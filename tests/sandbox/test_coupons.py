"""Coupons of subscriptions: what they take off, for how long, and how often."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from tests.sandbox.stage import Stage

pytestmark = pytest.mark.slow


async def coupon(stage: Stage, **changes: Any) -> str:
    given = {"amount_off": 400, "currency": "usd", "duration": "forever", "max_redemptions": 1}
    made = await stage.sdk.v1.coupons.create_async(given | changes)  # type: ignore[arg-type]
    return str(made.id)


async def paid(stage: Stage, subscription: Any) -> list[int]:
    """Return what each invoice took, the oldest first."""
    found = await stage.sdk.v1.invoices.list_async({"subscription": subscription.id, "limit": 100})
    return [one.amount_paid for one in found.data][::-1]


async def test_the_checkout_and_the_first_invoice_are_below_the_price(stage: Stage) -> None:
    name = await coupon(stage)
    session = await stage.plan(discounts=[{"coupon": name}])
    assert (session.amount_subtotal, session.amount_total) == (1_000, 600)
    assert session.total_details.amount_discount == 400
    await stage.click(session, "pay")
    known = (await stage.again(session, "subscription")).subscription
    invoice = (await stage.subscription(known.id)).latest_invoice
    assert (invoice.subtotal, invoice.total, invoice.amount_paid) == (1_000, 600, 600)
    [line] = invoice.lines.data
    assert (line.amount, line.discount_amounts[0].amount) == (1_000, 400)
    [off] = invoice.total_discount_amounts
    assert known.discounts == [off.discount]


@pytest.mark.parametrize(
    ("duration", "months", "amounts"),
    [
        ("forever", None, [600, 600, 600, 600]),
        ("once", None, [600, 1_000, 1_000, 1_000]),
        ("repeating", 2, [600, 600, 1_000, 1_000]),
    ],
)
async def test_it_lasts_as_long_as_it_says(
    stage: Stage, duration: str, months: int | None, amounts: list[int]
) -> None:
    given = {} if months is None else {"duration_in_months": months}
    name = await coupon(stage, duration=duration, **given)
    subscription = await stage.subscribed(discounts=[{"coupon": name}])
    await stage.advance(days=100)
    assert await paid(stage, subscription) == amounts


async def test_it_never_makes_an_invoice_negative(stage: Stage) -> None:
    name = await coupon(stage, amount_off=5_000)
    subscription = await stage.subscribed(discounts=[{"coupon": name}])
    assert await paid(stage, subscription) == [0]


async def test_it_works_as_often_as_it_says(stage: Stage) -> None:
    name = await coupon(stage, max_redemptions=1)
    await stage.subscribed(discounts=[{"coupon": name}])
    known = await stage.sdk.v1.coupons.retrieve_async(name)
    assert (known.times_redeemed, known.valid) == (1, False)
    with pytest.raises(stripe.InvalidRequestError, match="redeemed too often"):
        await stage.plan(discounts=[{"coupon": name}])


async def test_an_id_is_given_once(stage: Stage) -> None:
    assert await coupon(stage, id="sub_1") == "sub_1"
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await coupon(stage, id="sub_1")
    assert refused.value.code == "resource_already_exists"


@pytest.mark.parametrize(
    ("more", "param"),
    [
        ({"discounts": [{"coupon": "none"}]}, "discounts[0][coupon]"),
        ({"discounts": [{"coupon": "a"}, {"coupon": "b"}]}, "discounts"),
        ({"discounts": [{"coupon": "a"}], "allow_promotion_codes": True}, "allow_promotion_codes"),
    ],
)
async def test_a_discount_that_cannot_be(stage: Stage, more: dict[str, Any], param: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await stage.plan(**more)
    assert refused.value.param == param


async def test_a_coupon_of_another_currency_is_refused(stage: Stage) -> None:
    name = await coupon(stage, currency="eur")
    with pytest.raises(stripe.InvalidRequestError, match="in eur"):
        await stage.plan(discounts=[{"coupon": name}])
