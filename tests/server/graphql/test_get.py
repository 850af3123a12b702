"""GET /graphql: queries as by POST, nothing else, and not for pages of other origins."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resolvers.errors import LimitExceeded
from server.connections.origins import Origins
from server.graphql.query_string import NAMES, BadQueryString, read_query_string
from tests.support.server.api import Api, Client, running_app
from tests.support.server.compiled import BUDGETS
from tests.support.server.documents import BALANCE
from tests.support.server.server_process import api_of, server_process

STRICT = "application/graphql-response+json"
PACKS = "{ packs { name } }"
ORIGIN = "http://billing.test"
SHOP = "https://shop.test"


async def get(who: Client, query: str | dict[str, str] | bytes, **headers: str) -> httpx.Response:
    """Send a GET. Bytes are the query string."""
    given = {"query": query} if isinstance(query, str) else query
    text = given.decode() if isinstance(given, bytes) else urlencode(given)
    shown = {"authorization": who.authorization} if who.authorization else {}
    return await who.http.get(f"/graphql?{text}", headers=shown | headers)


def code(response: httpx.Response) -> str:
    [error] = response.json()["errors"]
    told: str = error["extensions"]["code"]
    return told


@pytest.mark.parametrize("accept", ["application/json", STRICT])
async def test_a_query_is_answered_as_by_post(api: Api, accept: str) -> None:
    alice = api.user()
    await alice.record()
    for query in (BALANCE, PACKS, "{ nonsense }", "{", "{ viewer { subject scopes } }"):
        posted = await alice.post({"query": query}, accept=accept)
        got = await get(alice, query, accept=accept)
        assert (got.status_code, got.json()) == (posted.status_code, posted.json())
        assert got.headers["content-type"] == posted.headers["content-type"]


async def test_variables_and_the_operations_name_are_read(api: Api) -> None:
    query = "query A { packs { name } } query B($name: String!) { model(name: $name) { name } }"
    given = {"query": query, "operationName": "B", "variables": json.dumps({"name": "gpt-4o"})}
    answer = (await get(api.anonymous, given | {"extensions": "{}"})).json()
    assert answer["data"]["model"]["name"] == "gpt-4o"
    empty = {"query": PACKS, "operationName": "", "variables": "", "extensions": ""}
    assert (await get(api.anonymous, empty | {"more": "?"})).json()["data"]["packs"]


@pytest.mark.parametrize(
    "query",
    [
        "mutation { openAccount(input: {}) { id } }",
        "subscription { balance { available } }",
        "query A { packs { name } } mutation B { openAccount(input: {}) { id } }",
    ],
)
@pytest.mark.parametrize("accept", ["application/json", STRICT])
async def test_what_is_no_query_is_refused_and_changes_nothing(
    api: Api, query: str, accept: str
) -> None:
    given = {"query": query, "operationName": "B" if "B" in query else ""}
    response = await get(api.user(scope="account:write"), given, accept=accept)
    assert (response.status_code, response.headers["allow"], code(response)) == (
        405,
        "POST",
        "BAD_INPUT",
    )
    opened = await api.admin.data('{ account(id: "alice") { id } }')
    assert opened == {"account": None}


async def test_credentials_are_those_of_the_header(api: Api) -> None:
    assert code(await get(api.anonymous, BALANCE)) == "UNAUTHENTICATED"
    bad = api.bearing("nonsense")
    assert code(await get(bad, PACKS)) == "UNAUTHENTICATED"
    assert (await get(bad, PACKS, accept=STRICT)).status_code == 401
    token = api.user().token
    for name in ("authorization", "access_token", "token"):
        named = await get(api.anonymous, {"query": BALANCE, name: f"Bearer {token}"})
        assert code(named) == "UNAUTHENTICATED"
    cookie = await get(api.anonymous, BALANCE, cookie=f"authorization=Bearer {token}")
    assert code(cookie) == "UNAUTHENTICATED"


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"query=",
        b"query=%20",
        b"QUERY=" + PACKS.encode(),
        b"query=%7Bpacks%7Bname%7D%7D&query=%7Bpacks%7Bname%7D%7D",
        b"query=%7Bpacks%7Bname%7D%7D&variables=%7B%7D&variables=",
        b"query=%7Bpacks%7Bname%7D%7D&variables=[]",
        b"query=%7Bpacks%7Bname%7D%7D&variables=1",
        b"query=%7Bpacks%7Bname%7D%7D&variables=%7B",
        b"query=%7Bpacks%7Bname%7D%7D&extensions=%7B",
        b"query=%ff%fe",
        b"%ff=1&query=%7Bpacks%7Bname%7D%7D",
        b"&".join([b"a=1"] * 101),
    ],
)
async def test_what_is_no_request_is_a_bad_input(api: Api, text: bytes) -> None:
    response = await get(api.user(), text)
    assert (response.status_code, code(response)) == (400, "BAD_INPUT")


async def test_the_budgets_of_the_caller_hold(sqlite_url: str) -> None:
    async with running_app(sqlite_url, LIMIT_ALIASES="2 3 3", LIMIT_VALUES="5") as api:
        three = "{ a: packs { name } b: packs { name } c: packs { name } }"
        assert code(await get(api.anonymous, three)) == "LIMIT_EXCEEDED"
        assert (await get(api.user(), three)).json()["data"]
        many = {"query": PACKS, "variables": json.dumps({"x": [1] * 6})}
        assert code(await get(api.user(), many)) == "LIMIT_EXCEEDED"


async def test_nobody_keeps_an_answer(api: Api) -> None:
    for query in (PACKS, "{"):
        headers = (await get(api.anonymous, query)).headers
        assert headers["cache-control"] == "private, no-store"
        assert headers["vary"] == "accept, authorization"
        assert headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"},
        {"sec-fetch-site": "same-site", "sec-fetch-dest": "script"},
        {"origin": SHOP},
        {"origin": "null"},
        {"origin": f"{ORIGIN}:81"},
        {"origin": f"{ORIGIN}.evil.test"},
    ],
)
async def test_a_page_of_another_origin_is_refused(api: Api, headers: dict[str, str]) -> None:
    response = await get(api.user(), PACKS, **headers)
    assert (response.status_code, code(response)) == (403, "FORBIDDEN")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "none", "sec-fetch-mode": "navigate"},
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "same-origin", "origin": ORIGIN},
        {"origin": ORIGIN},
    ],
)
async def test_our_own_page_and_programs_are_answered(api: Api, headers: dict[str, str]) -> None:
    assert (await get(api.user(), PACKS, **headers)).json()["data"]["packs"]


async def test_a_page_of_an_allowed_origin_may_read_the_answer(sqlite_url: str) -> None:
    async with running_app(sqlite_url, ALLOWED_ORIGINS=SHOP) as api:
        shop = {"origin": SHOP, "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors"}
        response = await get(api.user(), PACKS, **shop)
        assert response.json()["data"]["packs"]
        assert response.headers["access-control-allow-origin"] == SHOP
        assert "origin" in response.headers["vary"].lower()
        other = await get(api.user(), PACKS, **shop | {"origin": "https://evil.test"})
        assert other.status_code == 403
        assert "access-control-allow-origin" not in other.headers


@pytest.mark.parametrize("site", [None, b"none", b"same-origin", b"same-site", b"cross-site"])
def test_every_page_may_ask_if_every_origin_is_allowed(site: bytes | None) -> None:
    given = {b"origin": b"null", b"host": b"a"} | ({b"sec-fetch-site": site} if site else {})
    assert Origins(["*"]).admits(given)
    assert Origins([]).admits(given) == (site == b"same-origin")


async def test_head_is_a_get_without_content(sqlite_url: str) -> None:
    with server_process(sqlite_url) as server:
        async with api_of(server) as api:
            got = await get(api.anonymous, PACKS)
            head = await api.http.head("/graphql", params={"query": PACKS})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == got.headers["content-length"]


async def test_no_log_has_the_address_of_a_query(sqlite_url: str) -> None:
    """Variables may hold what nobody else may read."""
    with server_process(sqlite_url, LOG_LEVEL="debug", LOG_FORMAT="json") as server:
        async with api_of(server) as api:
            query = 'query Whispered { model(name: "whispered") { name } }'
            for given in (query, query + "}", {"query": PACKS, "variables": "whispered"}):
                assert (await get(api.user(), given)).status_code in {200, 400}
        server.stop()
        assert "Application startup complete" in server.output
        assert "hispered" not in server.output


async def test_a_long_address_is_refused(sqlite_url: str) -> None:
    with server_process(sqlite_url) as server:
        async with api_of(server) as api:
            long = {"query": PACKS, "variables": json.dumps({"x": "a" * 20_000})}
            assert (await get(api.anonymous, long)).json()["data"]
            long["variables"] = json.dumps({"x": "a" * 40_000})
            assert (await get(api.anonymous, long)).status_code == 431


@given(st.dictionaries(st.sampled_from(["query", "operationName", "other"]), st.text(max_size=20)))
def test_text_comes_through_unchanged(parameters: dict[str, str]) -> None:
    found, marks = read_query_string(urlencode(parameters).encode(), BUDGETS.user)
    assert marks == 0
    parameters.pop("other", None)
    assert found == {name: text or None for name, text in parameters.items()}


json_objects = st.dictionaries(
    st.text(max_size=3), st.integers() | st.text(max_size=3) | st.lists(st.none()), max_size=3
)


@given(json_objects)
def test_variables_come_through_unchanged(variables: dict[str, Any]) -> None:
    text = urlencode({"variables": json.dumps(variables)})
    found, _ = read_query_string(text.encode(), BUDGETS.user)
    assert found == {"variables": variables}


@given(st.binary(max_size=60))
def test_no_bytes_break_it(raw: bytes) -> None:
    with suppress(BadQueryString, LimitExceeded):
        found, marks = read_query_string(raw, BUDGETS.anonymous)
        assert found.keys() <= NAMES
        assert marks >= 0
