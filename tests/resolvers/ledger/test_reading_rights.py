"""Who changes an account hears its balance; what it did is for those who may read it."""

from __future__ import annotations

import pytest

from services.identity.api_keys import create_key
from tests.support.api import Api, Client, real_clock

OPEN = "mutation O($id: ID) { openAccount(input: {accountId: $id}) { id plan { name } %s } }"
HISTORY = [
    "usage { nodes { id } }",
    "ledger { nodes { id } }",
    "usageSummary(by: MODEL) { key }",
    "forecast { message }",
    "savings { premiumTokens }",
    "suggestions { reason }",
]


async def partner(api: Api, *scopes: str) -> Client:
    _, plain = await create_key("partner", scopes, clock=real_clock)
    return api.bearing(plain)


@pytest.mark.parametrize("field", HISTORY)
async def test_opening_an_account_does_not_read_its_history(sqlite_api: Api, field: str) -> None:
    await sqlite_api.user("alice").record()
    writer = await partner(sqlite_api, "accounts:write")
    error = await writer.error(OPEN % field, id="alice")
    assert error["extensions"]["code"] == "FORBIDDEN"
    both = await partner(sqlite_api, "accounts:write", "accounts:read")
    assert (await both.data(OPEN % field, id="alice"))["openAccount"]["id"] == "alice"
    own = sqlite_api.user("alice", scope="account:write")
    assert (await own.error(OPEN % field))["extensions"]["code"] == "FORBIDDEN"


async def test_opening_an_account_answers_its_balance(sqlite_api: Api) -> None:
    writer = await partner(sqlite_api, "accounts:write")
    opened = (await writer.data(OPEN % "balance { available }", id="new"))["openAccount"]
    assert opened["balance"] == {"available": 10_000}


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
