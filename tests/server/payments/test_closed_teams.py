"""A pack of a closed team is refunded: its owner gives back what is left of it. Billing rules 9 and
13."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.audit.tampering import faults
from tests.support.payments.money_api import REFUND, Api, Caller, key
from tests.support.server.api import use
from tests.support.server.documents import PLACE, RECORD, RELEASE
from tests.support.server.teams import document

pytestmark = pytest.mark.slow
PACK = 200_000


async def ask(client: Caller, operation: str, **given: Any) -> dict[str, Any]:
    return await client.act(document(operation), **{"idempotencyKey": key()} | given)


async def bought(api: Api) -> tuple[str, str]:
    """Return a team of alice and bob with a pack, and the purchase."""
    alice, bob = api.user(), api.user("bob")
    team = (await ask(alice, "createTeam", name="Club", kind="TEAM"))["team"]["id"]
    code = (await ask(alice, "inviteToTeam", teamId=team))["code"]
    await ask(bob, "joinTeam", code=code)
    await ask(bob, "setTeamMember", teamId=team, accountId="bob", payFrom="TEAM_ONLY")
    purchase = await alice.paid(accountId=team)
    await alice.until(lambda found: found["balance"]["available"] == PACK, id=team)
    return team, purchase["id"]


@pytest.mark.parametrize(("used", "spent"), [(0, 0), (100, 0), (100, PACK)])
async def test_a_pack_of_a_closed_team_is_refunded_by_its_owner(
    api: Api, used: int, spent: int
) -> None:
    alice, bob, admin = api.user(), api.user("bob"), api.admin
    team, purchase = await bought(api)
    if used:
        await bob.act(RECORD, **use())
    closed = await ask(alice, "closeTeam", teamId=team)
    assert closed["returned"] == PACK - used
    if spent:
        await alice.act(RECORD, **use(inputTokens=spent // 5, outputTokens=0))
    before = (await alice.account())["balance"]
    told = await admin.act(REFUND, purchaseId=purchase, idempotencyKey="k")
    assert told["balance"] == {"available": 0, "debt": used}
    again = await admin.act(REFUND, purchaseId=purchase, idempotencyKey="k")
    assert (again["replayed"], again["balance"]) == (True, told["balance"])
    after = (await alice.account())["balance"]
    gone = before["available"] - before["debt"] - after["available"] + after["debt"]
    assert gone == PACK - used
    assert sum(one["remaining"] for one in after["grants"] if one["source"] == "PACK") == 0
    assert await faults() == []


async def test_a_closed_team_keeps_its_owner_until_it_has_nothing_left(api: Api) -> None:
    alice, bob = api.user(), api.user("bob")
    team, _ = await bought(api)
    given = {"model": "gpt-4o", "inputTokens": 100, "maxOutputTokens": 100}
    hold = (await bob.act(PLACE, **given, idempotencyKey="k"))["hold"]["id"]
    closed = await ask(alice, "closeTeam", teamId=team)
    assert closed["returned"] == PACK - 1_000
    refused = await ask(alice, "createTeam", name="Next", kind="TEAM")
    assert refused["code"] == "ALREADY_IN_TEAM"
    await bob.act(RELEASE, holdId=hold)
    assert (await ask(alice, "leaveTeam", teamId=team))["code"] == "OWNER_MUST_HAND_OVER"
    assert (await ask(alice, "closeTeam", teamId=team))["returned"] == 1_000
    for sale in (await alice.buy(accountId=team), await alice.subscribe(accountId=team)):
        assert sale["__typename"] == "AccountNotFound"
    assert (await ask(alice, "leaveTeam", teamId=team))["__typename"] == "TeamLeft"
    assert (await alice.account())["balance"]["available"] == 10_000 + PACK
    assert await faults() == []
