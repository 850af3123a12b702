"""Attacks by the bytes of HTTP: framing, smuggling, odd lines, other protocols, connections."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from urllib.parse import urlsplit

from tests.abuse.attack import Attack, client
from tests.abuse.connections import CHUNKED, GET, POST, STATUS
from tests.abuse.forms import wire, wires
from tests.support.server.api import Api

BODY = json.dumps({"query": "{ packs { name } }"}).encode()
LENGTH = b"content-length: %d\r\n" % len(BODY)
WHOLE = POST + LENGTH + b"\r\n" + BODY
BAD = ("400", "closed")
HELLO = bytes.fromhex("16030100c8010000c40303") + bytes(200)
H2 = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(9)
UPGRADE = (
    b"GET /graphql HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
    b"sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)


def upgrade(*lines: bytes) -> bytes:
    return UPGRADE + b"".join(line + b"\r\n" for line in lines) + b"\r\n"


def many_headers(number: int, length: int) -> bytes:
    return GET + b"".join(b"h%d: %b\r\n" % (n, b"a" * length) for n in range(number)) + b"\r\n"


async def bodies_that_do_not_end(api: Api, rounds: int) -> Counter[str]:
    """Keep connections whose bodies are never complete, and see that others are served."""
    parts, found, writers = urlsplit(api.address), Counter[str](), []
    for _ in range(min(200, rounds)):
        _, writer = await asyncio.open_connection(parts.hostname, parts.port)
        writer.write(POST + b"content-length: 100000\r\n\r\n" + b" " * 50_000)
        writers.append(writer)
    for _ in range(min(50, rounds)):
        found[str((await api.get("/healthz")).status_code)] += 1
    for writer in writers:
        writer.close()
    return found


async def connections_that_come_and_go(api: Api, rounds: int) -> Counter[str]:
    parts = urlsplit(api.address)
    for number in range(2 * rounds):
        _, writer = await asyncio.open_connection(parts.hostname, parts.port)
        writer.write(WHOLE[: number % len(WHOLE)])
        writer.transport.abort()
    return Counter([str((await api.get("/healthz")).status_code)])


async def many_at_once(api: Api, rounds: int) -> Counter[str]:
    """Send requests on many connections at the same time."""
    last = WHOLE.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n")
    several = WHOLE * 9 + last
    answers = await asyncio.gather(*(_answers(api, several) for _ in range(min(200, rounds))))
    return Counter(found.decode() for answer in answers for found in STATUS.findall(answer))


async def _answers(api: Api, data: bytes) -> bytes:
    parts = urlsplit(api.address)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    writer.write(data)
    received = await reader.read(-1)
    writer.close()
    return received


async def exports_that_nobody_reads(api: Api, rounds: int) -> Counter[str]:
    """Open exports and read nothing. Only a few are sent at once."""
    who, parts, found = client(api, "user"), urlsplit(api.address), Counter[str]()
    for _ in range(min(5, rounds)):
        await who.record_batch(
            *(
                {
                    "model": "qwen-turbo",
                    "inputTokens": 1,
                    "outputTokens": 1,
                    "idempotencyKey": f"e{found.total()}x{n}",
                }
                for n in range(100)
            )
        )
    writers = []
    for _ in range(min(50, rounds)):
        _, writer = await asyncio.open_connection(parts.hostname, parts.port, limit=1_024)
        line = b"GET /export/ledger.jsonl HTTP/1.1\r\nhost: x\r\nauthorization: %b\r\n\r\n"
        writer.write(line % str(who.authorization).encode())
        writers.append(writer)
    for _ in range(min(50, rounds)):
        found[str((await api.get("/healthz")).status_code)] += 1
    for writer in writers:
        writer.transport.abort()
    return found


FRAMING = (
    wire(
        "two lengths that differ",
        (POST + LENGTH + b"content-length: 5\r\n\r\n" + BODY, 1),
        answers=BAD,
    ),
    wire(
        "a length and chunks",
        (POST + LENGTH + b"transfer-encoding: chunked\r\n\r\n0\r\n\r\n" + WHOLE, 1),
        answers=("200", *BAD),
    ),
    wires(
        "lengths that are none",
        *(
            ((POST + b"content-length: %b\r\n\r\n" % one + BODY, 1),)
            for one in (
                b"-1",
                b"+5",
                b"0x10",
                b"9" * 40,
                b"1e3",
                b" ",
                b"5, 5",
                b"18446744073709551616",
            )
        ),
        answers=("413", *BAD),
    ),
    wires(
        "encodings of a transfer that are none",
        *(
            ((POST + b"transfer-encoding: %b\r\n\r\n0\r\n\r\n" % one, 1),)
            for one in (
                b"gzip, chunked",
                b"chunked, chunked",
                b"xchunked",
                b"chunked\x00",
                b"identity",
                b"chunked" + b", x" * 900,
            )
        ),
        answers=("200", *BAD),
    ),
    wires(
        "sizes of chunks that are none",
        *(
            ((CHUNKED + one + b"\r\n" + BODY + b"\r\n0\r\n\r\n", 1),)
            for one in (
                b"-1",
                b"g",
                b"F" * 16,
                b"F" * 17,
                b"0" * 9_000 + b"1",
                b"1 " * 900,
                b"",
                b"0x5",
            )
        ),
        answers=("413", *BAD),
    ),
    wire(
        "chunks that end with one line end of two", (CHUNKED + b"5\n12345\n0\n\n", 1), answers=BAD
    ),
    wire(
        "100 requests in one body",
        (POST + b"content-length: 10\r\n\r\n" + WHOLE * 100, 1),
        answers=("200", *BAD),
    ),
    wire("90 pipelined queries", (WHOLE * 90, 1), answers=("200", "closed")),
    wire("3,000 pipelined queries", (WHOLE * 1_000, 3), answers=("200", "closed")),
    wire(
        "upgrades among pipelined queries",
        ((WHOLE * 5 + upgrade(b"sec-websocket-version: 13")) * 10, 1),
        answers=("200", *BAD),
    ),
    wire(
        "50 times Expect: 100-continue",
        (POST + LENGTH + b"expect: 100-continue\r\n\r\n" + BODY, 50),
        answers=("100", "200"),
    ),
    wire(
        "expectations that nobody has",
        (POST + LENGTH + b"expect: " + b"x" * 9_000 + b"\r\n\r\n" + BODY, 1),
        answers=("200", "417", *BAD),
    ),
)

LINES = (
    wire("101 headers", (many_headers(101, 5), 1), answers=("431", "closed")),
    wire("90 headers of 300 bytes", (many_headers(90, 300), 1), answers=("200", "closed")),
    wires(
        "headers that are none",
        *(
            ((GET + one + b"\r\n\r\n", 1),)
            for one in (
                b"no colon",
                b": empty",
                b"a\x00b: c",
                b"a: b\x00c",
                b" folded",
                b"a: b\r\n c",
                b"a b: c",
                b"\xff\xfe: a",
                b"a:" + b" " * 20_000 + b"b",
                b"(): a",
            )
        ),
        answers=("200", *BAD),
    ),
    wires(
        "first lines that are none",
        *(
            ((one, 1),)
            for one in (
                b"GET\r\n\r\n",
                b"GET /\r\n\r\n",
                b"GET / HTTP/0.9\r\n\r\n",
                b"GET / HTTP/9.9\r\n\r\n",
                b"get / http/1.1\r\n\r\n",
                b"GET  /  HTTP/1.1\r\n\r\n",
                b"GET / HTTP/1.1" + b" " * 9_000 + b"\r\n\r\n",
                b"\x00" * 9_000,
                b"A" * 50_000,
            )
        ),
        answers=("200", "431", "505", *BAD),
    ),
    wires(
        "addresses that are none",
        *(
            ((b"GET %b HTTP/1.1\r\nhost: x\r\n\r\n" % one, 1),)
            for one in (
                b"*",
                b"http://evil.test/healthz",
                b"//evil.test",
                b"/\x7f",
                b"/" + b"?" * 9_000,
                b"/#a",
                b"evil.test:80",
                b"/%",
                b"http://[/",
            )
        ),
        answers=("200", "404", *BAD),
    ),
    wires(
        "other protocols",
        *(
            ((one, 1),)
            for one in (
                HELLO,
                H2,
                b"SSH-2.0-x\r\n",
                b"EHLO x\r\n",
                b"*1\r\n$4\r\nPING\r\n",
                b"\x00\x00\x00\x08\x04\xd2\x16\x2f",
                b"CONNECT a:1 HTTP/1.1\r\nhost: a\r\n\r\n",
            )
        ),
        answers=("404", "405", "505", *BAD),
    ),
    wires(
        "upgrades that are none",
        *(
            ((upgrade(*lines), 1),)
            for lines in (
                (),
                (b"sec-websocket-version: 8",),
                (b"sec-websocket-version: 13", b"sec-websocket-key: short"),
                (b"sec-websocket-version: 99", b"sec-websocket-version: 13"),
                (b"sec-websocket-version: 13", b"content-length: 5"),
            )
        ),
        answers=("101", "403", "426", *BAD),
    ),
    wires(
        "upgrades with 7 KB of protocols and extensions",
        *(
            ((upgrade(b"sec-websocket-version: 13", name + b": " + b"a, " * 2_000 + b"a"), 1),)
            for name in (b"sec-websocket-protocol", b"sec-websocket-extensions")
        ),
        answers=("101", "403", *BAD),
    ),
    wires(
        "other paths that are upgraded",
        *(
            ((upgrade(b"sec-websocket-version: 13").replace(b"/graphql", path), 1),)
            for path in (
                b"/",
                b"/admin",
                b"/metrics",
                b"/export/usage.csv",
                b"/webhooks/stripe",
                b"/" + b"a" * 7_000,
            )
        ),
        answers=("403", "404", *BAD),
    ),
)

MANY = (
    Attack("200 bodies that do not end", bodies_that_do_not_end, frozenset({"200"})),
    Attack("1,200 connections that come and go", connections_that_come_and_go, frozenset({"200"})),
    Attack("200 connections with ten queries each", many_at_once, frozenset({"200"})),
    Attack("50 exports that nobody reads", exports_that_nobody_reads, frozenset({"200"})),
)

ATTACKS: tuple[Attack, ...] = (*FRAMING, *LINES, *MANY)
