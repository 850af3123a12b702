"""The log of administrators' actions, and erasures of accounts, over the API."""

from __future__ import annotations

from typing import Any

import pytest

from services.identity.api_keys import create_key
from tests.support.clocks import Clock
from tests.support.payments.money_api import REFUND
from tests.support.server.api import Api, Client
from tests.support.server.documents import BALANCE, OPEN

FIELDS = "id at actor kind accountId request outcome details"
LOG = f"""query ($first: Int, $after: String, $accountId: ID, $action: AdminActionKind,
    $from: DateTime, $to: DateTime) {{
  auditLog(first: $first, after: $after, accountId: $accountId, action: $action,
      from: $from, to: $to) {{
    edges {{ cursor node {{ id }} }} nodes {{ {FIELDS} }}
    pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"""
ERASE = """mutation ($input: EraseAccountInput!) { eraseAccount(input: $input) { __typename
  ... on AccountErased { pseudonym entries replayed } ... on Refusal { code message } } }"""


async def log(api: Api, **filters: Any) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = (await api.admin.data(LOG, **filters))["auditLog"]["nodes"]
    return nodes


async def erase(client: Client, account: str, **changes: Any) -> dict[str, Any]:
    given = {"accountId": account, "confirm": account, **changes}
    answer: dict[str, Any] = (await client.data(ERASE, input=given))["eraseAccount"]
    return answer


async def test_an_adjustment_is_logged_with_what_became_of_it(api: Api) -> None:
    await api.user("bob").balance()
    given = {"reason": "a gift", "idempotencyKey": "k"}
    adjusted = await api.admin.adjust("bob", 5, **given)
    done, asked = sorted(await log(api), key=lambda one: one["outcome"] is None)
    assert asked["actor"] == done["actor"] == "root"
    assert asked["kind"] == done["kind"] == "ADJUST_BALANCE"
    assert asked["accountId"] == done["accountId"] == "bob"
    assert asked["request"] == done["request"] == asked["id"] != done["id"]
    assert asked["details"] == given | {"tokens": 5, "expiresAt": None}
    assert done["outcome"] == "BalanceAdjusted"
    assert f"bob:{done['details']['revision']}" == adjusted["entry"]["id"]


async def test_repeating_a_request_logs_nothing_more(api: Api) -> None:
    await api.user("bob").balance()
    for _ in range(3):
        await api.admin.adjust("bob", 5, idempotencyKey="k")
    assert len(await log(api)) == 2
    conflict = await api.admin.adjust("bob", 6, idempotencyKey="k")
    assert conflict["__typename"] == "IdempotencyConflict"
    assert [one["outcome"] for one in await log(api)].count("IdempotencyConflict") == 1


async def test_what_is_refused_is_logged_as_that(api: Api) -> None:
    await api.user("bob").balance()
    await api.admin.adjust("bob", -(10**6))
    answer = await api.admin.data(REFUND, input={"purchaseId": "pur_x", "idempotencyKey": "k"})
    assert answer["refundPurchase"]["__typename"] == "PurchaseNotFound"
    outcomes = {(one["kind"], one["outcome"]) for one in await log(api)}
    assert outcomes == {
        ("ADJUST_BALANCE", None),
        ("ADJUST_BALANCE", "InsufficientTokens"),
        ("REFUND_PURCHASE", None),
        ("REFUND_PURCHASE", "PurchaseNotFound"),
    }


async def test_opening_anothers_account_is_logged_and_the_own_is_not(api: Api) -> None:
    await api.user("bob").data(OPEN, input={})
    assert await log(api) == []
    key, plain = await create_key("partner", ["accounts:write"], clock=api.clock)
    await api.bearing(plain).data(OPEN, input={"accountId": "carol"})
    [opened] = await log(api)
    assert (opened["actor"], opened["accountId"]) == (f"key:{key.id}", "carol")


async def test_the_log_is_filtered_and_pages_newest_first(api: Api, clock: Clock) -> None:
    for number in range(4):
        await api.admin.data(OPEN, input={"accountId": f"a{number}"})
        clock.advance(hours=1)
    names = [one["accountId"] for one in await log(api)]
    assert names == ["a3", "a2", "a1", "a0"]
    assert [one["accountId"] for one in await log(api, accountId="a2")] == ["a2"]
    assert await log(api, action="ERASE_ACCOUNT") == []
    between = {"from": "2026-03-10T13:00:00Z", "to": "2026-03-10T15:00:00Z"}
    assert [one["accountId"] for one in await log(api, **between)] == ["a2", "a1"]
    first = (await api.admin.data(LOG, first=3))["auditLog"]
    assert first["pageInfo"]["hasNextPage"]
    rest = (await api.admin.data(LOG, first=3, after=first["pageInfo"]["endCursor"]))["auditLog"]
    assert [one["accountId"] for one in (*first["nodes"], *rest["nodes"])] == names
    assert rest["pageInfo"] == {
        "hasNextPage": False,
        "hasPreviousPage": True,
        "startCursor": rest["edges"][0]["cursor"],
        "endCursor": rest["edges"][-1]["cursor"],
    }


@pytest.mark.parametrize(
    ("variables", "field"),
    [
        ({"first": 0}, "first"),
        ({"first": 501}, "first"),
        ({"after": "x"}, "after"),
        ({"accountId": ""}, "accountId"),
        ({"accountId": "\x00"}, "accountId"),
    ],
)
async def test_a_bad_page_is_told(sqlite_api: Api, variables: dict[str, Any], field: str) -> None:
    error = await sqlite_api.admin.error(LOG, **variables)
    assert error["extensions"] == {"code": "BAD_INPUT", "field": field}


@pytest.mark.parametrize(
    "scope", [None, "account:read account:write", "accounts:read accounts:write usage:write"]
)
async def test_only_administrators_read_the_log_and_erase(
    sqlite_api: Api, scope: str | None
) -> None:
    client = sqlite_api.user("bob", scope)
    await client.data(OPEN, input={})
    given = {"accountId": "bob", "confirm": "bob"}
    for query, variables in [(LOG, {}), (ERASE, {"input": given})]:
        error = await client.error(query, **variables)
        assert error["extensions"]["code"] == "FORBIDDEN"
        error = await sqlite_api.anonymous.error(query, **variables)
        assert error["extensions"]["code"] == "UNAUTHENTICATED"
    assert len(await log(sqlite_api)) == 0


async def test_an_account_is_erased_and_its_books_stay(api: Api, clock: Clock) -> None:
    bob = api.user("bob")
    await bob.record(metadata={"name": "Bob"})
    clock.advance(minutes=1)
    erased = await erase(api.admin, "bob", idempotencyKey="k")
    assert (erased["__typename"], erased["entries"]) == ("AccountErased", 2)
    assert await erase(api.admin, "bob", idempotencyKey="k") == erased | {"replayed": True}
    assert (await api.admin.data(BALANCE, id="bob"))["account"] is None
    query = "query ($id: ID) { account(id: $id) { usage { nodes { metadata idempotencyKey } } } }"
    books = await api.admin.data(query, id=erased["pseudonym"])
    [used] = books["account"]["usage"]["nodes"]
    assert (used["metadata"], used["idempotencyKey"]) == (None, "erased 2")
    fresh = await bob.balance()
    assert (fresh["available"], fresh["revision"]) == (10_000, 1)
    [action] = await log(api, action="ERASE_ACCOUNT")
    assert action["accountId"] == erased["pseudonym"]
    assert "bob" not in str(action)


async def test_erasing_has_to_be_confirmed_and_finds_nobody_politely(sqlite_api: Api) -> None:
    given = {"accountId": "bob", "confirm": "bop"}
    error = await sqlite_api.admin.error(ERASE, input=given)
    assert error["extensions"] == {"code": "BAD_INPUT", "field": "confirm"}
    given = {"accountId": "bob", "confirm": "bob", "idempotencyKey": ""}
    error = await sqlite_api.admin.error(ERASE, input=given)
    assert error["extensions"] == {"code": "BAD_INPUT", "field": "idempotencyKey"}
    assert (await erase(sqlite_api.admin, "bob"))["__typename"] == "AccountNotFound"


async def test_an_open_hold_refuses_an_erasure(sqlite_api: Api) -> None:
    bob = sqlite_api.user("bob")
    await bob.data(
        """mutation { placeHold(input: {model: "gpt-4o", inputTokens: 1, maxOutputTokens: 1,
          idempotencyKey: "h"}) { __typename } }"""
    )
    refused = await erase(sqlite_api.admin, "bob")
    assert (refused["__typename"], refused["code"]) == (
        "AccountNotErasable",
        "ACCOUNT_NOT_ERASABLE",
    )
