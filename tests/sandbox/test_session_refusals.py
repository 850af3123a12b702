"""The sandbox refuses the same sales as Stripe."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from tests.sandbox.stage import DAY, Json, Stage

ONCE: Json = {"currency": "usd", "unit_amount": 500, "product_data": {"name": "Pack"}}
MONTHLY: Json = {**ONCE, "recurring": {"interval": "month"}}
YEARLY: Json = {**ONCE, "recurring": {"interval": "year"}}


def line(data: Json, **more: Any) -> Json:
    return {"quantity": 1, "price_data": data, **more}


async def refused(stage: Stage, **given: Any) -> stripe.InvalidRequestError:
    good = {"mode": "payment", "line_items": [line(ONCE)], "success_url": "https://shop.example"}
    params = {name: value for name, value in {**good, **given}.items() if value is not None}
    with pytest.raises(stripe.InvalidRequestError) as caught:
        await stage.sdk.v1.checkout.sessions.create_async(params)
    assert not (await stage.sdk.v1.checkout.sessions.list_async()).data
    assert not (await stage.sdk.v1.products.list_async()).data
    return caught.value


@pytest.mark.parametrize(
    ("given", "param", "code"),
    [
        ({"mode": None}, "mode", "parameter_missing"),
        ({"mode": "setup"}, "line_items", None),
        ({"ui_mode": "elements"}, "ui_mode", None),
        ({"line_items": None}, "line_items", "parameter_missing"),
        ({"line_items": [{"quantity": 1}]}, "line_items[0][price]", "parameter_missing"),
        ({"line_items": [{"price_data": ONCE}]}, "line_items[0][quantity]", "parameter_missing"),
        (
            {"line_items": [line(ONCE, quantity=0)]},
            "line_items[0][quantity]",
            "parameter_invalid_integer",
        ),
        (
            {"line_items": [line(ONCE, price="x")]},
            "line_items[0][price_data]",
            "parameters_exclusive",
        ),
        (
            {"line_items": [{"price": "price_no", "quantity": 1}]},
            "line_items[0][price]",
            "resource_missing",
        ),
        (
            {"line_items": [line({**ONCE, "unit_amount": -1})]},
            "line_items[0][price_data][unit_amount]",
            "parameter_invalid_integer",
        ),
        ({"line_items": [line({**ONCE, "unit_amount": 49})]}, "line_items", "amount_too_small"),
        ({"line_items": [line(ONCE, quantity=999_999)]}, "line_items", "amount_too_large"),
        ({"line_items": [line({**ONCE, "currency": "dollar"})]}, "currency", None),
        ({"line_items": [line(ONCE), line({**ONCE, "currency": "eur"})]}, "line_items", None),
        ({"line_items": [line(MONTHLY)]}, "line_items", None),
        ({"mode": "subscription"}, "line_items", None),
        ({"mode": "subscription", "line_items": [line(MONTHLY), line(YEARLY)]}, "line_items", None),
        (
            {
                "mode": "subscription",
                "line_items": [line(MONTHLY)],
                "payment_intent_data": {"description": "x"},
            },
            "payment_intent_data",
            None,
        ),
        ({"subscription_data": {"description": "x"}}, "subscription_data", None),
        ({"customer": "cus_no"}, "customer", "resource_missing"),
        (
            {"customer": "cus_no", "customer_email": "a@b.c"},
            "customer_email",
            "parameters_exclusive",
        ),
        ({"success_url": "javascript:alert(1)"}, "success_url", "url_invalid"),
        ({"success_url": "//shop.example"}, "success_url", "url_invalid"),
        ({"success_url": "https://a\r\nx: y"}, "success_url", "url_invalid"),
        ({"cancel_url": "shop.example/back"}, "cancel_url", "url_invalid"),
        ({"cancel_url": "http://[::1"}, "cancel_url", "url_invalid"),
    ],
)
async def test_a_bad_session_names_its_parameter(
    stage: Stage, given: Json, param: str, code: str | None
) -> None:
    error = await refused(stage, **given)
    assert (error.param, error.code) == (param, code)


@pytest.mark.parametrize("ahead", [0, 1_700, DAY + 100])
async def test_a_session_lives_from_half_an_hour_to_a_day(stage: Stage, ahead: int) -> None:
    assert (await refused(stage, expires_at=stage.clock.stamp + ahead)).param == "expires_at"


@pytest.mark.parametrize(
    "trial",
    [
        {"trial_period_days": 0},
        {"trial_period_days": 731},
        {"trial_end": 5},
        {"trial_end": 5, "trial_period_days": 3},
    ],
)
async def test_a_trial_has_an_end_that_stripe_takes(stage: Stage, trial: Json) -> None:
    error = await refused(
        stage, mode="subscription", line_items=[line(MONTHLY)], subscription_data=trial
    )
    assert "trial" in str(error.param)


async def test_automatic_tax_needs_to_know_where_the_customer_is(stage: Stage) -> None:
    customer = await stage.sdk.v1.customers.create_async({})
    given: Json = {"customer": customer.id, "automatic_tax": {"enabled": True}}
    assert (await refused(stage, **given)).code == "customer_tax_location_invalid"
    await stage.pack(**given, customer_update={"address": "auto"})
    address: Any = {"country": "DE"}
    await stage.sdk.v1.customers.update_async(customer.id, {"address": address})
    await stage.pack(**given)


async def test_a_deleted_customer_buys_nothing(stage: Stage) -> None:
    customer = await stage.sdk.v1.customers.create_async({})
    session = await stage.pack(customer=customer.id)
    await stage.sdk.v1.customers.delete_async(customer.id)
    assert (await stage.click(session, "pay")).status_code == 400
    assert (await stage.again(session)).status == "open"
    with pytest.raises(stripe.InvalidRequestError, match="No such customer"):
        await stage.pack(customer=customer.id)


async def test_an_inactive_price_is_not_for_sale(stage: Stage) -> None:
    product = await stage.sdk.v1.products.create_async({"name": "Pack"})
    price = await stage.sdk.v1.prices.create_async(
        {"currency": "usd", "unit_amount": 500, "product": product.id}
    )
    await stage.pack(line_items=[{"price": price.id, "quantity": 1}])
    await stage.sdk.v1.prices.update_async(price.id, {"active": False})
    with pytest.raises(stripe.InvalidRequestError, match="inactive"):
        await stage.pack(line_items=[{"price": price.id, "quantity": 1}])
