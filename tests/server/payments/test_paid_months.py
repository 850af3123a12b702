"""What a subscription costs, through the whole service."""

from __future__ import annotations

import pytest

from tests.support.payments.money_api import Api

pytestmark = pytest.mark.slow

ENROL = """mutation ($input: SetProgrammeInput!) { setProgramme(input: $input) { __typename
  ... on ProgrammeSet { programme { until } } } }"""
PAID = """query ($id: ID) { account(id: $id) { subscription { price { amount currency }
  listPrice { amount currency } discounts { kind reason programme amount { amount } }
  discountedUntil } } }"""


async def test_a_student_sees_what_is_paid_and_nobody_else_does(api: Api) -> None:
    alice, eve = api.user(), api.user("eve")
    await alice.account()
    until = f"{api.clock().year + 1}-01-01T00:00:00Z"
    given = {"accountId": "alice", "programme": "EDU", "until": until, "reason": "card"}
    assert (await api.admin.act(ENROL, **given))["__typename"] == "ProgrammeSet"
    started = await alice.subscribe()
    await alice.press(started["checkoutUrl"])
    await alice.until(lambda found: found["plan"]["name"] == "PREMIUM")
    shown = (await alice.execute(PAID))["data"]["account"]["subscription"]
    assert shown.pop("discountedUntil") >= until
    assert shown == {
        "price": {"amount": 500, "currency": "USD"},
        "listPrice": {"amount": 1_000, "currency": "USD"},
        "discounts": [
            {
                "kind": "PROGRAMME",
                "reason": "Education: 50% off",
                "programme": "EDU",
                "amount": {"amount": 500},
            }
        ],
    }
    assert (await eve.execute(PAID, id="alice"))["data"] == {"account": None}
    assert (await eve.execute(PAID))["data"]["account"] in (None, {"subscription": None})
    assert (await api.admin.execute(PAID, id="alice"))["data"]["account"]["subscription"]
