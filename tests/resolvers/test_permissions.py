"""Rights of callers, tested through the API, and the data that others can find out."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from services.identity.api_keys import create_key
from tests.support.server.api import Api, Client, use
from tests.support.server.documents import (
    ADJUST,
    BALANCE,
    FORECAST,
    LEDGER,
    OPEN,
    QUOTAS,
    QUOTE,
    RECORD,
    SAVINGS,
    SUGGESTIONS,
    SUMMARY,
    USAGE,
)

# The rights of each on the own account and on another: r(ead), u(se), o(pen), a(djust).
SCOPES = [
    ("", "ruo", ""),
    ("account:read", "ro", ""),
    ("account:write", "uo", ""),
    ("account:read account:write", "ruo", ""),
    ("usage:write", "uo", "u"),
    ("accounts:read", "ro", "r"),
    ("accounts:write", "uo", "uo"),
    ("admin", "ruoa", "ruoa"),
    ("nonsense root", "ruo", ""),
]
KEY_SCOPES = [scopes for scopes in SCOPES if scopes[0] and scopes[0] != "nonsense root"]
OPEN_ONLY = "mutation ($input: OpenAccountInput!) { openAccount(input: $input) { id createdAt } }"
ADJUSTMENT = {"tokens": 1, "reason": "r", "idempotencyKey": "k"}


@pytest.fixture
async def both(sqlite_api: Api) -> AsyncIterator[Api]:
    """Yield the API with accounts of alice and bob."""
    for account in ("alice", "bob"):
        await sqlite_api.user(account).balance()
    yield sqlite_api


async def powers(client: Client, account: str) -> str:
    """Return the letters of the actions that are really allowed."""
    done = {
        "r": await client.execute(BALANCE, id=account),
        "u": await client.execute(RECORD, input=use(accountId=account)),
        "o": await client.execute(OPEN_ONLY, input={"accountId": account}),
        "a": await client.execute(ADJUST, input=ADJUSTMENT | {"accountId": account}),
    }
    return "".join(letter for letter, answer in done.items() if succeeded(answer))


def succeeded(answer: dict) -> bool:
    if "errors" in answer:
        [error] = answer["errors"]
        assert error["extensions"]["code"] == "FORBIDDEN"
        return False
    [value] = answer["data"].values()
    return bool(value) and value.get("__typename") != "AccountNotFound"


@pytest.mark.parametrize(("scope", "own", "others"), SCOPES)
async def test_a_users_token_may_do_what_its_scopes_name(both: Api, scope, own, others) -> None:
    client = both.user("alice", scope)
    assert await powers(client, "alice") == own
    assert await powers(client, "bob") == others


@pytest.mark.parametrize(("scope", "own", "others"), KEY_SCOPES)
async def test_an_api_key_reaches_others_only(both: Api, scope, own, others) -> None:
    _, plain = await create_key("gateway", scope.split(), clock=both.clock)
    assert await powers(both.bearing(plain), "bob") == others


async def test_a_token_without_scopes_of_its_own_is_a_plain_users(both: Api) -> None:
    assert await powers(both.user("alice"), "alice") == "ruo"


async def test_an_api_key_has_to_name_the_account(sqlite_api: Api) -> None:
    _, plain = await create_key("partner", ["accounts:read", "usage:write"], clock=sqlite_api.clock)
    key = sqlite_api.bearing(plain)
    for query, variables, field in [
        (BALANCE, {}, "id"),
        (RECORD, {"input": use()}, "accountId"),
        (OPEN, {"input": {}}, "accountId"),
    ]:
        error = await key.error(query, **variables)
        assert error["extensions"] == {"code": "BAD_INPUT", "field": field}
    viewer = (await key.data("{ viewer { kind scopes expiresAt account { id } } }"))["viewer"]
    assert viewer == {
        "kind": "API_KEY",
        "scopes": ["accounts:read", "usage:write"],
        "expiresAt": None,
        "account": None,
    }


QUESTIONS = [
    (BALANCE, {"id": "bob"}),
    (USAGE, {"id": "bob", "first": 3}),
    (LEDGER, {"id": "bob"}),
    (QUOTAS, {"id": "bob"}),
    (SUMMARY, {"id": "bob", "by": "MODEL"}),
    (FORECAST, {"id": "bob"}),
    (SAVINGS, {"id": "bob"}),
    (SUGGESTIONS, {"id": "bob"}),
    (RECORD, {"input": use(accountId="bob", model="gpt-4o")}),
    (RECORD, {"input": use(accountId="bob", model="nobody")}),
    (RECORD, {"input": use(accountId="bob", inputTokens=-1)}),
    (RECORD, {"input": use(accountId="bob", inputTokens=10**9)}),
    (RECORD, {"input": use(accountId="bob", idempotencyKey="known")}),
    (QUOTE, {"input": {"accountId": "bob", "model": "gpt-4", "inputTokens": 9, "outputTokens": 9}}),
    (QUOTE, {"input": {"accountId": "bob", "model": "x", "inputTokens": 9, "outputTokens": 9}}),
    (OPEN, {"input": {"accountId": "bob"}}),
    (ADJUST, {"input": ADJUSTMENT | {"accountId": "bob"}}),
]


@pytest.mark.parametrize("scope", ["account:read account:write", "usage:write", "accounts:read"])
async def test_another_account_is_answered_exactly_as_one_that_does_not_exist(
    api: Api, scope: str
) -> None:
    alice = api.user("alice", scope)
    asked = [q for q in QUESTIONS if not reaches(scope, q[0])]
    before = [told(await alice.post({"query": q, "variables": v})) for q, v in asked]
    await api.user("bob").record(idempotencyKey="known")
    after = [told(await alice.post({"query": q, "variables": v})) for q, v in asked]
    assert before == after


def reaches(scope: str, query: str) -> bool:
    """Return whether the scope can see a difference."""
    if scope == "usage:write":
        return query in {RECORD, QUOTE}
    return scope == "accounts:read" and query not in {RECORD, OPEN, ADJUST}


def told(response: httpx.Response) -> tuple[int, list[tuple[str, str]], str]:
    # Each request has its own id, and its own moment within the caller's limit.
    own = {"x-request-id", "ratelimit"}
    headers = [item for item in response.headers.items() if item[0] not in own]
    return response.status_code, sorted(headers), response.text


async def test_the_catalog_is_public_and_nothing_else_is(sqlite_api: Api) -> None:
    stranger = sqlite_api.anonymous
    await stranger.data("{ models { name } packs { name } plans { name } }")
    await stranger.data("{ recommendations(audience: BEGINNERS) { reason } }")
    for query, variables in [*QUESTIONS, (BALANCE, {}), ("{ viewer { subject } }", {})]:
        if variables == QUESTIONS[10][1]:
            continue
        error = await stranger.error(query, **variables)
        assert error["extensions"]["code"] == "UNAUTHENTICATED", query
        assert error["message"] == "This needs a bearer token or an API key."
