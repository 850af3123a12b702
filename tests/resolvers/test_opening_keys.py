"""API keys whose uses and holds open accounts: scope `accounts:open`."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import pytest

from db.ledger.history import read_entries
from services.audit.audit import audit
from services.identity.api_keys import create_key
from tests.support.ledger.hold_api import place, placing, settle
from tests.support.server.api import Api, Client
from tests.support.server.api import use as using
from tests.support.server.documents import BALANCE, OPEN, PLACE, QUOTE

TEAM = "team:" + "t" * 20
ERASED = "erased:" + "0" * 32
BATCH = """mutation ($input: [RecordUsageInput!]!) {
  recordUsageBatch(input: $input) { __typename } }"""
OPENED = "mutation ($input: OpenAccountInput!) { openAccount(input: $input) { id } }"
SCOPES = ("usage:write", "accounts:open")


async def key(api: Api, *scopes: str, **restrictions: Any) -> Client:
    _, plain = await create_key("gateway", scopes, clock=api.clock, **restrictions)
    return api.bearing(plain)


async def test_the_first_call_of_a_new_user_is_recorded(api: Api) -> None:
    gateway = await key(api, *SCOPES)
    recorded = await gateway.record(accountId="new")
    assert (recorded["__typename"], recorded["replayed"]) == ("UsageRecorded", False)
    placed = await place(gateway, accountId="newer")
    assert placed["hold"]["id"] == "newer:2"
    assert (await settle(gateway, "newer:2"))["balance"]["available"] == 9_750
    assert (await audit(pytest.fail, lambda _: None)).faults == 0


@pytest.mark.parametrize("scopes", [["usage:write"], ["accounts:write"], ["admin"]])
async def test_other_keys_open_nothing_by_a_use(api: Api, scopes: list[str]) -> None:
    gateway = await key(api, *scopes)
    assert (await gateway.record(accountId="new"))["__typename"] == "AccountNotFound"
    assert (await place(gateway, accountId="new"))["__typename"] == "AccountNotFound"
    assert await read_entries("new", limit=9) == []


async def test_an_account_is_opened_once_however_many_calls_come(api: Api) -> None:
    gateway = await key(api, *SCOPES)
    asked = [gateway.record(accountId="new", idempotencyKey=f"k{n % 10}") for n in range(20)]
    told = await asyncio.gather(*asked, *(place(gateway, accountId="new") for _ in range(5)))
    assert Counter(one["__typename"] for one in told) == {"UsageRecorded": 20, "HoldPlaced": 5}
    assert sum(one["replayed"] for one in told) == 10
    kinds = Counter(entry.kind.value for entry in await read_entries("new", limit=99))
    assert kinds == {"ALLOWANCE": 1, "USAGE": 10, "HOLD": 5}
    assert (await audit(pytest.fail, lambda _: None)).faults == 0


async def test_each_use_of_a_batch_opens_its_own_account(api: Api) -> None:
    gateway = await key(api, *SCOPES)
    BATCH = (
        "mutation ($input: [RecordUsageInput!]!) { recordUsageBatch(input: $input) {__typename}}"
    )
    uses = [using(accountId=name) for name in ("a", "b", "a", TEAM)]
    if_teams = await gateway.post({"query": BATCH, "variables": {"input": uses}})
    assert "accountId" in if_teams.text
    told = (await gateway.data(BATCH, input=uses[:3]))["recordUsageBatch"]
    assert [one["__typename"] for one in told] == ["UsageRecorded"] * 3


async def test_what_is_no_account_of_its_own_is_not_opened(api: Api) -> None:
    gateway = await key(api, *SCOPES, account_prefixes=["school:", "team:", "erased:"])
    assert (await gateway.record(accountId="school:1"))["__typename"] == "UsageRecorded"
    for name in ("home:1", TEAM, ERASED):
        assert (await gateway.record(accountId=name))["__typename"] == "AccountNotFound"
        assert (await place(gateway, accountId=name))["__typename"] == "AccountNotFound"
        assert await read_entries(name, limit=9) == []
    error = await gateway.error(PLACE, input=placing())
    assert error["extensions"] == {"code": "BAD_INPUT", "field": "accountId"}


async def test_reading_and_asking_open_nothing(api: Api) -> None:
    gateway = await key(api, *SCOPES, "accounts:read")
    assert (await gateway.data(BALANCE, id="new"))["account"] is None
    asked = {"accountId": "new", "model": "gpt-4o", "inputTokens": 1, "outputTokens": 1}
    quote = (await gateway.data(QUOTE, input=asked))["quote"]
    assert quote["refusal"]["code"] == "ACCOUNT_NOT_FOUND"
    assert await read_entries("new", limit=9) == []


async def test_it_may_open_an_account_by_name_and_does_not_learn_of_others(api: Api) -> None:
    gateway = await key(api, *SCOPES)
    await api.user("alice").balance()
    for name in ("new", "alice"):
        opened = await gateway.data(OPENED, input={"accountId": name})
        assert opened == {"openAccount": {"id": name}}
        error = await gateway.error(OPEN, input={"accountId": name})
        assert error["extensions"]["code"] == "FORBIDDEN"
    for name in (TEAM, ERASED):
        error = await gateway.error(OPEN, input={"accountId": name})
        assert error["extensions"] == {"code": "BAD_INPUT", "field": "accountId"}
        with pytest.raises(ValueError, match="team: or erased:"):
            api.user(name)
