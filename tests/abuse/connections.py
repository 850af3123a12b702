"""Attacks by bytes that no client would send: floods of headers, chunks, requests and frames."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from urllib.parse import urlsplit

from tests.abuse.attack import Attack
from tests.support.server.api import Api
from tests.support.server.wire import HANDSHAKE, frame

WAIT_SECONDS = 20
MEGABYTE = 1024 * 1024
GET = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n"
POST = b"POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
CHUNKED = POST + b"transfer-encoding: chunked\r\n\r\n"
INIT = frame(1, b'{"type":"connection_init"}')
CLOSED = re.compile(rb"\x88.(..)", re.DOTALL)
STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")

Pieces = tuple[tuple[bytes, int], ...]
"""Bytes, each with the number of times that they are sent."""


async def poured(api: Api, pieces: Pieces, *, upgrade: bool = False) -> bytes:
    """Send everything that the server takes; return what it sends until it closes."""
    parts = urlsplit(api.address)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    if upgrade:
        writer.write(HANDSHAKE % b"")
        await reader.readuntil(b"\r\n\r\n")
    reading = asyncio.create_task(everything(reader))
    try:
        for data, times in pieces:
            for _ in range(times):
                writer.write(data)
                await writer.drain()
        if not upgrade:
            writer.write_eof()
    except ConnectionError:
        pass  # The server has closed: what it said is read below.
    async with asyncio.timeout(WAIT_SECONDS):
        received = await reading
    writer.close()
    return received


async def everything(reader: asyncio.StreamReader) -> bytes:
    received = b""
    try:
        while part := await reader.read(65_536):
            received += part
    except ConnectionError:
        pass  # A reset ends the connection, too.
    return received


def request(name: str, *pieces: tuple[bytes, int], status: int) -> Attack:
    """Return an attack on HTTP. A refusal may be lost if the client sends on for long."""

    async def send(api: Api, rounds: int) -> Counter[str]:
        received = await poured(api, pieces)
        return Counter(found.decode() for found in STATUS.findall(received)) or Counter(["closed"])

    return Attack(name, send, frozenset({str(status), "closed"}))


def frames(name: str, *pieces: tuple[bytes, int]) -> Attack:
    """Return an attack on a websocket, which is closed with 1008."""

    async def send(api: Api, rounds: int) -> Counter[str]:
        received = await poured(api, ((INIT, 1), *pieces), upgrade=True)
        codes = [int.from_bytes(code, "big") for code in CLOSED.findall(received)]
        return Counter([str(codes[-1]) if codes else "closed"])

    return Attack(name, send, frozenset({"1008", "closed"}))


ATTACKS: tuple[Attack, ...] = (
    request("a header of 160 MB", (GET + b"x: ", 1), (b"a" * MEGABYTE, 160), status=431),
    request(
        "a complete header of 1 MB", (GET + b"x: " + b"a" * MEGABYTE + b"\r\n\r\n", 1), status=431
    ),
    request("an address of 30 MB", (b"GET /", 1), (b"a" * MEGABYTE, 30), status=431),
    request("6 million headers", (GET, 1), (b"a:b\r\n" * 13_000, 500), status=431),
    request("a million empty lines", (b"\r\n" * 50_000, 20), status=431),
    request("4 million chunks of a byte", (CHUNKED, 1), (b"1\r\na\r\n" * 40_000, 100), status=413),
    request(
        "a chunk's extension of 100 MB", (CHUNKED + b"1;", 1), (b"a" * MEGABYTE, 100), status=413
    ),
    request("8 million trailers", (CHUNKED + b"0\r\n", 1), (b"a:b\r\n" * 40_000, 200), status=413),
    request("100,000 pipelined requests", ((GET + b"\r\n") * 2_000, 50), status=200),
    request(
        "a body of 400 MB that is not read",
        (b"POST /nowhere HTTP/1.1\r\nhost: x\r\ncontent-length: 400000000\r\n\r\n", 1),
        (b"a" * MEGABYTE, 400),
        status=404,
    ),
    frames(
        "a million fragments of a byte",
        (frame(1, b"{", last=False), 1),
        (frame(0, b"a", last=False) * 10_000, 100),
    ),
    frames(
        "2 million empty fragments",
        (frame(1, b"", last=False), 1),
        (frame(0, b"", last=False) * 10_000, 200),
    ),
    frames("200,000 pings", (frame(9, b"p") * 10_000, 20)),
    frames("200,000 pongs", (frame(10, b"p") * 10_000, 20)),
    frames("a million long pings", (frame(9, b"p" * 125) * 1_000, 1_000)),
)
