"""Any object is found by its id alone, as what it is, by those who may see it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.clocks import Clock
from tests.support.payments.sandboxed import API_KEY, sandboxed
from tests.support.server.api import NOON, Api, Client, running_app
from tests.support.server.documents import PLACE
from tests.support.server.teams import founded, joined

NODE = """query ($id: ID!) { node(id: $id) { __typename id
  ... on Account { balance { revision } } ... on Usage { inputTokens cost }
  ... on Hold { status tokens } ... on Grant { remaining source }
  ... on Purchase { paid: status tokens } } }"""
BUY = """mutation ($input: PurchasePackInput!) { purchasePack(input: $input) {
  ... on PurchaseStarted { purchase { id tokens } } } }"""
GRANTS = "query ($id: ID) { account(id: $id) { balance { grants { id } } } }"
SETTLE = """mutation ($input: SettleHoldInput!) { settleHold(input: $input) {
  ... on HoldSettled { hold { id } usage { id cost } } } }"""
USES = "query ($id: ID) { account(id: $id) { usage { nodes { id } } } }"


async def node(client: Client, identifier: str) -> Any:
    return (await client.data(NODE, id=identifier))["node"]


async def place(client: Client, key: str) -> str:
    given = {"model": "gpt-4o", "inputTokens": 10, "maxOutputTokens": 10, "idempotencyKey": key}
    identifier: str = (await client.data(PLACE, input=given))["placeHold"]["hold"]["id"]
    return identifier


async def things_of(client: Client) -> dict[str, list[str]]:
    """Record, reserve and settle something. Return the ids by the names of their types."""
    used = (await client.record())["usage"]["id"]
    closed, opened = [await place(client, f"hold-{number}") for number in range(2)]
    settling = {"holdId": closed, "inputTokens": 3, "outputTokens": 4}
    settled = (await client.data(SETTLE, input=settling))["settleHold"]["usage"]["id"]
    grants = (await client.data(GRANTS))["account"]["balance"]["grants"]
    return {
        "Account": ["alice"],
        "Usage": [used, settled],
        "Hold": [closed, opened],
        "Grant": [one["id"] for one in grants],
    }


async def test_everything_is_found_by_its_id_as_what_it_is(api: Api) -> None:
    alice = api.user("alice")
    things = await things_of(alice)
    assert all(things.values())
    for kind, ids in things.items():
        for one in ids:
            found = await node(alice, one)
            assert (found["__typename"], found["id"]) == (kind, one)
    first, second = things["Hold"]
    assert (await node(alice, first))["status"] == "SETTLED"
    assert (await node(alice, second))["status"] == "OPEN"


@pytest.mark.parametrize("who", ["bob", "alice:2"])
async def test_strangers_find_nothing(api: Api, who: str) -> None:
    things = await things_of(api.user("alice"))
    stranger = api.user(who)
    for one in [*(one for ids in things.values() for one in ids), "alice:99", "nobody", "x:0", ":"]:
        if one != who:
            assert await node(stranger, one) is None
    assert await node(api.admin, "alice:99") is None


async def test_an_account_with_the_id_of_a_thing_is_found_first(api: Api) -> None:
    """It is only visible to those who may see both."""
    used = (await api.user("alice").record())["usage"]["id"]
    assert (await node(api.admin, used))["__typename"] == "Usage"
    assert (await node(api.user(used), used))["__typename"] == "Account"
    assert (await node(api.admin, used))["__typename"] == "Account"
    assert (await node(api.user("alice"), used))["__typename"] == "Usage"


async def test_a_purchase_is_found_by_its_owner(sqlite_url: str, tmp_path: Any) -> None:
    clock = Clock(NOON)
    async with sandboxed(tmp_path, clock) as provider:
        pays = {"STRIPE_API_KEY": API_KEY, "STRIPE_API_BASE": provider.address}
        async with running_app(sqlite_url, clock=clock, **pays) as api:
            alice = api.user("alice")
            bought = await alice.data(BUY, input={"pack": "starter", "idempotencyKey": "k"})
            made = bought["purchasePack"]["purchase"]
            found = await node(alice, made["id"])
            assert found == {"__typename": "Purchase", "paid": "PENDING", **made}
            assert await node(api.user("bob"), made["id"]) is None
            assert (await node(api.admin, made["id"])) == found


async def test_members_find_the_pool_and_their_own_uses_of_it(api: Api) -> None:
    owner, member = api.user("owner"), api.user("member")
    team = await founded(owner)
    await joined(api, owner, team, "member", "other")
    await api.admin.adjust(team, 100_000)
    for one in ("member", "other"):
        # More than the member's own allowance, so the pool pays.
        assert (await api.user(one).record(model="gpt-4", inputTokens=1_300))["usage"]
    assert (await node(member, team))["__typename"] == "Account"
    assert await node(api.user("stranger"), team) is None
    everyone = [one["id"] for one in (await owner.data(USES, id=team))["account"]["usage"]["nodes"]]
    own = [one["id"] for one in (await member.data(USES, id=team))["account"]["usage"]["nodes"]]
    assert 0 < len(own) < len(everyone)
    for one in everyone:
        assert (await node(owner, one))["__typename"] == "Usage"
        assert ((await node(member, one)) is not None) == (one in own)


async def test_what_is_no_id_is_a_bad_input(api: Api) -> None:
    error = await api.user("alice").error(NODE, id="\n")
    assert error["extensions"]["code"] == "BAD_INPUT"
    error = await api.anonymous.error(NODE, id="alice")
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
