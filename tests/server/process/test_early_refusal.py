"""Refusals before a task is created: on real connections, byte by byte."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import pytest

from server.admission.gate import Gate
from server.process.protocols import BODY_BYTES_MAX
from tests.server.admission.test_gate import (
    NOBODY,
    PRIORITY,
    STANDARD,
    ForPriority,
    full,
    priority_of,
)
from tests.support.server.api import TIMEOUT_SECONDS, Api, Client, served_app, use
from tests.support.server.documents import BALANCE, RECORD

STRICT = "application/graphql-response+json"


class Line:
    """A connection on which requests are written by hand."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    def send(self, data: bytes) -> None:
        self._writer.write(data)

    async def reply(self) -> tuple[dict[str, str], Any]:
        """Return the headers and the body. The status line has the name ""."""
        async with asyncio.timeout(TIMEOUT_SECONDS):
            status, *lines = (await self._reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")[:-2]
            headers = {"": status} | dict(line.split(": ", 1) for line in lines)
            body = await self._reader.readexactly(int(headers["content-length"]))
        return headers, json.loads(body)

    async def code(self) -> str | None:
        """Return the code of the reply's only error; None without errors."""
        _, answer = await self.reply()
        return answer["errors"][0]["extensions"]["code"] if "errors" in answer else None

    async def has_ended(self) -> bool:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            return await self._reader.read() == b""


def request(client: Client, query: str = RECORD, *more: str, **variables: Any) -> bytes:
    """Return a request. `more` are header lines."""
    body = json.dumps({"query": query, "variables": variables}).encode()
    lines = ["POST /graphql HTTP/1.1", "host: billing.test", "content-type: application/json"]
    lines += [f"content-length: {len(body)}", *more]
    if client.authorization:
        lines.append(f"authorization: {client.authorization}")
    return "\r\n".join([*lines, "", ""]).encode() + body


@asynccontextmanager
async def line_to(api: Api) -> AsyncIterator[Line]:
    host, port = api.address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        yield Line(reader, writer)
    finally:
        writer.close()
        await writer.wait_closed()


@pytest.fixture
async def api(sqlite_url: str) -> AsyncIterator[Api]:
    """Yield the API. alice and premium have used it before."""
    async with served_app(sqlite_url) as served:
        # A token made in another second is another token, and its caller is not known yet.
        object.__setattr__(served, "user", cache(served.user))
        for account in ("alice", "premium"):
            await served.user(account).balance()
            await served.user(account).record()
        yield served


@pytest.fixture
async def line(api: Api) -> AsyncIterator[Line]:
    async with line_to(api) as made:
        yield made


def for_priority_alone(api: Api) -> None:
    gate: Gate = api.app.endpoints.gate  # type: ignore[union-attr]  # there is one
    api.app.endpoints.process.services.batcher.priority_of = priority_of  # type: ignore[union-attr]
    gate.admission = ForPriority(1, 1)


class Endpoint:
    """Counts the requests that reach the endpoint."""

    def __init__(self, api: Api) -> None:
        assert api.app is not None
        self._http, self.requests = api.app.endpoints.direct, 0
        api.app.endpoints.direct = self

    async def __call__(self, *given: Any) -> None:
        self.requests += 1
        await self._http(*given)


async def test_a_standard_operation_never_reaches_the_endpoint(api: Api, line: Line) -> None:
    alice, asked, endpoint = api.user(), use(), Endpoint(api)
    before = await alice.balance()
    async with full(api, STANDARD) as gate:
        for number in range(1, 4):
            line.send(request(alice, input=asked))
            headers, answer = await line.reply()
            assert (headers[""], headers["retry-after"]) == ("HTTP/1.1 200 OK", "1")
            assert {"date", "content-type"} <= headers.keys()
            [error] = answer["errors"]
            assert error["extensions"] == {"code": "UNAVAILABLE", "retryAfterSeconds": 1}
            assert gate.refused == {STANDARD: number, PRIORITY: 0}
        assert endpoint.requests == 1
    assert await alice.balance() == before
    line.send(request(alice, input=asked))
    _, answer = await line.reply()
    assert answer["data"]["recordUsage"]["replayed"] is False


async def test_priority_goes_on(api: Api, line: Line) -> None:
    partner = api.user("gateway", "usage:write")
    await partner.execute(RECORD, input=use(accountId="alice"))
    for_priority_alone(api)
    line.send(request(api.user("premium"), input=use()))
    assert await line.code() is None
    line.send(request(partner, input=use(accountId="premium")))
    assert await line.code() is None
    line.send(request(partner, input=use(accountId="alice")))
    assert await line.code() == "UNAVAILABLE"


async def test_priority_is_refused_as_early_where_its_own_line_is_full(
    api: Api, line: Line
) -> None:
    endpoint = Endpoint(api)
    async with full(api, PRIORITY) as gate:
        line.send(request(api.user("premium"), input=use()))
        assert await line.code() == "UNAVAILABLE"
        assert gate.refused == {STANDARD: 0, PRIORITY: 1}
    assert endpoint.requests == 0


async def test_who_is_not_known_is_left_to_the_endpoint(api: Api, line: Line) -> None:
    endpoint = Endpoint(api)
    async with full(api, STANDARD):
        line.send(request(api.bearing("nonsense"), BALANCE))
        assert await line.code() == "UNAUTHENTICATED"
        line.send(request(api.anonymous, BALANCE))
        assert await line.code() == "UNAVAILABLE"
        line.send(request(api.user(), "{ a: packs { name } }"))
        assert await line.code() == "UNAVAILABLE"
        line.send(request(api.user(), RECORD, f"accept: {STRICT}", input=use()))
        headers, _ = await line.reply()
        assert headers[""].startswith("HTTP/1.1 503 ")
    assert endpoint.requests == 4


@pytest.mark.parametrize("cut", [1, 20, 100, 300])
async def test_a_request_may_come_in_parts(api: Api, line: Line, cut: int) -> None:
    whole = request(api.user(), input=use())
    async with full(api, STANDARD):
        line.send(whole[:-cut])
        # Wait for another connection's reply, so that the first part has been read.
        assert (await api.get("/healthz")).status_code == 200
        line.send(whole[-cut:])
        assert await line.code() == "UNAVAILABLE"


async def test_room_that_was_made_meanwhile_counts(api: Api, line: Line) -> None:
    whole = request(api.user(), input=use())
    async with full(api, STANDARD):
        line.send(whole[:-5])
        assert (await api.get("/healthz")).status_code == 200
    line.send(whole[-5:])
    assert await line.code() is None


async def test_a_long_body_is_read_on_by_the_endpoint(api: Api, line: Line) -> None:
    endpoint = Endpoint(api)
    text = "x" * 4 * BODY_BYTES_MAX
    async with full(api, STANDARD):
        line.send(request(api.user(), input=use(metadata={"text": text})))
        assert await line.code() == "UNAVAILABLE"
    assert endpoint.requests == 1


async def test_requests_that_are_sent_at_once_are_answered_in_order(api: Api, line: Line) -> None:
    alice, premium = api.user(), api.user("premium")
    callers = [alice, premium, alice, alice, premium, alice]
    for_priority_alone(api)
    line.send(b"".join(request(one, input=use()) for one in callers))
    codes = [await line.code() for _ in callers]
    assert codes == ["UNAVAILABLE" if one is alice else None for one in callers]


async def test_a_caller_that_waits_to_be_asked_for_the_body_is_asked(api: Api, line: Line) -> None:
    head, _, body = request(api.user(), RECORD, "expect: 100-continue", input=use()).partition(
        b"\r\n\r\n"
    )
    async with full(api, STANDARD):
        line.send(head + b"\r\n\r\n")
        async with asyncio.timeout(TIMEOUT_SECONDS):
            assert (await line._reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 100 ")
        line.send(body)
        assert await line.code() == "UNAVAILABLE"


async def test_the_connection_is_closed_where_the_caller_wants_it(api: Api, line: Line) -> None:
    async with full(api, STANDARD):
        line.send(request(api.user(), RECORD, "connection: close", input=use()))
        headers, _ = await line.reply()
        assert headers["connection"] == "close"
        assert await line.has_ended()


async def test_a_caller_that_goes_away_halfway_leaves_nothing_behind(api: Api) -> None:
    gate: Gate = api.app.endpoints.gate  # type: ignore[union-attr]  # there is one
    async with full(api, STANDARD):
        async with line_to(api) as line:
            line.send(request(api.user(), input=use())[:-5])
            assert (await api.get("/healthz")).status_code == 200
        assert (await api.get("/healthz")).status_code == 200
    assert gate.admission.inside == NOBODY
