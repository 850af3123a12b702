"""An HTTP server that answers each request with the next answer of a list."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

DROP = b""
"""Closes the connection without an answer."""


def answer(content: Any, status: int = 200, **headers: str) -> bytes:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    told = {"content-type": "application/json", "content-length": str(len(body)), **headers}
    lines = [f"HTTP/1.1 {status} X", *(f"{k.replace('_', '-')}: {v}" for k, v in told.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def failed(code: str, status: int = 200, **extensions: Any) -> bytes:
    error = {"message": f"it is {code}", "extensions": {"code": code, **extensions}}
    return answer({"errors": [error]}, status)


@dataclass
class Scripted:
    """What the server answers, and what it was asked. After the last answer, that one again."""

    answers: list[bytes]
    port: int = 0
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    connections: int = 0
    writers: list[asyncio.StreamWriter] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/graphql"

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.writers.append(writer)
        try:
            while head := await _head(reader):
                self.headers.append(head)
                self.asked.append(json.loads(await reader.readexactly(int(head["content-length"]))))
                reply = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
                if reply == DROP:
                    return
                writer.write(reply)
        finally:
            writer.close()


async def _head(reader: asyncio.StreamReader) -> dict[str, str]:
    try:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")[1:-2]
    except (asyncio.IncompleteReadError, ConnectionError):
        return {}
    return {name.lower(): value for name, _, value in (one.partition(": ") for one in lines)}


@asynccontextmanager
async def scripted(*answers: bytes) -> AsyncIterator[Scripted]:
    script = Scripted(list(answers))
    server = await asyncio.start_server(script.talk, "127.0.0.1", 0)
    script.port = server.sockets[0].getsockname()[1]
    try:
        yield script
    finally:
        server.close()
        for writer in script.writers:
            writer.close()
        await server.wait_closed()


async def in_thread(function: Callable[..., Any], *given: Any, **named: Any) -> Any:
    """Run a function of the synchronous client beside the loop of the test."""
    return await asyncio.to_thread(function, *given, **named)
