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


async def test_requests_are_answered_in_their_order(wire: Wire) -> None:
    reader, writer = wire
    names = [f"pack{number}" for number in range(5)]
    writer.write(b"".join(POST.replace(b"{ packs", f"{{ {name}".encode()) for name in names))
    for name in names:
        _, body = await answer(reader)
        assert name in json.loads(body)["errors"][0]["message"]
