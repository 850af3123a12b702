"""A websocket client that is small enough for a thousand of them, and can stop reading."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from typing import Any
from urllib.parse import urlsplit

from tests.support.server.websocket import PROTOCOL, TIMEOUT_SECONDS

Json = dict[str, Any]

HANDSHAKE = (
    "GET /graphql HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    f"Sec-WebSocket-Protocol: {PROTOCOL}\r\n\r\n"
)
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
NO_MASK = bytes(4)
"""A mask of zeros leaves the payload unchanged."""


class RawWebSocket:
    """An acknowledged connection. It reads only on request, so unread data fill the buffers."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, address: str, token: str, *, buffer: int | None = None) -> RawWebSocket:
        """Connect. `buffer` is the number of bytes that the system may receive unread."""
        parts = urlsplit(address)
        wire = socket.socket()
        if buffer is not None:
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        wire.setblocking(False)
        await asyncio.get_running_loop().sock_connect(wire, (parts.hostname, parts.port))
        limit = 65_536 if buffer is None else buffer
        opened = cls(*await asyncio.open_connection(sock=wire, limit=limit))
        opened._writer.write(HANDSHAKE.format(host=parts.netloc).encode())
        await opened._reader.readuntil(b"\r\n\r\n")
        opened.send({"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}})
        assert (await opened.receive())["type"] == "connection_ack"
        return opened

    def send(self, message: Json) -> None:
        self._write(TEXT, json.dumps(message).encode())

    def _write(self, kind: int, data: bytes) -> None:
        length = (
            bytes([0x80 | len(data)]) if len(data) < 126 else struct.pack(">BH", 0xFE, len(data))
        )
        self._writer.write(bytes([0x80 | kind]) + length + NO_MASK + data)

    def subscribe(self, query: str, name: str = "1") -> None:
        self.send({"id": name, "type": "subscribe", "payload": {"query": query}})

    async def receive(self) -> Json:
        """Return the next text message. Raises ConnectionError at the end."""
        async with asyncio.timeout(TIMEOUT_SECONDS):
            while True:
                kind, data = await self._frame()
                if kind == TEXT:
                    message: Json = json.loads(data)
                    return message
                if kind == PING:
                    self._write(PONG, data)
                if kind == CLOSE:
                    raise ConnectionResetError(data)

    async def balance(self) -> Json:
        message = await self.receive()
        assert message["type"] == "next", message
        balance: Json = message["payload"]["data"]["balance"]
        return balance

    async def until_revision(self, revision: int) -> list[int]:
        """Return the revisions of all balances up to this one."""
        seen = [0]
        while seen[-1] < revision:
            seen.append((await self.balance())["revision"])
        return seen[1:]

    def say_goodbye(self) -> None:
        """Send a close frame. The connection stays until the server closes it."""
        self._write(CLOSE, struct.pack(">H", 1000))

    def close(self) -> None:
        self._writer.transport.abort()

    async def _frame(self) -> tuple[int, bytes]:
        first, length = await self._reader.readexactly(2)
        if length == 126:
            (length,) = struct.unpack(">H", await self._reader.readexactly(2))
        elif length == 127:
            (length,) = struct.unpack(">Q", await self._reader.readexactly(8))
        return first & 15, await self._reader.readexactly(length)
