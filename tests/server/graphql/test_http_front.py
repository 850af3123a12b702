"""POST /graphql as an ASGI application: message by message, with and without middleware."""

from __future__ import annotations

import json
from typing import Any

import pytest

from resolvers.budgets import DEFAULTS
from server.graphql.http import GraphQLEndpoint
from server.graphql.schema import build_schema
from server.operations import Operation, Operations
from tests.support.server.api import Api, running_app

BODY = json.dumps({"query": "{ packs { name } }"}).encode()
JSON = (b"content-type", b"application/json")


async def exchange(app: Any, *messages: Any, headers: Any = (JSON,)) -> tuple[int, Any, list[Any]]:
    """Return the status, the body, and the messages that the application did not read."""
    left, sent = list(messages), []

    async def receive() -> Any:
        return left.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/graphql", "headers": list(headers)}
    await app(scope, receive, send)
    body = sent[1].get("body", b"")
    return sent[0]["status"], json.loads(body or b"null"), left


def part(body: bytes, *, more: bool = False) -> Any:
    return {"type": "http.request", "body": body, "more_body": more}


async def test_a_body_comes_in_parts(api: Api) -> None:
    parts = [part(BODY[at : at + 7], more=True) for at in range(0, len(BODY), 7)]
    status, answer, left = await exchange(api.app, *parts, part(b""))
    assert (status, left) == (200, [])
    assert answer["data"]["packs"]


async def test_a_length_above_the_limit_is_refused_unread(api: Api) -> None:
    for length in (b"%d" % (DEFAULTS["body_bytes"][0] + 1), b"9" * 5_000):
        headers = [JSON, (b"content-length", length)]
        status, _, left = await exchange(api.app, part(BODY), headers=headers)
        assert (status, len(left)) == (413, 1)


async def test_parts_above_the_limit_are_read_no_further(api: Api) -> None:
    piece = part(b" " * (DEFAULTS["body_bytes"][0] // 4), more=True)
    status, _, left = await exchange(api.app, *[piece] * 9)
    assert (status, len(left)) == (413, 4)


@pytest.mark.parametrize("parts", [(), (part(BODY[:5], more=True),)], ids=["at once", "halfway"])
async def test_a_caller_that_goes_away_gets_nothing_done(api: Api, parts: Any) -> None:
    status, _, _ = await exchange(api.app, *parts, {"type": "http.disconnect"})
    assert status == 499


async def test_the_first_of_two_headers_counts(api: Api) -> None:
    headers = [JSON, (b"content-type", b"text/plain")]
    assert (await exchange(api.app, part(BODY), headers=headers))[0] == 200
    assert (await exchange(api.app, part(BODY), headers=headers[::-1]))[0] == 415


async def test_browsers_of_allowed_origins_are_answered_so_that_they_may_read(
    sqlite_url: str,
) -> None:
    origin = "https://shop.test"
    async with running_app(sqlite_url, ALLOWED_ORIGINS=origin) as api:
        response = await api.anonymous.post(BODY, origin=origin)
        assert response.json()["data"]["packs"]
        assert response.headers["access-control-allow-origin"] == origin
        asked = {"origin": origin, "access-control-request-method": "POST"}
        preflight = await api.http.options("/graphql", headers=asked)
        assert preflight.status_code == 200
        assert (await api.http.get("/graphql")).status_code == 400


async def test_every_answer_is_told_to_whoever_observes(api: Api) -> None:
    heard: list[tuple[Operation | None, bool]] = []

    def observe(operation: Operation | None, seconds: float, failed: bool) -> None:
        assert seconds > 0
        heard.append((operation, failed))

    assert api.app is not None
    operations = Operations(build_schema())
    running = api.app.endpoints
    endpoint = GraphQLEndpoint(
        operations, running.process, running.gate, running.rates, observe=observe
    )
    viewer = "{ viewer { subject } }"
    queries = ["{ packs { name } }", viewer, "{ nonsense }", "{ __schema { types { name } } }"]
    for query in queries:
        await exchange(endpoint, part(json.dumps({"query": query}).encode()))
    await exchange(endpoint, part(b"no json"))
    packs, anonymous, _, types = (operations.known(query, None) for query in queries)
    assert heard == [(packs, False), (anonymous, True), (None, True), (types, False), (None, True)]
    assert None not in {packs, anonymous, types}
