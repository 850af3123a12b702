"""The prices that a team pays, told to those who buy for it."""

from __future__ import annotations

from typing import Any

from tests.support.server.api import Api, Client, Json
from tests.support.server.teams import founded, joined

ENROL = "mutation ($input: SetProgrammeInput!) { setProgramme(input: $input) { __typename } }"
PRICE = "price { amount } listPrice { amount } discounts { reason }"
PRICES = f"""query ($id: ID) {{
  packs {{ name {PRICE} }}
  account(id: $id) {{ packs {{ name {PRICE} }} plans {{ name {PRICE} }} }} }}"""
BUY = """mutation ($input: PurchasePackInput!) { purchasePack(input: $input) { __typename } }"""
BOUGHT = f"query ($id: ID) {{ account(id: $id) {{ purchases {{ nodes {{ {PRICE} }} }} }} }}"


async def prices(client: Client, account: str | None) -> dict[str, Any]:
    found = (await client.data(PRICES, id=account))["account"]
    return {one["name"]: one for one in (*found["packs"], *found["plans"])}


async def enrol(api: Api, account: str, programme: str = "EDU") -> None:
    given = {"accountId": account, "programme": programme, "reason": "a school"}
    await api.admin.data(ENROL, input=given)


def paid(good: Json) -> int:
    amount: int = good["price"]["amount"]
    return amount


async def test_the_team_s_programmes_count_for_the_team_and_its_owner_s_for_the_owner(
    api: Api,
) -> None:
    olga = api.user("olga")
    team = await founded(olga)
    await enrol(api, team)
    own, theirs = await prices(olga, None), await prices(olga, team)
    assert (paid(own["starter"]), own["starter"]["discounts"]) == (500, [])
    assert paid(theirs["starter"]) < theirs["starter"]["listPrice"]["amount"] == 500
    assert paid(theirs["FAMILY"]) < paid(own["FAMILY"])
    given = {"accountId": team, "pack": "starter", "idempotencyKey": "k"}
    await olga.data(BUY, input=given)
    (bought,) = (await olga.data(BOUGHT, id=team))["account"]["purchases"]["nodes"]
    assert bought | {"name": "starter"} == theirs["starter"]


async def test_the_owner_s_programme_is_not_the_team_s(api: Api) -> None:
    olga = api.user("olga")
    team = await founded(olga)
    await enrol(api, "olga")
    own, theirs = await prices(olga, "olga"), await prices(olga, team)
    assert paid(own["starter"]) < paid(theirs["starter"]) == 500
    assert (await olga.data(PRICES, id=team))["packs"][0]["price"] == own["starter"]["price"]


async def test_a_plain_member_learns_no_prices_of_the_team(api: Api) -> None:
    olga, mira = api.user("olga"), api.user("mira")
    team = await founded(olga)
    await joined(api, olga, team, "mira")
    answer = await mira.execute(PRICES, id=team)
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"FORBIDDEN"}
    assert (await api.user("eve").data(PRICES, id=team))["account"] is None
