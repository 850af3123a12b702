"""Teams through the API: what requests lead to, and who sees what. Billing rule 13."""

from __future__ import annotations

import json
from datetime import timedelta

from jwt import PyJWS

from services.identity.api_keys import create_key
from tests.support.clocks import Clock
from tests.support.engine.statements import counting_statements
from tests.support.server.api import NOON, Api, Client
from tests.support.server.teams import MEMBER, MEMBERSHIP, ask, document, founded, invited, joined

TEAM = f"""query ($id: ID!, $first: Int, $after: String) {{ team(id: $id) {{ id name kind createdAt
  closedAt seats memberCount members(first: $first, after: $after) {{ nodes {{ {MEMBER} }}
  pageInfo {{ hasNextPage endCursor }} }} }} }}"""
INVITATIONS = """query ($id: ID!) { team(id: $id) { invitations {
  code role limit { tokens period } address createdAt expiresAt } } }"""
OWN = f"{{ account {{ team {{ {MEMBERSHIP} }} }} }}"
KEY = {"idempotencyKey": "k"}
OPEN = """mutation ($input: OpenAccountInput!) { openAccount(input: $input) { id } }"""
NOON_TEXT = "2026-03-10T12:00:00Z"


def with_address(api: Api, account: str, address: str, *, verified: bool = True) -> Client:
    """Return a user whose token has an email address."""
    claims = {
        "sub": account,
        "exp": int((api.clock() + timedelta(hours=1)).timestamp()),
        "email": address,
        "email_verified": verified,
    }
    return api.bearing(PyJWS().encode(json.dumps(claims).encode(), api.secret, "HS256"))


async def test_a_team_is_founded_joined_and_left(api: Api) -> None:
    olga, anna = api.user("olga"), api.user("anna")
    made = await ask(olga, "createTeam", name="The Smiths", kind="FAMILY", idempotencyKey="k")
    team = made["team"]["id"]
    shown = {"id": team, "name": "The Smiths", "kind": "FAMILY"}
    counts = {"seats": 6, "memberCount": 1}
    assert made == {
        "__typename": "TeamCreated",
        "team": shown | counts | {"createdAt": NOON_TEXT, "closedAt": None},
        "replayed": False,
    }
    assert team.startswith("team:")
    assert len(team) == 25
    again = await ask(olga, "createTeam", name="The Smiths", kind="FAMILY", idempotencyKey="k")
    assert again == made | {"replayed": True}
    limit = {"tokens": 500, "period": "MONTH"}
    code = await invited(olga, team, limit=limit)
    answer = await ask(anna, "joinTeam", code=code)
    membership = {
        "team": shown,
        "role": "MEMBER",
        "limit": limit,
        "used": 0,
        "resetsAt": "2026-04-10T12:00:00Z",
        "payFrom": "OWN_FIRST",
        "joinedAt": NOON_TEXT,
    }
    expected = {"__typename": "TeamJoined", "membership": membership, "replayed": False}
    assert answer == expected
    assert (await anna.data(OWN))["account"]["team"] == membership
    left = await ask(anna, "leaveTeam", teamId=team)
    assert left == {"__typename": "TeamLeft", "team": {"id": team}, "replayed": False}
    assert (await anna.data(OWN))["account"]["team"] is None


async def test_an_invitation_is_listed_until_it_is_used_or_revoked(api: Api) -> None:
    olga = api.user("olga")
    team = await founded(olga)
    given = {"role": "ADMIN", "address": "Anna@Example.com", "expiresInSeconds": 3600}
    bound = await ask(olga, "inviteToTeam", teamId=team, idempotencyKey="k", **given)
    repeated = await ask(olga, "inviteToTeam", teamId=team, idempotencyKey="k", **given)
    assert repeated == bound | {"replayed": True}
    assert bound["expiresAt"] == "2026-03-10T13:00:00Z"
    used, revoked = await invited(olga, team), await invited(olga, team)
    assert (await ask(api.user("anna"), "joinTeam", code=used))["__typename"] == "TeamJoined"
    gone = await ask(olga, "revokeInvitation", code=revoked)
    assert gone == {"__typename": "InvitationRevoked", "team": {"id": team}, "replayed": False}
    listed = (await olga.data(INVITATIONS, id=team))["team"]["invitations"]
    assert listed == [
        {
            "code": bound["code"],
            "role": "ADMIN",
            "limit": None,
            "address": "anna@example.com",
            "createdAt": NOON_TEXT,
            "expiresAt": "2026-03-10T13:00:00Z",
        }
    ]
    error = await api.user("anna").error(INVITATIONS, id=team)
    assert error["extensions"]["code"] == "FORBIDDEN"


async def test_a_repeat_has_the_code_until_it_is_used(api: Api) -> None:
    olga = api.user("olga")
    team = await founded(olga)
    first = await ask(olga, "inviteToTeam", teamId=team, idempotencyKey="k")
    await ask(api.user("anna"), "joinTeam", code=first["code"])
    repeated = await ask(olga, "inviteToTeam", teamId=team, idempotencyKey="k")
    assert repeated["code"] == "INVITATION_USED"
    second = await ask(olga, "inviteToTeam", teamId=team, idempotencyKey="l")
    await ask(olga, "revokeInvitation", code=second["code"])
    repeated = await ask(olga, "inviteToTeam", teamId=team, idempotencyKey="l")
    assert repeated["code"] == "INVITATION_NOT_FOUND"


async def test_an_address_must_be_verified(api: Api) -> None:
    olga = with_address(api, "olga", "olga@example.com")
    team = await founded(olga)
    own = await ask(olga, "inviteToTeam", teamId=team, address="OLGA@example.com")
    assert own["code"] == "ALREADY_IN_TEAM"
    code = await invited(olga, team, address="anna@example.com")
    for client in (
        api.user("anna"),
        with_address(api, "anna", "anna@example.com", verified=False),
        with_address(api, "anna", "other@example.com"),
    ):
        assert (await ask(client, "joinTeam", code=code))["code"] == "INVITATION_NOT_FOUND"
    anna = with_address(api, "anna", "Anna@example.com")
    assert (await ask(anna, "joinTeam", code=code))["__typename"] == "TeamJoined"


async def test_what_is_left_out_of_a_change_stays_and_null_takes_the_limit_away(api: Api) -> None:
    olga = api.user("olga")
    team = await founded(olga)
    await joined(api, olga, team, "anna")
    limit = {"tokens": 7, "period": "DAY"}
    about = {"teamId": team, "accountId": "anna"}
    limited = await ask(olga, "setTeamMember", **about, limit=limit, role="ADMIN")
    assert limited["member"] == {
        "accountId": "anna",
        "role": "ADMIN",
        "limit": limit,
        "used": 0,
        "resetsAt": "2026-03-11T00:00:00Z",
        "payFrom": "OWN_FIRST",
        "joinedAt": NOON_TEXT,
    }
    paying = await ask(api.user("anna"), "setTeamMember", **about, payFrom="TEAM_FIRST")
    assert paying["member"] == limited["member"] | {"payFrom": "TEAM_FIRST"}
    free = await ask(olga, "setTeamMember", **about, limit=None)
    taken = {"limit": None, "resetsAt": None}
    assert free["member"] == paying["member"] | taken


async def test_members_come_in_pages_and_a_plain_member_sees_itself(api: Api, clock: Clock) -> None:
    olga = api.user("olga")
    team = await founded(olga, "TEAM")
    names = [f"member-{number}" for number in range(5)]
    for name in names:
        clock.advance(seconds=1)
        await joined(api, olga, team, name)
    seen: list[str] = []
    after = None
    while True:
        page = (await olga.data(TEAM, id=team, first=2, after=after))["team"]["members"]
        seen += [one["accountId"] for one in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert seen == ["olga", *names]
    own = (await api.user("member-3").data(TEAM, id=team, first=9))["team"]
    assert [one["accountId"] for one in own["members"]["nodes"]] == ["member-3"]
    assert (own["seats"], own["memberCount"]) == (10, 6)


async def test_a_page_of_members_takes_as_many_statements_as_one_member(api: Api) -> None:
    olga = api.user("olga")
    team = await founded(olga, "TEAM")
    await joined(api, olga, team, *(f"member-{number}" for number in range(6)))
    with counting_statements() as one:
        await olga.data(TEAM, id=team, first=1)
    with counting_statements() as all_:
        await olga.data(TEAM, id=team, first=50)
    assert 0 < len(one) == len(all_) <= 8


async def test_an_operator_reads_every_team(api: Api, clock: Clock) -> None:
    olga = api.user("olga")
    team = await founded(olga)
    clock.advance(seconds=1)
    await joined(api, olga, team, "anna")
    _, plain = await create_key("partner", ["accounts:read"], clock=api.clock)
    for client in (api.admin, api.bearing(plain)):
        found = (await client.data(TEAM, id=team, first=9))["team"]
        assert [one["accountId"] for one in found["members"]["nodes"]] == ["olga", "anna"]
    _, plain = await create_key(
        "restricted", ["accounts:read"], clock=api.clock, account_prefixes=["school:"]
    )
    assert (await api.bearing(plain).data(TEAM, id=team))["team"] is None


async def test_nobody_claims_the_account_of_a_team(api: Api) -> None:
    team = await founded(api.user("olga"))
    claims = {"sub": team, "exp": int((NOON + timedelta(hours=1)).timestamp())}
    token = PyJWS().encode(json.dumps(claims).encode(), api.secret, "HS256")
    error = await api.bearing(token).error("{ account { id } }")
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    _, plain = await create_key("partner", ["accounts:write"], clock=api.clock)
    for name in (team, "team:" + "x" * 20):
        error = await api.bearing(plain).error(OPEN, input={"accountId": name})
        assert error["extensions"]["code"] == "BAD_INPUT"


async def test_closing_returns_what_the_pool_has_with_its_end(api: Api) -> None:
    olga = api.user("olga")
    team = await founded(olga)
    await joined(api, olga, team, "anna")
    await api.admin.adjust(team, 300, expiresAt="2026-06-01T00:00:00Z")
    await api.admin.adjust(team, 50)
    closed = await ask(olga, "closeTeam", teamId=team, idempotencyKey="k")
    assert closed == {
        "__typename": "TeamClosed",
        "team": {"id": team, "closedAt": NOON_TEXT},
        "returned": 350,
        "replayed": False,
    }
    again = await ask(olga, "closeTeam", teamId=team, idempotencyKey="k")
    assert again == closed | {"replayed": True}
    balance = await olga.balance()
    ends = [(one["remaining"], one["expiresAt"]) for one in balance["grants"]]
    assert sorted(ends, key=str) == sorted(
        [(10_000, "2026-04-10T12:00:00Z"), (300, "2026-06-01T00:00:00Z"), (50, None)], key=str
    )
    for name in ("olga", "anna"):
        assert (await api.user(name).data(OWN))["account"]["team"] is None
    told = await ask(olga, "inviteToTeam", teamId=team)
    assert told["code"] == "TEAM_CLOSED"


async def test_bad_input_is_an_error_with_its_field(sqlite_api: Api) -> None:
    olga = sqlite_api.user("olga")
    team = await founded(olga)
    for operation, given, field in (
        ("createTeam", {"name": "", "kind": "TEAM"}, "name"),
        ("inviteToTeam", {"teamId": team, "role": "OWNER"}, "role"),
        ("inviteToTeam", {"teamId": team, "expiresInSeconds": 1}, "expiresInSeconds"),
    ):
        kind = f"{operation[0].upper()}{operation[1:]}Input"
        query = f"mutation ($input: {kind}!) {{ {operation}(input: $input) {{ __typename }} }}"
        error = await olga.error(query, input={"idempotencyKey": "k"} | given)
        assert error["extensions"]["code"] == "BAD_INPUT"
        assert error["extensions"]["field"] == field


async def test_a_limit_below_zero_is_refused_by_a_value(api: Api) -> None:
    olga = api.user("olga")
    team = await founded(olga)
    below = {"teamId": team, "limit": {"tokens": -1, "period": "DAY"}, "idempotencyKey": "k"}
    for operation, given in (("inviteToTeam", {}), ("setTeamMember", {"accountId": "olga"})):
        assert await ask(olga, operation, **below, **given) == {
            "__typename": "LimitNotPossible",
            "code": "LIMIT_NOT_POSSIBLE",
            "message": "A limit is 0 tokens or more. With 0, the team pays nothing for the member.",
        }
    assert (await olga.data(OWN))["account"]["team"]["limit"] is None
    assert (await olga.data(INVITATIONS, id=team))["team"]["invitations"] == []
    assert (await ask(olga, "inviteToTeam", teamId=team, **KEY))["__typename"] == "TeamInvited"


async def test_a_limit_that_is_no_number_is_an_error(sqlite_api: Api) -> None:
    olga = sqlite_api.user("olga")
    team = await founded(olga)
    for operation, given in (("inviteToTeam", {}), ("setTeamMember", {"accountId": "olga"})):
        for tokens in ("many", 1.5, 2**53, -(2**53), None):
            limit = {"tokens": tokens, "period": "DAY"}
            asked = {"teamId": team, "limit": limit} | KEY | given
            error = await olga.error(document(operation), input=asked)
            assert error["extensions"]["code"] == "BAD_INPUT"
