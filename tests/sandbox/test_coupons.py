"""Coupons of subscriptions: what they take off, for how long, and how often."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import stripe

from tests.sandbox.stage import DAY, Stage, period
from tests.sandbox.test_changes import changed

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


@pytest.mark.parametrize(
    ("percent", "cents", "off"), [("50", 1_000, 500), ("12.5", 1_000, 125), ("15", 999, 150)]
)
async def test_a_percentage_is_rounded_to_a_cent(
    stage: Stage, percent: str, cents: int, off: int
) -> None:
    made = await stage.sdk.v1.coupons.create_async(
        {"percent_off": percent, "duration": "forever"}  # type: ignore[typeddict-item]  # as text
    )
    assert (made.amount_off, str(made.percent_off)) == (None, percent)
    session = await stage.plan(cents=cents, discounts=[{"coupon": made.id}])
    assert session.total_details.amount_discount == off
    await stage.click(session, "pay")
    known = (await stage.again(session, "subscription")).subscription
    await stage.advance(days=31)
    assert await paid(stage, known) == [cents - off] * 2


@pytest.mark.parametrize(
    "given",
    [
        {"percent_off": "0"},
        {"percent_off": "100.5"},
        {"percent_off": "33.333"},
        {"percent_off": "5", "amount_off": 5, "currency": "usd"},
        {"duration": "once"},
    ],
)
async def test_a_coupon_takes_off_one_possible_thing(stage: Stage, given: Any) -> None:
    with pytest.raises(stripe.InvalidRequestError):
        await stage.sdk.v1.coupons.create_async(given)


@pytest.mark.parametrize("old", [{"percent_off": "50"}, {"amount_off": 400, "currency": "usd"}])
@pytest.mark.parametrize(
    ("new", "price"), [({"percent_off": "20"}, 1_600), ({"amount_off": 5}, 1_995), (None, 2_000)]
)
async def test_a_change_credits_at_the_old_discount_and_charges_at_the_new_one(
    stage: Stage, old: Any, new: Any, price: int
) -> None:
    before = await stage.sdk.v1.coupons.create_async({"duration": "forever", **old})
    subscription = await stage.subscribed(discounts=[{"coupon": before.id}])
    had = 500 if "percent_off" in old else 600
    await stage.advance(days=10)
    params: Any = {**changed(subscription, quantity=2), "discounts": ""}
    if new is not None:
        coupon = {"duration": "forever", "currency": "usd", **new}
        if "percent_off" in new:
            del coupon["currency"]
        made = await stage.sdk.v1.coupons.create_async(coupon)
        params["discounts"] = [{"coupon": made.id}]
    shown = await stage.sdk.v1.invoices.create_preview_async(preview_of(subscription.id, params))
    after = await stage.sdk.v1.subscriptions.update_async(subscription.id, params)
    invoice = await stage.sdk.v1.invoices.retrieve_async(after.latest_invoice)
    begin, end = period(subscription)
    left = Fraction(end - begin - 10 * DAY, end - begin)
    amounts = [line.amount for line in invoice.lines.data]
    assert amounts == [-round(had * left), round(price * left)]
    assert [line.discountable for line in invoice.lines.data] == [False, False]
    assert shown.total == invoice.total == sum(amounts)
    assert (len(after.discounts), invoice.total_discount_amounts) == (int(new is not None), [])
    await stage.advance(days=31)
    assert (await paid(stage, subscription))[-1] == price


async def test_a_discount_that_is_not_named_stays_and_a_declined_card_keeps_it(
    stage: Stage,
) -> None:
    half = await stage.sdk.v1.coupons.create_async({"duration": "forever", "percent_off": 50})
    subscription = await stage.subscribed(discounts=[{"coupon": half.id}])
    await stage.control("make_next_renewal_fail", subscription=subscription.id)
    for discounts in ({"discounts": ""}, {}):
        params: Any = {**changed(subscription, quantity=3), **discounts}
        if discounts:
            with pytest.raises(stripe.CardError):
                await stage.sdk.v1.subscriptions.update_async(subscription.id, params)
        else:
            await stage.sdk.v1.subscriptions.update_async(subscription.id, params)
    known = await stage.subscription(subscription.id)
    assert known.discounts == subscription.discounts
    await stage.advance(days=31)
    assert (await paid(stage, subscription))[-1] == 1_500


@pytest.mark.parametrize("wrong", [[{"promotion_code": "p"}], [{"coupon": "none"}]])
async def test_another_discount_of_a_change_is_refused(stage: Stage, wrong: Any) -> None:
    subscription = await stage.subscribed()
    params: Any = {**changed(subscription, quantity=2), "discounts": wrong}
    with pytest.raises(stripe.InvalidRequestError):
        await stage.sdk.v1.subscriptions.update_async(subscription.id, params)
    with pytest.raises(stripe.InvalidRequestError):
        await stage.sdk.v1.subscriptions.update_async(subscription.id, {"discounts": ""})


def preview_of(subscription: str, params: Any) -> Any:
    """Return the parameters of a preview of the same change."""
    details = {name: params[name] for name in ("items", "proration_behavior")}
    return {
        "subscription": subscription,
        "subscription_details": details,
        "discounts": params["discounts"],
    }
