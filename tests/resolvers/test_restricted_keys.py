"""API keys that are restricted to some models, or to some accounts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from services.identity.api_keys import create_key
from tests.resolvers.test_analytics import ANALYTICS
from tests.resolvers.test_privacy import LOG, erase
from tests.support.server.api import Api, Client, use
from tests.support.server.documents import (
    ADJUST,
    ADVANCE,
    BALANCE,
    CLOCK,
    OPEN,
    PLACE,
    QUOTE,
    RECORD,
    RELEASE,
    SETTLE,
)

HOLD = {"model": "gpt-4o", "inputTokens": 1, "maxOutputTokens": 1}
SPENT = {"inputTokens": 1, "outputTokens": 1}
NAMED = "This key may not use the model 'gpt-4'."


async def key(api: Api, *scopes: str, **restrictions: Any) -> Client:
    _, plain = await create_key("gateway", scopes, clock=api.clock, **restrictions)
    return api.bearing(plain)


def hold_for(account: str, number: int, **changes: object) -> dict[str, object]:
    return {**HOLD, "accountId": account, "idempotencyKey": f"hold-{number}", **changes}


async def forbidden(client: Client, query: str, **variables: object) -> str:
    """Return the message of the only error, which must be FORBIDDEN."""
    error = await client.error(query, **variables)
    assert error["extensions"]["code"] == "FORBIDDEN"
    message: str = error["message"]
    return message


class TestModels:
    @pytest.fixture
    async def client(self, api: Api) -> AsyncIterator[Client]:
        for account in ("alice", "bob"):
            await api.user(account).balance()
        yield await key(api, "usage:write", models=["gpt-4o", "qwen-max"])

    async def test_the_models_that_are_named_are_used(self, client: Client) -> None:
        for model in ("gpt-4o", "qwen-max"):
            recorded = await client.record(accountId="alice", model=model)
            assert recorded["__typename"] == "UsageRecorded"
        quoted = await client.data(QUOTE, input=SPENT | {"accountId": "alice", "model": "gpt-4o"})
        assert quoted["quote"]["allowed"]

    @pytest.mark.parametrize("account", ["alice", "nobody"])
    async def test_any_other_is_refused_by_name_whatever_the_account(
        self, client: Client, account: str
    ) -> None:
        other = {"accountId": account, "model": "gpt-4"}
        assert await forbidden(client, RECORD, input=use(**other)) == NAMED
        assert await forbidden(client, PLACE, input=hold_for(account, 1, model="gpt-4")) == NAMED
        assert await forbidden(client, QUOTE, input=SPENT | other) == NAMED

    async def test_a_model_that_nobody_knows_is_another_one(self, client: Client) -> None:
        told = await forbidden(client, RECORD, input=use(accountId="alice", model="gpt-4O"))
        assert told == "This key may not use the model 'gpt-4O'."

    async def test_in_a_batch_each_use_is_for_itself(self, api: Api, client: Client) -> None:
        uses = [
            use(accountId=account, model=model)
            for account in ("alice", "nobody", "bob")
            for model in ("gpt-4o", "gpt-4")
        ]
        results = await client.record_batch(*uses)
        assert [(one["__typename"], one.get("code")) for one in results] == [
            ("UsageRecorded", None),
            ("ModelNotAllowed", "FORBIDDEN"),
            ("AccountNotFound", "ACCOUNT_NOT_FOUND"),
            ("ModelNotAllowed", "FORBIDDEN"),
            ("UsageRecorded", None),
            ("ModelNotAllowed", "FORBIDDEN"),
        ]
        assert {results[place]["message"] for place in (1, 3, 5)} == {NAMED}
        assert (await api.user("alice").balance())["revision"] == 2

    async def test_a_hold_of_another_model_is_not_closed(self, api: Api, client: Client) -> None:
        gateway = await key(api, "usage:write")
        ids = [
            (await gateway.data(PLACE, input=hold_for("alice", number, model=model)))["placeHold"][
                "hold"
            ]["id"]
            for number, model in enumerate(("gpt-4", "gpt-4", "gpt-4o"))
        ]
        told = "is for the model 'gpt-4', which this key may not use"
        assert told in await forbidden(client, SETTLE, input=SPENT | {"holdId": ids[0]})
        assert told in await forbidden(client, RELEASE, input={"holdId": ids[1]})
        await gateway.data(SETTLE, input=SPENT | {"holdId": ids[0]})
        assert told in await forbidden(client, SETTLE, input=SPENT | {"holdId": ids[0]})
        settled = await client.data(SETTLE, input=SPENT | {"holdId": ids[2]})
        assert settled["settleHold"]["__typename"] == "HoldSettled"

    async def test_the_key_says_what_it_may(self, client: Client) -> None:
        viewer = await client.data("{ viewer { models accountPrefixes expiresAt } }")
        assert viewer["viewer"] == {
            "models": ["gpt-4o", "qwen-max"],
            "accountPrefixes": None,
            "expiresAt": None,
        }


class TestAccounts:
    @pytest.fixture
    async def client(self, api: Api) -> AsyncIterator[Client]:
        for account in ("school:alice", "other:bob"):
            await api.user(account).record(idempotencyKey="known")
        yield await key(api, "admin", account_prefixes=["school:", "college:"])

    async def test_accounts_with_the_prefix_are_within_reach(self, client: Client) -> None:
        assert (await client.balance("school:alice"))["revision"] == 2
        opened = await client.data(OPEN, input={"accountId": "college:carol"})
        assert opened["openAccount"]["id"] == "college:carol"
        assert (await client.record(accountId="school:alice"))["__typename"] == "UsageRecorded"
        assert (await client.adjust("school:alice", 5))["__typename"] == "BalanceAdjusted"
        assert (await erase(client, "college:carol"))["__typename"] == "AccountErased"

    @pytest.mark.parametrize("account", ["other:bob", "other:nobody", "school"])
    async def test_no_other_account_exists(self, api: Api, client: Client, account: str) -> None:
        assert (await client.data(BALANCE, id=account))["account"] is None
        missing = {"__typename": "AccountNotFound", "code": "ACCOUNT_NOT_FOUND"}
        for document, given in (
            (RECORD, use(accountId=account)),
            (PLACE, hold_for(account, 1)),
            (ADJUST, {"tokens": 1, "reason": "r", "idempotencyKey": "k"} | {"accountId": account}),
        ):
            [result] = (await client.data(document, input=given)).values()
            assert missing.items() <= result.items()
        assert missing.items() <= (await erase(client, account)).items()
        error = await client.error(OPEN, input={"accountId": account})
        assert error["extensions"]["code"] == "NOT_FOUND"
        assert (await client.data(LOG, accountId=account))["auditLog"]["nodes"] == []

    async def test_a_refused_action_on_another_account_is_not_in_that_accounts_log(
        self, api: Api, client: Client
    ) -> None:
        await client.adjust("other:bob", 5)
        found = await api.admin.data(LOG, accountId="other:bob")
        assert found["auditLog"]["nodes"] == []

    async def test_what_is_about_all_accounts_is_refused(self, client: Client) -> None:
        for document, variables in (
            (ANALYTICS, {}),
            (LOG, {}),
            (CLOCK, {}),
            (ADVANCE, {"input": {"seconds": 5, "idempotencyKey": "k"}}),
        ):
            told = await forbidden(client, document, **variables)
            assert told == "This is about all accounts, and this key is restricted to some."

    async def test_a_key_without_the_scope_does_not_get_it_by_a_prefix(
        self, api: Api, client: Client
    ) -> None:
        reader = await key(api, "accounts:read", account_prefixes=["school:"])
        assert (await reader.balance("school:alice"))["revision"] == 2
        result = await reader.record(accountId="school:alice")
        assert result["__typename"] == "AccountNotFound"
