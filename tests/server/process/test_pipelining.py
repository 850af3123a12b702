"""Requests on one connection that arrive before earlier ones are answered."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest

from tests.support.server.api import Api
from tests.support.server.raw_websocket import HANDSHAKE
from tests.support.server.websocket import TIMEOUT_SECONDS

BODY = json.dumps({"query": "{ packs { name } }"}).encode()
POST = (
    b"POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
    b"content-length: %d\r\n\r\n%b" % (len(BODY), BODY)
)
UPGRADE = HANDSHAKE.format(host="localhost").encode()

Wire = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@pytest.fixture
async def wire(served: Api) -> AsyncIterator[Wire]:
    parts = urlsplit(served.address)
    async with asyncio.timeout(TIMEOUT_SECONDS):
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        yield reader, writer
        writer.close()


async def answer(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """Return the head of the next response in lower case, and its body."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
    return head, await reader.readexactly(int(length or 0))


@pytest.mark.parametrize("ahead", [1, 3])
async def test_an_upgrade_behind_requests_is_not_taken_and_they_are_answered(
    wire: Wire, ahead: int
) -> None:
    reader, writer = wire
    writer.write(POST * ahead + UPGRADE)
    for number in range(ahead):
        head, body = await answer(reader)
        assert head.startswith(b"http/1.1 200")
        assert (b"connection: close" in head) is (number == ahead - 1)
        assert json.loads(body)["data"]["packs"]
    assert await reader.read() == b""


async def test_an_upgrade_after_the_answer_is_taken(wire: Wire) -> None:
    reader, writer = wire
    for _ in range(2):
        writer.write(POST)
        assert (await answer(reader))[0].startswith(b"http/1.1 200")
    writer.write(UPGRADE)
    assert (await answer(reader))[0].startswith(b"http/1.1 101")


JAVA = POST.replace(
    b"host: localhost\r\n",
    b"host: localhost\r\nconnection: Upgrade, HTTP2-Settings\r\nupgrade: h2c\r\n"
    b"http2-settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\n",
)
CHUNKED = JAVA.replace(b"content-length: %d" % len(BODY), b"transfer-encoding: chunked").replace(
    BODY, b"%x\r\n%b\r\n0\r\n\r\n" % (len(BODY), BODY)
)


@pytest.mark.parametrize(
    "parts",
    [
        [JAVA],
        [CHUNKED],
        [JAVA[: -len(BODY)], BODY],
        [JAVA[:60], JAVA[60:]],
        [JAVA + JAVA + POST + JAVA],
        [JAVA, POST, JAVA],
    ],
)
async def test_the_wish_for_another_protocol_is_ignored(wire: Wire, parts: list[bytes]) -> None:
    """Java's HTTP client asks for HTTP/2 with its first request."""
    reader, writer = wire
    for part in parts:
        writer.write(part)
        await writer.drain()
        await asyncio.sleep(0.05)
    for _ in range(b"".join(parts).count(b"POST")):
        head, body = await answer(reader)
        assert head.startswith(b"http/1.1 200")
        assert json.loads(body)["data"]["packs"]


async def test_a_tunnel_is_not_made(wire: Wire) -> None:
    reader, writer = wire
    writer.write(b"CONNECT localhost:80 HTTP/1.1\r\nhost: localhost\r\n\r\n")
    assert b" 200 " not in await reader.read()


async def test_requests_are_answered_in_their_order(wire: Wire) -> None:
    reader, writer = wire
    names = [f"pack{number}" for number in range(5)]
    writer.write(b"".join(POST.replace(b"{ packs", f"{{ {name}".encode()) for name in names))
    for name in names:
        _, body = await answer(reader)
        assert name in json.loads(body)["errors"][0]["message"]
