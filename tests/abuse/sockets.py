"""Attacks by websocket: flapping, frames, upgrades, and many sockets at once."""

from __future__ import annotations

import asyncio
import json
import struct
import zlib
from collections import Counter
from contextlib import AsyncExitStack
from typing import Any
from urllib.parse import urlsplit

from tests.abuse.attack import SERVED, Attack, answered, client
from tests.abuse.connections import CLOSED, INIT, Pieces
from tests.abuse.documents import INTROSPECTION, many
from tests.abuse.forms import subscribe
from tests.abuse.messages import BAD_MESSAGE, KB_9, LIVE, PACKS
from tests.support.server.api import Api
from tests.support.server.websocket import Socket, raw_socket, websocket
from tests.support.server.wire import HANDSHAKE, NO_MASK, frame

SOCKETS = 200


def bare(name: str, *pieces: tuple[bytes, int], answers: tuple[str, ...]) -> Attack:
    """Return an attack by frames, which are sent until the server closes. The answer is the code of
    the close frame."""

    async def send(api: Api, rounds: int) -> Counter[str]:
        parts = urlsplit(api.address)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        writer.write(HANDSHAKE % b"")
        await reader.readuntil(b"\r\n\r\n")
        sending = asyncio.create_task(_send(writer, pieces))
        code = await _close_code(reader)
        sending.cancel()
        writer.transport.abort()
        return Counter([code])

    return Attack(name, send, frozenset({"closed", *answers}))


async def _send(writer: asyncio.StreamWriter, pieces: Pieces) -> None:
    try:
        for data, times in pieces:
            for _ in range(times):
                writer.write(data)
                await writer.drain()
    except ConnectionError:
        return


async def _close_code(reader: asyncio.StreamReader) -> str:
    received = b""
    try:
        while part := await reader.read(65_536):
            received += part
            if found := CLOSED.search(received):
                return str(int.from_bytes(found[1], "big"))
    except ConnectionError:
        pass  # A reset ends the connection, too.
    return "closed"


def head(kind: int, *, reserved: int = 0, masked: bool = True, length: int = 0) -> bytes:
    """Return the head of a frame that says a length of up to 2^63."""
    size = struct.pack(">BQ", (0x80 if masked else 0) | 127, length)
    return bytes([0x80 | reserved | kind]) + size + (NO_MASK if masked else b"")


BOMB = zlib.compressobj(9, zlib.DEFLATED, -15)
BOMB_BYTES = (BOMB.compress(b" " * 20_000_000) + BOMB.flush(zlib.Z_SYNC_FLUSH))[:-4]
BOMB_FRAME = bytes([0xC1, 0x80 | 126]) + struct.pack(">H", len(BOMB_BYTES)) + NO_MASK + BOMB_BYTES


async def documents_of_many_sockets(api: Api, rounds: int) -> Counter[str]:
    """60 sockets, each of which sends one document of 9 KB that is new."""
    return await at_once(api, min(60, rounds), lambda n: KB_9.replace("packs", f"a{n}: packs"))


async def the_same_of_many_sockets(api: Api, rounds: int) -> Counter[str]:
    return await at_once(api, min(SOCKETS, rounds), lambda n: KB_9)


async def small_of_many_sockets(api: Api, rounds: int) -> Counter[str]:
    return await at_once(api, min(SOCKETS, rounds), lambda n: PACKS, times=20)


async def at_once(api: Api, number: int, query: Any, times: int = 1) -> Counter[str]:
    """Open sockets, then send from all of them before an answer is read."""
    found = Counter[str]()
    async with AsyncExitStack() as stack:
        sockets = [await stack.enter_async_context(websocket(api.address)) for _ in range(number)]
        for n, socket in enumerate(sockets):
            for _ in range(times):
                await socket.subscribe(query(n))
        for socket in sockets:
            for each in range(1, times + 1):
                found.update(heard(await socket.message(str(each))))
    return found


def heard(message: dict[str, Any]) -> list[str]:
    payload = message["payload"]
    return answered(payload if message["type"] == "next" else {"errors": payload})


async def sockets_that_come_and_go(api: Api, rounds: int) -> Counter[str]:
    found = Counter[str]()
    for number in range(rounds):
        async with raw_socket(api.address) as socket:
            if number % 3:
                await socket.initialise()
            if number % 3 == 2:
                found.update(answered(await socket.execute(PACKS)))
    return found


async def halves_of_upgrades(api: Api, rounds: int) -> Counter[str]:
    """Open connections that never complete their upgrade, and leave them open for a moment."""
    parts, writers = urlsplit(api.address), []
    for number in range(rounds):
        _, writer = await asyncio.open_connection(parts.hostname, parts.port)
        writer.write((HANDSHAKE % b"")[: 20 + number % 150])
        await writer.drain()
        writers.append(writer)
    answer = answered(await api.anonymous.execute(PACKS))
    for writer in writers:
        writer.close()
    return Counter(answer)


async def readers_that_do_not_read(api: Api, rounds: int) -> Counter[str]:
    """Ask for much on sockets that are never read."""
    parts, found, writers = urlsplit(api.address), Counter[str](), []
    asked = [
        frame(1, json.dumps(subscribe(f"{n}", INTROSPECTION)).encode())
        for n in range(min(20, rounds))
    ]
    for _ in range(min(10, rounds)):
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port, limit=1_024)
        writer.write(HANDSHAKE % b"" + INIT + b"".join(asked))
        await writer.drain()
        await reader.readuntil(b"\r\n\r\n")
        writers.append(writer)
    for _ in range(min(100, rounds)):
        found.update(answered(await api.anonymous.execute(PACKS)))
    for writer in writers:
        writer.transport.abort()
    return found


async def flapping(api: Api, rounds: int) -> Counter[str]:
    """Start and end the same subscription, without reading."""
    who, found = client(api, "user"), Counter[str]()
    await who.balance()
    async with websocket(api.address, who.token) as socket:
        for number in range(4 * rounds):
            await socket.send(subscribe(f"{number % 7}", LIVE))
            await socket.complete(f"{number % 7}")
        found.update(answered(await of_last(socket)))
    return found


async def of_last(socket: Socket) -> dict[str, Any]:
    """Return the answer to a query that is sent last."""
    await socket.send(subscribe("last", PACKS))
    payload: dict[str, Any] = (await socket.message("last"))["payload"]
    return payload


async def changes_for_many_sockets(api: Api, rounds: int) -> Counter[str]:
    """Watch one balance from many sockets, each with a document of its own, and change it."""
    who, found = client(api, "user"), Counter[str]()
    await who.balance()
    async with AsyncExitStack() as stack:
        for number in range(min(100, rounds)):
            socket = await stack.enter_async_context(websocket(api.address, who.token))
            fields = many(f"s{number}x#: revision", 30)
            operation = await socket.subscribe(f"subscription {{ balance {{ {fields} }} }}")
            found.update(heard(await socket.message(operation)))
        for _ in range(min(20, rounds)):
            await who.record()
    return found


FRAMES = (
    bare(
        "a frame that says 2^62 bytes", (INIT + head(1, length=2**62), 1), answers=("1009", "1002")
    ),
    bare(
        "frames without a mask",
        (INIT + head(1, masked=False, length=5) + b"hello", 1),
        answers=("1002",),
    ),
    bare("frames with reserved bits", (INIT + head(1, reserved=0x70), 1), answers=("1002",)),
    bare(
        "a bomb of permessage-deflate, 1 to 1,000",
        (INIT + BOMB_FRAME, 20),
        answers=("1002", "1009"),
    ),
    bare(
        "opcodes that do not exist",
        (INIT + b"".join(frame(kind, b"a") for kind in (3, 4, 5, 6, 7, 11)), 1),
        answers=("1002",),
    ),
    bare("a ping of 60 KB", (INIT + frame(9, b"p" * 60_000), 1), answers=("1002",)),
    bare("a continuation of nothing", (INIT + frame(0, b"a") * 1_000, 1), answers=("1002",)),
    bare(
        "a message within a message",
        (INIT + frame(1, b"{", last=False) + frame(1, b"}"), 1),
        answers=("1002",),
    ),
    bare("text that is no UTF-8", (INIT + frame(1, b"\xff\xfe" * 1_000), 1), answers=("1007",)),
    bare(
        "text that ends within a character",
        (INIT + frame(1, b"\xf0\x9f", last=False) + frame(0, b"\x98"), 1),
        answers=("1007", "4400"),
    ),
    bare(
        "closes with codes that do not exist",
        (INIT + frame(8, b"\x00\x00") + frame(8, b"\xff\xff"), 100),
        answers=("1002",),
    ),
    bare(
        "frames after the close",
        (INIT + frame(8, b"\x03\xe8"), 1),
        (frame(1, b"{}") * 1_000, 50),
        answers=("1000",),
    ),
    bare("a million empty messages", (INIT, 1), (frame(1, b"") * 10_000, 100), answers=BAD_MESSAGE),
    bare(
        "999 fragments a thousand times",
        (INIT, 1),
        (frame(1, b"{", last=False) + frame(0, b" ", last=False) * 900 + frame(0, b"}"), 1_000),
        answers=BAD_MESSAGE,
    ),
)
MANY = (
    Attack(
        "60 sockets with a document of 9 KB each",
        documents_of_many_sockets,
        frozenset({SERVED, "LIMIT_EXCEEDED"}),
    ),
    Attack(
        "200 sockets with the same document of 9 KB", the_same_of_many_sockets, frozenset({SERVED})
    ),
    Attack("200 sockets with 20 queries each", small_of_many_sockets, frozenset({SERVED})),
    Attack("600 sockets that come and go", sockets_that_come_and_go, frozenset({SERVED})),
    Attack("600 halves of upgrades", halves_of_upgrades, frozenset({SERVED})),
    Attack(
        "10 sockets that ask for 20 MB and do not read",
        readers_that_do_not_read,
        frozenset({SERVED}),
    ),
    Attack("2,400 subscriptions that begin and end", flapping, frozenset({SERVED})),
    Attack(
        "20 changes for 100 sockets with documents of their own",
        changes_for_many_sockets,
        frozenset({SERVED, "LIMIT_EXCEEDED"}),
    ),
)
ATTACKS: tuple[Attack, ...] = (*FRAMES, *MANY)
