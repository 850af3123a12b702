"""A partner's server: it records each request, and answers as a test wants."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from standardwebhooks import Webhook

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"


def answering(status: int, body: bytes = b"", **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} Told", f"content-length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass(frozen=True)
class Received:
    path: str
    headers: dict[str, str]
    body: bytes
    connection: int

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def content(self) -> dict[str, Any]:
        parsed: dict[str, Any] = json.loads(self.body)
        return parsed

    @property
    def type(self) -> str:
        return str(self.content["type"])

    def verified(self, secret: str) -> dict[str, Any]:
        """Return the content, verified by the package that partners use. Raises its error."""
        verified: dict[str, Any] = Webhook(secret).verify(self.body, self.headers)
        return verified


Answer = Callable[[Received], bytes | None]
"""Returns the whole answer; None: there is none, and the connection stays open."""


@dataclass
class Receiver:
    """`answer` decides; by default each request is accepted. A connection ends after the answer
    `ends_after`, or with `ends` after each one."""

    url: str = ""
    answer: Answer = lambda _: OK
    ends: bool = False
    ends_after: bytes | None = None
    requests: list[Received] = field(default_factory=list)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    connections: set[asyncio.StreamWriter] = field(default_factory=set)
    opened: list[asyncio.StreamWriter] = field(default_factory=list)

    async def until(self, count: int, seconds: float = 30) -> list[Received]:
        """Wait for that many requests; return all of them."""
        async with asyncio.timeout(seconds), self.changed:
            await self.changed.wait_for(lambda: len(self.requests) >= count)
        return list(self.requests)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections.add(writer)
        # Kept, so that none gets the identity of another one.
        self.opened.append(writer)
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                received = await _read(reader, id(writer))
                answer = self.answer(received)
                async with self.changed:
                    self.requests.append(received)
                    self.changed.notify_all()
                if answer is None:
                    await reader.read()
                    break
                writer.write(answer)
                await writer.drain()
                if self.ends or answer == self.ends_after:
                    break
        await self.close(writer)

    async def close(self, writer: asyncio.StreamWriter) -> None:
        self.connections.discard(writer)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def _read(reader: asyncio.StreamReader, connection: int) -> Received:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines if line)
    named = {name.lower(): value for name, value in headers.items()}
    body = await reader.readexactly(int(named.get("content-length", "0")))
    return Received(first.split(" ")[1], named, body, connection)


@asynccontextmanager
async def receiving(
    answer: Answer = lambda _: OK,
    *,
    ends: bool = False,
    ends_after: bytes | None = None,
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[Receiver]:
    receiver = Receiver(answer=answer, ends=ends, ends_after=ends_after)
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0, ssl=tls)
    scheme = "http" if tls is None else "https"
    receiver.url = f"{scheme}://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
    try:
        yield receiver
    finally:
        server.close()
        for writer in [*receiver.connections]:
            await receiver.close(writer)
