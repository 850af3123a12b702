"""The prices of packs and plans for callers without programmes: list prices and bulk steps."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.server.api import Api

PRICES = """query ($n: Int) { packs {
    name price(quantity: $n) { amount currency } listPrice(quantity: $n) { amount currency }
    discounts(quantity: $n) { kind reason programme amount { amount currency } }
} }"""
DEFAULT = """{
    packs { price { amount } listPrice { amount } discounts { reason } bulk { from off } }
    plans { name price { amount } listPrice { amount } discounts { reason } } }"""


async def starter(api: Api, quantity: int | None) -> dict[str, Any]:
    found = (await api.anonymous.data(PRICES, n=quantity))["packs"]
    return next(pack for pack in found if pack["name"] == "starter")


async def test_one_pack_costs_its_list_price(sqlite_api: Api) -> None:
    found = await sqlite_api.anonymous.data(DEFAULT)
    for good in (*found["packs"], *found["plans"]):
        assert (good["price"], good["discounts"]) == (good["listPrice"], [])
    assert {plan["name"]: plan["price"]["amount"] for plan in found["plans"]}["PREMIUM"] == 1_000
    assert found["packs"][0]["bulk"] == [{"from": 10, "off": "10%"}, {"from": 50, "off": "15%"}]


@pytest.mark.parametrize(
    ("quantity", "price", "reason"),
    [(10, 4_500, "10% off from 10 packs"), (100, 42_500, "15% off from 50 packs")],
)
async def test_more_packs_cost_less_and_tell_why(
    sqlite_api: Api, quantity: int, price: int, reason: str
) -> None:
    found, listed = await starter(sqlite_api, quantity), 500 * quantity
    assert found["price"] == {"amount": price, "currency": "USD"}
    assert found["listPrice"] == {"amount": listed, "currency": "USD"}
    taken = {"amount": listed - price, "currency": "USD"}
    discount = {"kind": "BULK", "reason": reason, "programme": None, "amount": taken}
    assert found["discounts"] == [discount]


async def test_without_a_quantity_it_is_one(sqlite_api: Api) -> None:
    assert (await starter(sqlite_api, None))["price"]["amount"] == 500


@pytest.mark.parametrize("quantity", [0, -1, 101])
async def test_a_quantity_that_cannot_be_bought_is_a_bad_input(
    sqlite_api: Api, quantity: int
) -> None:
    answer = await sqlite_api.anonymous.execute(PRICES, n=quantity)
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"BAD_INPUT"}


async def test_a_signed_in_caller_without_programmes_pays_the_same(sqlite_api: Api) -> None:
    assert await sqlite_api.user("alice").data(DEFAULT) == await sqlite_api.anonymous.data(DEFAULT)
