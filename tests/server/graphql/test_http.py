"""POST /graphql as a protocol: every request gets a GraphQL answer, and never HTTP 500."""

from __future__ import annotations

import json

import httpx
import pytest

from tests.support.server.api import Api, use
from tests.support.server.documents import BALANCE, RECORD

STRICT = "application/graphql-response+json"
BALANCE_BODY = json.dumps({"query": BALANCE})
DEEP = 100_000

UNREADABLE = {
    "nothing": b"",
    "not JSON": b"{",
    "half a string": b'{"query": "{',
    "invalid UTF-8": b'{"query": "{ models { name } }\xff"}',
    "UTF-16": BALANCE_BODY.encode("utf-16"),
    "deep lists": b'{"query": "{a}", "variables": ' + b"[" * DEEP + b"]" * DEEP + b"}",
    "deep objects": b'{"variables": ' + b'{"a":' * DEEP + b"1" + b"}" * DEEP + b"}",
    "deep rubbish": b"[" * DEEP,
    "a list": f"[{BALANCE_BODY}]".encode(),
    "null": b"null",
    "a number": b"1",
    "a string": b'"{ models { name } }"',
    "no query": b'{"variables": {}}',
    "query null": b'{"query": null}',
    "query empty": b'{"query": " "}',
    "query a number": b'{"query": 1}',
    "query a list": b'{"query": ["{ models { name } }"]}',
    "variables a list": b'{"query": "{ models { name } }", "variables": []}',
    "variables text": b'{"query": "{ models { name } }", "variables": "{}"}',
    "name a number": b'{"query": "{ models { name } }", "operationName": 1}',
    "extensions a list": b'{"query": "{ models { name } }", "extensions": []}',
    "digits without end": b'{"query": "{a}", "variables": {"a": ' + b"9" * 50_000 + b"}}",
}

NOT_OPERATIONS = {
    "syntax": "{ models { name }",
    "rubbish": "hello",
    "comment": "# nothing",
    "unknown field": "{ modles { name } }",
    "two without a name": "query A { models { name } } query B { packs { name } }",
    "subscription": "subscription { balance { available } }",
    "fragments alone": "fragment F on Model { name }",
    "fragment circle": "{ models { ...F } } fragment F on Model { ...F }",
    "unknown type": "query ($a: Nothing) { models { name } }",
    "missing variable": "query ($a: String!) { model(name: $a) { name } }",
    "deep fields": "{" + "a{" * 20_000 + "b" + "}" * 20_001,
    "deep value": "{ model(name: " + "[" * 20_000 + "]" * 20_000 + ") { name } }",
    "deep type": "query ($a: " + "[" * 20_000 + "Int" + "]" * 20_000 + ") { models { name } }",
    "NUL": "{ models\x00 { name } }",
    "lone surrogate": "{ models { \ud800 } }",
    "lone surrogate in text": '{ model(name: "\ud800") { name } }',
    "number without end": "{ account { usage(first: " + "9" * 50_000 + ") { nodes { id } } } }",
}


def check(response: httpx.Response) -> None:
    assert response.status_code < 500, response.text
    errors = response.json()["errors"]
    assert errors
    for error in errors:
        assert error["message"]
        assert error["extensions"]["code"] in {"BAD_INPUT", "LIMIT_EXCEEDED"}, error


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
@pytest.mark.parametrize("accept", ["*/*", STRICT])
async def test_a_body_that_is_no_request_is_a_bad_input(api: Api, body: bytes, accept: str) -> None:
    response = await api.user().post(body, accept=accept)
    check(response)
    assert 400 <= response.status_code < 500 or accept == "*/*"


@pytest.mark.parametrize("query", NOT_OPERATIONS.values(), ids=NOT_OPERATIONS)
@pytest.mark.parametrize("accept", ["application/json", STRICT])
async def test_a_document_that_cannot_run_is_a_bad_input(api: Api, query: str, accept: str) -> None:
    response = await api.user().post({"query": query}, accept=accept)
    check(response)
    assert response.json().get("data") is None
    if accept == STRICT:
        assert response.headers["content-type"].startswith(STRICT)


async def test_an_operation_is_chosen_by_its_name(api: Api) -> None:
    query = "query A { models { name } } query B { packs { name } }"
    response = await api.anonymous.post({"query": query, "operationName": "B"})
    assert response.json()["data"].keys() == {"packs"}
    check(await api.anonymous.post({"query": query, "operationName": "C"}))


@pytest.mark.parametrize("content_type", ["text/plain", "", "multipart/form-data"])
async def test_another_content_type_is_refused(api: Api, content_type: str) -> None:
    response = await api.user().post(BALANCE_BODY.encode(), **{"content-type": content_type})
    check(response)
    assert response.status_code in {400, 415}


async def test_a_body_of_5_megabytes_is_refused_and_changes_nothing(api: Api) -> None:
    alice = api.user()
    before = await alice.balance()
    given = use(metadata="m" * 5_000_000)
    response = await alice.post({"query": RECORD, "variables": {"input": given}})
    check(response)
    assert response.status_code == 413
    assert response.json()["errors"][0]["extensions"]["code"] == "LIMIT_EXCEEDED"
    assert await alice.balance() == before


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD"])
async def test_only_post_reaches_mutations(api: Api, method: str) -> None:
    query = {"query": "mutation { openAccount(input: {}) { id } }"}
    response = await api.http.request(method, "/graphql", params=query)
    assert response.status_code == 405


async def test_a_good_request_is_answered_in_the_media_type_asked_for(api: Api) -> None:
    for accept in ("application/json", STRICT):
        response = await api.user().post({"query": BALANCE}, accept=accept)
        assert response.status_code == 200
        assert response.headers["content-type"] == f"{accept}; charset=utf-8"


async def test_answers_are_the_same_when_asked_again(api: Api) -> None:
    for query in (BALANCE, "{ nonsense }", "{"):
        first, again = [(await api.user().post({"query": query})).text for _ in range(2)]
        assert first == again


async def test_what_is_alive_and_ready_says_so(api: Api) -> None:
    for path in ("/healthz", "/readyz"):
        response = await api.get(path)
        assert (response.status_code, response.json()) == (200, {"status": "ok"})
