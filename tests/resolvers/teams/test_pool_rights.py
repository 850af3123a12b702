"""Who reads and changes the account of a team through the API. Billing rule 13."""

from __future__ import annotations

import pytest
from graphql import GraphQLInputObjectType, build_schema, get_named_type

from server.graphql.schema import schema_text
from services.identity.api_keys import create_key
from tests.support.server.api import Api, Client
from tests.support.server.teams import ask, founded, joined

POOL = """query ($id: ID!) { team(id: $id) { account { id balance { accountId available } } }
  account(id: $id) { id balance { available } plan { name } } }"""
PARTS = (
    "usage(first: 1) { nodes { id } }",
    "ledger(first: 1) { nodes { id } }",
    "purchases(first: 1) { nodes { id } }",
    "usageSummary(by: MODEL) { key }",
    "holds { id }",
    "forecast { source }",
    "subscription { id }",
)
BUY = """mutation ($input: PurchasePackInput!) { purchasePack(input: $input) { __typename
  ... on PurchaseStarted { purchase { id } } } }"""
CAP = """mutation ($input: SetSpendCapInput!) { setSpendCap(input: $input) { __typename } }"""
KEY = {"idempotencyKey": "k"}
CHANGES = {
    "setSpendCap": {"scope": "ACCOUNT", "tokens": 5, "period": "DAY"},
    "removeSpendCap": {"scope": "ACCOUNT", "period": "DAY"},
    "setAlert": {"kind": "BALANCE_BELOW", "threshold": 5},
    "removeAlert": {"kind": "BALANCE_BELOW", "threshold": 5},
    "setAutoTopUp": {"pack": "starter", "below": 5, "maxPerMonth": 1},
    "removeAutoTopUp": {},
    "savePaymentMethod": {},
    "removePaymentMethod": {"paymentMethodId": "pm_1"},
    "purchasePack": {"pack": "starter"} | KEY,
    "subscribe": KEY,
    "changePlan": {"plan": "PREMIUM"} | KEY,
    "cancelPlanChange": {},
    "cancelSubscription": {},
    "resumeSubscription": {},
    "applyCode": {"code": "NONE"} | KEY,
    "requestProgramme": {"programme": "none", "proof": "student"},
}
"""The mutations that change an account, with inputs that the rules of forms accept."""
LOGGED = {"setSpendCap", "removeSpendCap", "setAlert", "removeAlert"}
LOGGED |= {"setAutoTopUp", "removeAutoTopUp"}
LOG = "{ auditLog { nodes { kind accountId } } }"


async def test_the_balance_of_the_pool_is_for_members_and_its_history_for_managers(
    api: Api,
) -> None:
    olga = api.user("olga")
    team = await founded(olga)
    await joined(api, olga, team, "mira")
    await joined(api, olga, team, "anna", role="ADMIN")
    await api.admin.adjust(team, 700)
    pool = {"id": team, "balance": {"available": 700}, "plan": {"name": "FREE"}}
    balance = {"accountId": team, "available": 700}
    for name in ("olga", "anna", "mira"):
        found = await api.user(name).data(POOL, id=team)
        assert found == {"team": {"account": {"id": team, "balance": balance}}, "account": pool}
    assert await api.user("boris").data(POOL, id=team) == {"team": None, "account": None}
    for part in PARTS:
        query = f"query ($id: ID!) {{ account(id: $id) {{ {part} }} }}"
        for name in ("olga", "anna"):
            await api.user(name).data(query, id=team)


@pytest.mark.parametrize("part", [part for part in PARTS if not part.startswith(("usage(", "led"))])
async def test_the_rest_is_not_for_plain_members(sqlite_api: Api, part: str) -> None:
    olga = sqlite_api.user("olga")
    team = await founded(olga)
    await joined(sqlite_api, olga, team, "mira")
    mira = sqlite_api.user("mira")
    error = await mira.error(f"query ($id: ID!) {{ account(id: $id) {{ {part} }} }}", id=team)
    assert error["extensions"]["code"] == "FORBIDDEN"
    for name in ("usage.csv", "ledger.jsonl", "account.json"):
        headers = {"authorization": str(mira.authorization)}
        for client, status in ((mira, 403), (sqlite_api.user("boris"), 404)):
            headers = {"authorization": str(client.authorization)}
            path = f"/export/{name}?accountId={team}"
            response = await sqlite_api.http.get(path, headers=headers)
            assert response.status_code == status


async def test_managers_buy_and_cap_for_the_pool_and_nobody_else(api: Api) -> None:
    olga = api.user("olga")
    team = await founded(olga)
    await joined(api, olga, team, "mira")
    await joined(api, olga, team, "anna", role="ADMIN")
    cap = {"accountId": team, "scope": "ACCOUNT", "tokens": 5, "period": "DAY"}
    for name, bought, capped in (
        # There is no payment provider here.
        ("olga", "PaymentUnavailable", "SpendCapSet"),
        ("anna", "PaymentUnavailable", "SpendCapSet"),
        ("mira", "AccountNotFound", "AccountNotFound"),
        ("boris", "AccountNotFound", "AccountNotFound"),
    ):
        given = {"accountId": team, "pack": "starter", "idempotencyKey": f"of {name}"}
        client = api.user(name)
        assert (await client.data(BUY, input=given))["purchasePack"]["__typename"] == bought
        assert (await client.data(CAP, input=cap))["setSpendCap"]["__typename"] == capped
    # The log is for what others do than those whose team it is.
    assert (await api.admin.data(LOG))["auditLog"]["nodes"] == []


async def change(client: Client, operation: str, team: str) -> str:
    kind = f"{operation[0].upper()}{operation[1:]}Input"
    query = f"mutation ($input: {kind}!) {{ {operation}(input: $input) {{ __typename }} }}"
    answer = await client.data(query, input={"accountId": team} | CHANGES[operation])
    told: str = answer[operation]["__typename"]
    return told


@pytest.mark.parametrize("operation", CHANGES)
async def test_managers_make_every_change_of_the_pool_and_the_log_takes_none_for_an_operator(
    sqlite_api: Api, operation: str
) -> None:
    olga = sqlite_api.user("olga")
    team = await founded(olga)
    await joined(sqlite_api, olga, team, "mira")
    await joined(sqlite_api, olga, team, "anna", role="ADMIN")
    reading = sqlite_api.user("olga", "account:read")
    for client in (sqlite_api.user("mira"), sqlite_api.user("boris"), reading):
        assert await change(client, operation, team) == "AccountNotFound"
    operating = sqlite_api.user("olga", "account:read account:write admin")
    for client in (olga, sqlite_api.user("anna"), operating):
        assert await change(client, operation, team) != "AccountNotFound"
    assert (await sqlite_api.admin.data(LOG))["auditLog"]["nodes"] == []
    assert await change(sqlite_api.admin, operation, team) != "AccountNotFound"
    logged = (await sqlite_api.admin.data(LOG))["auditLog"]["nodes"]
    assert {one["accountId"] for one in logged} == ({team} if operation in LOGGED else set())


@pytest.mark.parametrize("sale", ["purchasePack", "subscribe", "setAutoTopUp"])
async def test_nothing_is_sold_to_a_closed_team(sqlite_api: Api, sale: str) -> None:
    olga = sqlite_api.user("olga")
    team = await founded(olga)
    assert await change(olga, sale, team) != "AccountNotFound"
    await ask(olga, "closeTeam", teamId=team)
    for client in (olga, sqlite_api.admin):
        assert await change(client, sale, team) == "AccountNotFound"
    assert await change(olga, "removeAutoTopUp", team) != "AccountNotFound"


def test_the_list_of_changes_has_every_mutation_that_may_name_a_pool() -> None:
    """All inputs with an account, without those of operators, gateways and of members."""
    others = {"openAccount", "adjustBalance", "setProgramme", "removeProgramme", "eraseAccount"}
    others |= {"recordUsage", "recordUsageBatch", "placeHold", "removeFromTeam", "setTeamMember"}
    others |= {"handOverTeam"}
    mutation = build_schema(schema_text()).mutation_type
    assert mutation is not None
    named = set()
    for name, field in mutation.fields.items():
        given = get_named_type(field.args["input"].type) if "input" in field.args else None
        if isinstance(given, GraphQLInputObjectType) and "accountId" in given.fields:
            named.add(name)
    assert named - others == set(CHANGES)


async def test_a_token_without_the_right_neither_changes_nor_reads(api: Api) -> None:
    olga = api.user("olga")
    team = await founded(olga)
    reading, writing = api.user("olga", "account:read"), api.user("olga", "account:write")
    given = {"teamId": team, "name": "New", "idempotencyKey": "k"}
    query = "mutation ($input: RenameTeamInput!) { renameTeam(input: $input) { __typename } }"
    error = await reading.error(query, input=given)
    assert error["extensions"]["code"] == "FORBIDDEN"
    assert (await reading.data(POOL, id=team))["account"]["id"] == team
    assert (await writing.data(POOL, id=team))["account"] is None
    cap = {"accountId": team, "scope": "ACCOUNT", "tokens": 5, "period": "DAY"}
    assert (await reading.data(CAP, input=cap))["setSpendCap"]["__typename"] == "AccountNotFound"
    _, plain = await create_key("gateway", ["accounts:write"], clock=api.clock)
    error = await api.bearing(plain).error(query, input=given)
    assert error["extensions"]["code"] == "FORBIDDEN"
