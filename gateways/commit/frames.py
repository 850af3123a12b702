"""The frames that the workers of a machine exchange: a length, a kind, a number, a time and
bytes."""

from __future__ import annotations

import asyncio
from enum import IntEnum
from struct import Struct
from typing import cast

_HEAD = Struct("!IBQQ")
BYTES_MAX = 256 * 1024 * 1024
"""The largest content of a frame: a hundred commands or outcomes stay far below it."""


class Kind(IntEnum):
    """The kind of a frame. HELLO, ASK and PING come from the worker that connected."""

    HELLO = 1
    """The version and then the name of the one that connects."""
    READY = 2
    """The version is the same, so questions are welcome."""
    ASK = 3
    """A question. After its time it must not be taken any more: perhaps it was given up."""
    ANSWER = 4
    """The answer to the question of the same number."""
    PING = 5
    PONG = 6
    LEAVING = 7
    """No more questions: the worker stops. It still answers what it was asked."""


def frame(kind: Kind, content: bytes = b"", number: int = 0, until: int = 0) -> bytes:
    """Return the bytes of a frame. `until` is in nanoseconds of the machine's steady clock."""
    return _HEAD.pack(len(content), kind, number, until) + content


class FrameProtocol(asyncio.Protocol):
    """One end of a connection. What is no frame ends it."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._rest = bytearray()
        self._wanted = _HEAD.size

    # Subclasses implement these two.

    def heard(self, kind: Kind, content: bytes, number: int, until: int) -> None:
        """Take a frame. None follows after `abort`."""
        raise NotImplementedError

    def ended(self) -> None:
        """Take note that the connection has ended. Called once, if there was one."""
        raise NotImplementedError

    def send(self, kind: Kind, content: bytes = b"", number: int = 0, until: int = 0) -> None:
        """Send a frame; nothing if the connection has ended."""
        if self._transport is not None:
            self._transport.write(frame(kind, content, number, until))

    def abort(self) -> None:
        """End the connection. What was not sent yet is dropped: a worker that hangs would keep it
        for ever."""
        if self._transport is not None:
            transport, self._transport = self._transport, None
            transport.abort()
            self.ended()

    def finish(self) -> None:
        """End the connection after everything was sent."""
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self.abort()

    def data_received(self, data: bytes) -> None:
        if self._rest:
            self._rest += data
            if len(self._rest) < self._wanted:
                return
            data = bytes(self._rest)
            self._rest.clear()
        try:
            self._rest += data[self._read(data) :]
        except ValueError:
            self.abort()

    def _read(self, data: bytes) -> int:
        """Take the whole frames; return where the rest begins."""
        start = 0
        while self._transport is not None:
            begin = start + _HEAD.size
            self._wanted = _HEAD.size
            if begin > len(data):
                break
            length, kind, number, until = _HEAD.unpack_from(data, start)
            if length > BYTES_MAX:
                raise ValueError(f"a frame of {length} bytes")
            end = begin + length
            if end > len(data):
                self._wanted = end - start
                break
            self.heard(Kind(kind), data[begin:end], number, until)
            start = end
        return start
