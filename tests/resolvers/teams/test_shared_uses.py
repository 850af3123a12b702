"""Uses of members through the API: who paid, who used what, and who sees it. Billing rule 13."""

from __future__ import annotations

from typing import Any

from db import models
from tests.support.audit.tampering import faults
from tests.support.server.api import Api, Client, use
from tests.support.server.documents import HOLDS, PLACE, RECORD_BATCH, RELEASE, SETTLE
from tests.support.server.teams import ask, founded, joined

USES = """query ($id: ID, $first: Int, $after: String) { account(id: $id) {
  usage(first: $first, after: $after) { nodes { id member paidBy cost charges { tokens } }
    pageInfo { hasNextPage endCursor } }
  ledger(first: 9) { nodes { kind tokens usage { member } } }
  balance { available } } }"""
RECORD = """mutation ($input: RecordUsageInput!) { recordUsage(input: $input) { __typename
  ... on Refusal { code } ... on UsageRecorded { replayed balance { accountId available }
    usage { member paidBy cost charges { tokens } } } } }"""


async def recorded(client: Client, **changes: Any) -> dict[str, Any]:
    answer: dict[str, Any] = (await client.data(RECORD, input=use(**changes)))["recordUsage"]
    return answer


async def uses_of(client: Client, account: str | None = None, **page: Any) -> list[dict[str, Any]]:
    found = await client.data(USES, id=account, **page)
    nodes: list[dict[str, Any]] = found["account"]["usage"]["nodes"]
    return nodes


async def club(api: Api) -> str:
    """Return a team with 1,000 tokens and three members whose uses it pays."""
    olga = api.user("olga")
    team = await founded(olga)
    await joined(api, olga, team, "mira", "max")
    await api.admin.adjust(team, 1_000)
    for member in ("olga", "mira", "max"):
        about = {"teamId": team, "accountId": member, "payFrom": "TEAM_FIRST"}
        await ask(api.user(member), "setTeamMember", **about)
    return team


async def test_a_use_says_who_paid_and_the_pool_who_used(api: Api) -> None:
    team, mira = await club(api), api.user("mira")
    told = await recorded(mira, idempotencyKey="k")
    own = {"member": None, "paidBy": team, "cost": 100, "charges": []}
    assert told["usage"] == own
    assert told["balance"] == {"accountId": "mira", "available": 10_000}
    assert (await recorded(mira, idempotencyKey="k"))["replayed"]
    paid = await recorded(api.user("boris"))
    assert (paid["usage"]["paidBy"], paid["usage"]["cost"]) == ("boris", 100)
    (listed,) = await uses_of(mira)
    assert {name: listed[name] for name in own} == own
    (pooled,) = await uses_of(api.user("olga"), team)
    shown = {"member": "mira", "paidBy": team, "cost": 100, "charges": [{"tokens": 100}]}
    assert {name: pooled[name] for name in shown} == shown


async def test_plain_members_see_their_own_uses_and_managers_all(api: Api) -> None:
    team = await club(api)
    for member in ("mira", "max", "olga", "mira"):
        assert (await recorded(api.user(member)))["usage"]["paidBy"] == team
    seen = {
        name: [one["member"] for one in await uses_of(api.user(name), team)]
        for name in ("olga", "mira", "max")
    }
    everybody = ["mira", "olga", "max", "mira"]
    assert seen == {"olga": everybody, "mira": ["mira", "mira"], "max": ["max"]}
    found = (await api.user("mira").data(USES, id=team))["account"]
    entry = {"kind": "USAGE", "tokens": -100, "usage": {"member": "mira"}}
    assert found["ledger"]["nodes"] == [entry, entry]
    assert found["balance"]["available"] == 600
    first = await api.user("mira").data(USES, id=team, first=1)
    page = first["account"]["usage"]
    assert page["pageInfo"]["hasNextPage"]
    rest = await uses_of(api.user("mira"), team, after=page["pageInfo"]["endCursor"])
    assert [one["id"] for one in page["nodes"] + rest] == [
        one["id"] for one in await uses_of(api.user("mira"), team)
    ]
    await ask(api.user("max"), "leaveTeam", teamId=team)
    assert (await api.user("max").data(USES, id=team))["account"] is None
    # Who left is still named, for the owner.
    assert [one["member"] for one in await uses_of(api.user("olga"), team)] == everybody


async def test_a_limit_refuses_and_counts(api: Api) -> None:
    team = await club(api)
    about = {"teamId": team, "accountId": "mira"}
    limit = {"tokens": 150, "period": "DAY"}
    await ask(api.user("olga"), "setTeamMember", **about, limit=limit)
    await ask(api.user("mira"), "setTeamMember", **about, payFrom="TEAM_ONLY")
    assert (await recorded(api.user("mira")))["usage"]["paidBy"] == team
    assert (await recorded(api.user("mira")))["code"] == "CAP_REACHED"
    query = "{ account { team { used limit { tokens } resetsAt } } }"
    told = (await api.user("mira").data(query))["account"]["team"]
    ends = "2026-03-11T00:00:00Z"
    assert told == {"used": 100, "limit": {"tokens": 150}, "resetsAt": ends}


async def test_a_gateway_records_for_members_and_never_for_a_pool(api: Api) -> None:
    team, gateway = await club(api), api.user("gateway", "usage:write")
    paid = await recorded(gateway, accountId="mira")
    assert paid["usage"]["paidBy"] == team
    (pooled,) = await uses_of(api.user("olga"), team)
    assert pooled["member"] == "mira"
    error = await gateway.error(RECORD, input=use(accountId=team))
    assert error["extensions"] == {"code": "BAD_INPUT", "field": "accountId"}


async def erase(api: Api, account: str) -> dict[str, Any]:
    query = """mutation ($input: EraseAccountInput!) { eraseAccount(input: $input) { __typename
      ... on Refusal { message } ... on AccountErased { pseudonym } } }"""
    given = {"accountId": account, "confirm": account}
    answer: dict[str, Any] = (await api.admin.data(query, input=given))["eraseAccount"]
    return answer


async def test_an_erased_member_leaves_the_team_and_its_ledger_stays(api: Api) -> None:
    team = await club(api)
    for member in ("mira", "max"):
        await recorded(api.user(member))
    hold = """mutation ($input: PlaceHoldInput!) { placeHold(input: $input) {
      ... on HoldPlaced { hold { id } } } }"""
    given = {"model": "gpt-4o", "inputTokens": 1, "maxOutputTokens": 1, "idempotencyKey": "h"}
    placed = (await api.user("mira").data(hold, input=given))["placeHold"]["hold"]["id"]
    assert "hold" in (await erase(api, "mira"))["message"]
    count = "query ($id: ID!) { team(id: $id) { memberCount members { nodes { accountId } } } }"
    assert (await api.user("olga").data(count, id=team))["team"]["memberCount"] == 3
    release = "mutation ($input: ReleaseHoldInput!) { releaseHold(input: $input) { __typename } }"
    await api.user("mira").data(release, input={"holdId": placed})
    erased = await erase(api, "mira")
    assert erased["pseudonym"].startswith("erased:")
    told = (await api.user("olga").data(count, id=team))["team"]
    left = {one["accountId"] for one in told["members"]["nodes"]}
    assert (told["memberCount"], left) == (2, {"olga", "max"})
    uses = await uses_of(api.user("olga"), team)
    assert [(one["member"], one["cost"]) for one in uses] == [("max", 100), (None, 100)]
    everything: list[str] = []
    for model in (models.TeamHandle, models.TeamRequest, models.Entry, models.TeamInvitation):
        everything += [str(row) for row in await model.all().values()]
    assert "mira" not in "".join(everything)
    assert await faults() == []


async def test_the_owner_and_the_account_of_a_team_are_not_erased(api: Api) -> None:
    team = await club(api)
    assert "hand" in (await erase(api, "olga"))["message"]
    assert (await erase(api, team))["__typename"] == "AccountNotErasable"
    await ask(api.user("olga"), "closeTeam", teamId=team)
    assert (await erase(api, "olga"))["__typename"] == "AccountErased"
    assert await faults() == []


OFFERED = """query ($input: QuoteInput!) { quote(input: $input) { allowed }
  model(name: "gpt-4o") { availability { available remaining } } }"""


async def test_a_model_is_available_if_the_team_pays(api: Api) -> None:
    team, mira = await club(api), api.user("mira")
    about = {"teamId": team, "accountId": "mira", "payFrom": "TEAM_ONLY"}
    await ask(mira, "setTeamMember", **about)

    async def offered() -> tuple[bool, bool, int]:
        asked = {name: value for name, value in use().items() if name != "idempotencyKey"}
        told = await mira.data(OFFERED, input=asked)
        shown = told["model"]["availability"]
        return told["quote"]["allowed"], shown["available"], shown["remaining"]

    assert await offered() == (True, True, 1_000)
    await api.admin.adjust(team, -1_000)
    assert await offered() == (False, False, 0)


async def test_the_team_s_side_of_a_settled_hold_is_no_hold_for_anybody(api: Api) -> None:
    team, mira = await club(api), api.user("mira")
    asked = {"model": "gpt-4o", "inputTokens": 1, "maxOutputTokens": 1, "idempotencyKey": "k"}
    hold = (await mira.data(PLACE, input=asked))["placeHold"]["hold"]["id"]
    counts = {"inputTokens": 1, "outputTokens": 1}
    await mira.data(SETTLE, input={"holdId": hold, **counts})
    (theirs,) = (await api.admin.data(HOLDS, id=team))["account"]["holds"]
    told = await api.admin.data(SETTLE, input={"holdId": theirs["id"], **counts})
    assert told["settleHold"]["code"] == "HOLD_NOT_FOUND"
    told = await api.admin.data(RELEASE, input={"holdId": theirs["id"]})
    assert told["releaseHold"]["code"] == "HOLD_NOT_FOUND"


async def test_a_batch_with_a_use_of_the_team_itself_records_nothing(api: Api) -> None:
    team = await club(api)
    given = [use(accountId="mira"), use(accountId=team), use(accountId="max")]
    error = await api.admin.error(RECORD_BATCH, input=given)
    assert error["extensions"] | {"field": "input[1].accountId"} == error["extensions"]
    assert error["extensions"]["code"] == "BAD_INPUT"
    assert await uses_of(api.user("olga"), team) == []


async def test_a_plain_member_does_not_learn_who_is_one(api: Api) -> None:
    team, mira = await club(api), api.user("mira")
    for operation in ("removeFromTeam", "handOverTeam", "setTeamMember"):
        for other in ("max", "boris", "olga"):
            told = await ask(mira, operation, teamId=team, accountId=other)
            assert told["code"] == "NOT_ALLOWED_IN_TEAM"
