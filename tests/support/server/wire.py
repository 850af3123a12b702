"""A plain TCP connection, for bytes that no client would send."""

from __future__ import annotations

import re
import socket
import struct
from types import TracebackType
from urllib.request import urlopen

TIMEOUT_SECONDS = 180
NO_MASK = bytes(4)
HANDSHAKE = (
    b"GET /graphql HTTP/1.1\r\nhost: localhost\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
    b"sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n"
    b"sec-websocket-protocol: graphql-transport-ws\r\n%b\r\n"
)


class Wire:
    """A connection from `source`, an address of this machine. Every wait is bounded."""

    def __init__(self, port: int, source: str = "127.0.0.1", *, buffer: int | None = None) -> None:
        self._socket = socket.socket()
        if buffer is not None:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self._socket.settimeout(TIMEOUT_SECONDS)
        self._socket.bind((source, 0))
        self._socket.connect(("127.0.0.1", port))

    def __enter__(self) -> Wire:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._socket.close()

    def send(self, data: bytes) -> None:
        """Send; a server that has closed meanwhile is no error."""
        try:
            self._socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            return

    def rest(self) -> bytes:
        """Return what the server sends until it ends the connection."""
        received = b""
        try:
            while part := self._socket.recv(65_536):
                received += part
        except ConnectionResetError:
            pass
        return received

    def until(self, end: bytes) -> bytes:
        received = b""
        while end not in received:
            part = self._socket.recv(65_536)
            assert part, received
            received += part
        return received

    def upgrade(self, headers: bytes = b"") -> bytes:
        """Become a websocket; return the head of the answer."""
        self.send(HANDSHAKE % headers)
        return self.until(b"\r\n\r\n")

    def shut(self) -> None:
        """Tell the server that nothing more is sent."""
        self._socket.shutdown(socket.SHUT_WR)


def frame(kind: int, data: bytes, *, last: bool = True) -> bytes:
    """Return a frame of a websocket client. `kind`: 0 continues, 1 text, 9 ping, 10 pong."""
    size = (
        bytes([0x80 | len(data)]) if len(data) < 126 else struct.pack(">BH", 0x80 | 126, len(data))
    )
    return bytes([(0x80 if last else 0) | kind]) + size + NO_MASK + data


def refusals(port: int) -> dict[str, int]:
    """Return the counters of refused connections by their reason."""
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=TIMEOUT_SECONDS) as answer:
        text = answer.read().decode()
    found = re.findall(r'billing_connections_refused_total\{reason="(\w+)"\} (\d+)', text)
    return {reason: int(number) for reason, number in found}
