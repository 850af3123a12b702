"""Customers, products and prices."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from tests.sandbox.stage import Stage, plain


async def test_a_customer_is_made_changed_and_told_of(stage: Stage) -> None:
    customers = stage.sdk.v1.customers
    made = await customers.create_async(
        {"email": "a@example.com", "metadata": {"a": "1", "b": "2"}}
    )
    address: Any = {"city": "Ulm", "country": "DE"}
    changed = await customers.update_async(
        made.id, {"metadata": {"a": "", "c": "3"}, "name": "Ann", "address": address}
    )
    assert plain(changed.metadata) == {"b": "2", "c": "3"}
    assert (changed.name, changed.email) == ("Ann", "a@example.com")
    assert changed.address is not None
    assert (changed.address.city, changed.address.line1) == ("Ulm", None)
    assert (await customers.retrieve_async(made.id)).to_dict() == changed.to_dict()
    assert await stage.flush() == ["customer.created", "customer.updated"]
    before = stage.endpoint.events[1]["data"]["previous_attributes"]
    assert before == {"metadata": {"a": "1", "b": "2"}, "name": None, "address": None}


async def test_an_empty_value_unsets(stage: Stage) -> None:
    customers = stage.sdk.v1.customers
    made = await customers.create_async({"metadata": {"a": "1"}, "name": "Ann"})
    changed = await customers.update_async(made.id, {"metadata": ""})
    assert (plain(changed.metadata), changed.name) == ({}, "Ann")


async def test_a_deleted_customer_leaves_a_tombstone_and_no_subscription(stage: Stage) -> None:
    subscription = await stage.subscribed()
    customers = stage.sdk.v1.customers
    gone = await customers.delete_async(subscription.customer)
    assert (gone.id, gone.deleted) == (subscription.customer, True)
    assert (await customers.retrieve_async(gone.id)).deleted
    assert not (await customers.list_async()).data
    assert (await stage.subscription(subscription.id)).status == "canceled"
    types = await stage.flush()
    assert types[-2:] == ["customer.subscription.deleted", "customer.deleted"]
    assert stage.endpoint.of("customer.deleted")[0]["email"] == "buyer@example.com"
    with pytest.raises(stripe.InvalidRequestError) as caught:
        await customers.update_async(gone.id, {"name": "x"})
    assert caught.value.http_status == 404


async def test_the_control_deletes_a_customer_too(stage: Stage) -> None:
    customer = await stage.sdk.v1.customers.create_async({})
    assert (await stage.control("delete_customer", customer=customer.id))["deleted"]
    assert (await stage.flush())[-1] == "customer.deleted"


async def test_customers_are_found_by_email(stage: Stage) -> None:
    for name in ("a", "b", "a"):
        await stage.sdk.v1.customers.create_async({"email": f"{name}@example.com"})
    found = await stage.sdk.v1.customers.list_async({"email": "a@example.com"})
    assert [one.email for one in found.data] == ["a@example.com"] * 2


async def test_a_product_takes_an_id_of_the_sellers_once(stage: Stage) -> None:
    products = stage.sdk.v1.products
    made = await products.create_async({"id": "pack-ultra", "name": "Ultra"})
    assert (await products.retrieve_async("pack-ultra")).name == made.name == "Ultra"
    with pytest.raises(stripe.InvalidRequestError) as caught:
        await products.create_async({"id": "pack-ultra", "name": "Other"})
    assert caught.value.code == "resource_already_exists"
    changed = await products.update_async(made.id, {"active": False, "metadata": {"pack": "u"}})
    assert (changed.active, plain(changed.metadata)) == (False, {"pack": "u"})
    assert [one.id for one in (await products.list_async({"active": False})).data] == [made.id]
    assert not (await products.list_async({"active": True})).data
    assert [one.id for one in (await products.list_async({"ids": ["x", made.id]})).data] == [
        made.id
    ]


async def test_a_price_belongs_to_a_product_and_never_changes_what_it_costs(stage: Stage) -> None:
    prices = stage.sdk.v1.prices
    product_data: Any = {"name": "Premium"}
    recurring: Any = {"interval": "month"}
    made = await prices.create_async(
        {
            "currency": "USD",
            "unit_amount": 1_000,
            "product_data": product_data,
            "recurring": recurring,
            "lookup_key": "premium",
        }
    )
    assert (made.type, made.currency, made.unit_amount) == ("recurring", "usd", 1_000)
    assert made.recurring is not None
    assert (made.recurring.interval, made.recurring.interval_count) == ("month", 1)
    with pytest.raises(stripe.InvalidRequestError) as caught:
        await prices.update_async(made.id, {"unit_amount": 5})
    assert caught.value.code == "parameter_unknown"
    changed = await prices.update_async(made.id, {"nickname": "P", "metadata": {"plan": "p"}})
    assert (changed.nickname, changed.unit_amount) == ("P", 1_000)
    found = await prices.list_async({"lookup_keys": ["premium", "other"]})
    assert [one.id for one in found.data] == [made.id]
    expanded = await prices.retrieve_async(made.id, {"expand": ["product"]})
    assert isinstance(expanded.product, stripe.Product)
    assert expanded.product.name == "Premium"


async def test_a_lookup_key_names_one_price(stage: Stage) -> None:
    product = await stage.sdk.v1.products.create_async({"name": "x"})
    create = stage.sdk.v1.prices.create_async
    params: Any = {"currency": "usd", "unit_amount": 5, "product": product.id}
    await create({**params, "lookup_key": "k"})
    with pytest.raises(stripe.InvalidRequestError) as caught:
        await create({**params, "lookup_key": "k"})
    assert caught.value.param == "lookup_key"


@pytest.mark.parametrize(
    ("given", "param"),
    [
        ({}, "product"),
        ({"product": "prod_no"}, "product"),
        ({"product": "a", "product_data": {"name": "b"}}, "product_data"),
        (
            {
                "product_data": {"name": "b"},
                "recurring": {"interval": "month", "interval_count": 0},
            },
            "recurring[interval_count]",
        ),
        ({"product_data": {"name": "b"}, "recurring": {"interval": "moon"}}, "recurring[interval]"),
    ],
)
async def test_a_bad_price_is_refused(stage: Stage, given: Any, param: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        await stage.sdk.v1.prices.create_async({"currency": "usd", "unit_amount": 5, **given})
    assert caught.value.param == param


async def test_a_price_needs_an_amount(stage: Stage) -> None:
    product_data: Any = {"name": "x"}
    with pytest.raises(stripe.InvalidRequestError) as caught:
        await stage.sdk.v1.prices.create_async({"currency": "usd", "product_data": product_data})
    assert (caught.value.param, caught.value.code) == ("unit_amount", "parameter_missing")


async def test_a_price_shows_a_product_of_the_sellers_own_id(stage: Stage) -> None:
    await stage.sdk.v1.products.create_async({"id": "pack-ultra", "name": "Ultra"})
    params: Any = {"currency": "usd", "unit_amount": 5, "product": "pack-ultra"}
    price = await stage.sdk.v1.prices.create_async({**params, "expand": ["product"]})
    assert price.product.name == "Ultra"
