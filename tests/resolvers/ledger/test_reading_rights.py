"""Only callers who may read an account see its data. Opening an account is not reading it."""

from __future__ import annotations

import pytest

from services.identity.api_keys import create_key
from tests.support.server.api import Api, Client, real_clock

OPEN = "mutation O($id: ID) { openAccount(input: {accountId: $id}) { id createdAt %s } }"
PRESENT = [
    "balance { available }",
    "plan { name }",
    "quotas { used }",
    "spendCaps { tokens }",
    "alerts { threshold }",
    "autoTopUp { status }",
    "userBilling { premiumTokens }",
    "... on Account { balance { revision } }",
]
HISTORY = [
    "usage { nodes { id } }",
    "ledger { nodes { id } }",
    "usageSummary(by: MODEL) { key }",
    "forecast { message }",
    "savings { premiumTokens }",
    "suggestions { reason }",
    "purchases { nodes { id } }",
    "holds { id }",
    "subscription { status }",
    "team { role }",
    "programmes { until }",
    "packs { name }",
    "plans { name }",
    "paymentMethods { id }",
]


async def partner(api: Api, *scopes: str) -> Client:
    _, plain = await create_key("partner", scopes, clock=real_clock)
    return api.bearing(plain)


@pytest.mark.parametrize("field", PRESENT + HISTORY)
async def test_opening_an_account_that_is_there_does_not_read_it(
    sqlite_api: Api, field: str
) -> None:
    await sqlite_api.user("alice").record()
    writer = await partner(sqlite_api, "accounts:write")
    error = await writer.error(OPEN % field, id="alice")
    assert error["extensions"]["code"] == "FORBIDDEN"
    opened = (await writer.data(OPEN % "", id="alice"))["openAccount"]
    assert opened["id"] == "alice"
    both = await partner(sqlite_api, "accounts:write", "accounts:read")
    assert (await both.data(OPEN % field, id="alice"))["openAccount"]["id"] == "alice"
    for scope in ("account:write", "usage:write"):
        own = sqlite_api.user("alice", scope=scope)
        assert (await own.error(OPEN % field))["extensions"]["code"] == "FORBIDDEN"


async def test_every_field_of_an_account_that_was_there_takes_a_right_to_read(
    sqlite_api: Api,
) -> None:
    query = '{ __type(name: "Account") { fields { name } } }'
    fields = (await sqlite_api.anonymous.data(query))["__type"]["fields"]
    tried = {text.split()[0].partition("(")[0] for text in PRESENT + HISTORY}
    assert {field["name"] for field in fields} - tried == {"id", "createdAt"}


@pytest.mark.parametrize("field", PRESENT)
async def test_an_account_that_was_opened_just_now_is_answered_whole(
    sqlite_api: Api, field: str
) -> None:
    writer = await partner(sqlite_api, "accounts:write")
    assert (await writer.data(OPEN % field, id="new"))["openAccount"]["id"] == "new"
    error = await writer.error(OPEN % field, id="new")
    assert error["extensions"]["code"] == "FORBIDDEN"


@pytest.mark.parametrize("scope", ["account:read", "account:write"])
async def test_whoever_reads_or_writes_may_ask_for_a_quote(sqlite_api: Api, scope: str) -> None:
    query = '{ quote(input: {model: "gpt-4", inputTokens: 1, outputTokens: 1}) { cost allowed } }'
    asked = (await sqlite_api.user(scope=scope).data(query))["quote"]
    assert asked == {"cost": 16, "allowed": True}


async def test_callers_without_an_account_are_told_so(sqlite_api: Api) -> None:
    query = '{ model(name: "gpt-4") { availability { reason } } }'
    gateway = await partner(sqlite_api, "usage:write")
    for client, reason in [
        (gateway, "NO_ACCOUNT"),
        (sqlite_api.user(scope="usage:write"), "NO_ACCOUNT"),
        (sqlite_api.anonymous, "SIGN_IN_REQUIRED"),
        (sqlite_api.user(), "AVAILABLE"),
    ]:
        assert (await client.data(query))["model"]["availability"]["reason"] == reason
