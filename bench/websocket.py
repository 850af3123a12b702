"""A minimal subscriber of the protocol graphql-transport-ws. Ten thousand of them run beside the
server, and the time that they take would be measured as the server's delay."""

from __future__ import annotations

import asyncio
import json
from time import perf_counter
from typing import cast

from bench.http import HEAD_END, BadReply

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
_REVISION = b'"revision":'
SUBSCRIPTION = "subscription Balance($id: ID) { balance(accountId: $id) { available revision } }"


def client_frame(payload: bytes, opcode: int = TEXT) -> bytes:
    """Return a complete frame. Clients must mask; a mask of zeros leaves the payload unchanged."""
    if len(payload) < 126:
        head = bytes([0x80 | opcode, 0x80 | len(payload)])
    else:
        head = bytes([0x80 | opcode, 0x80 | 126]) + len(payload).to_bytes(2, "big")
    return head + bytes(4) + payload


def next_frame(data: bytes) -> tuple[int, bytes, bytes] | None:
    """Return opcode, payload and rest of a server's frame; None while it is incomplete."""
    if len(data) < 2:
        return None
    start, length = 2, data[1] & 0x7F
    if length >= 126:
        start = 4 if length == 126 else 10
        length = int.from_bytes(data[2:start], "big")
    end = start + length
    if len(data) < max(end, start):
        return None
    return data[0] & 0x0F, data[start:end], data[end:]


def revision_of(payload: bytes) -> int:
    """Return the first revision in a JSON text. Raises BadReply."""
    start = payload.find(_REVISION)
    digits = payload[start + len(_REVISION) : start + 40].split(b"}")[0].split(b",")[0]
    if start < 0 or not digits.isdigit():
        raise BadReply(payload[:600].decode(errors="replace"))
    return int(digits)


class Watch:
    """Finds the time at which the last of some subscribers received its event."""

    def __init__(self) -> None:
        self.subscribers: list[Subscriber] = []
        self._behind = 0
        self._done: asyncio.Future[float] | None = None

    def expect(self) -> asyncio.Future[float]:
        """Wait for the next revision of each; the result is the `perf_counter` of the last one."""
        for one in self.subscribers:
            one.target = one.revision + 1
        self._behind = len(self.subscribers)
        self._done = asyncio.get_running_loop().create_future()
        return self._done

    def reached(self) -> None:
        self._behind -= 1
        if self._behind == 0 and self._done is not None and not self._done.done():
            self._done.set_result(perf_counter())

    def fail(self, error: Exception) -> None:
        if self._done is not None and not self._done.done():
            self._done.set_exception(error)


class Subscriber(asyncio.Protocol):
    """One socket with one subscription. `ready` is done with the first event."""

    def __init__(self, *, port: int, token: str, account: str, watch: Watch) -> None:
        payload = {"query": SUBSCRIPTION, "variables": {"id": account}}
        self._port, self._token, self._watch = port, token, watch
        self._subscribe = {"id": "1", "type": "subscribe", "payload": payload}
        self._part = b""
        self._upgraded = False
        self.revision = 0
        self.target = 0
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(
            f"GET /graphql HTTP/1.1\r\nhost: 127.0.0.1:{self._port}\r\nupgrade: websocket\r\n"
            "connection: Upgrade\r\nsec-websocket-version: 13\r\n"
            "sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
            "sec-websocket-protocol: graphql-transport-ws\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        self._part += data
        try:
            if not self._upgraded and not self._upgrade():
                return
            while frame := next_frame(self._part):
                opcode, payload, self._part = frame
                self._take(opcode, payload)
        except BadReply as error:
            self._fail(error)

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail(BadReply(f"the server closed a socket: {exc!r}"))

    def close(self) -> None:
        self._transport.close()

    def _upgrade(self) -> bool:
        head, end, rest = self._part.partition(HEAD_END)
        if not end:
            return False
        if not head.startswith(b"HTTP/1.1 101"):
            raise BadReply(head.decode(errors="replace"))
        self._upgraded, self._part = True, rest
        authorization = {"authorization": f"Bearer {self._token}"}
        self._send({"type": "connection_init", "payload": authorization})
        return True

    def _take(self, opcode: int, payload: bytes) -> None:
        if opcode == PING:
            self._transport.write(client_frame(payload, PONG))
        elif opcode == TEXT and b'"next"' in payload:
            self._changed(revision_of(payload))
        elif opcode == TEXT and b'"connection_ack"' in payload:
            self._send(self._subscribe)
        elif opcode == TEXT and b'"ping"' in payload:
            self._send({"type": "pong"})
        else:
            raise BadReply(payload[:600].decode(errors="replace"))

    def _changed(self, revision: int) -> None:
        before, self.revision = self.revision, revision
        if not self.ready.done():
            self.ready.set_result(None)
        elif before < self.target <= revision:
            self._watch.reached()

    def _send(self, message: object) -> None:
        self._transport.write(client_frame(json.dumps(message).encode()))

    def _fail(self, error: Exception) -> None:
        if not self.ready.done():
            self.ready.set_exception(error)
        self._watch.fail(error)
