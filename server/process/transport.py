"""The transport of a connection: reads in slices, and writes once in a turn of the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from server.connections.guard import Guard

Feed = Callable[[bytes], None]


class SlicedTransport:
    """Passes what was received on in slices of at most `size` bytes, one in a turn of the loop, and
    few of all connections together.

    The system delivers up to 256 KB at once. Cut into the smallest frames or requests, they would
    block everybody else. A transport that is closed, and whose client does not take what is left,
    is broken off.
    """

    def __init__(
        self, bare: asyncio.Transport, loop: asyncio.AbstractEventLoop, guard: Guard, size: int
    ) -> None:
        self.bare = bare
        self._loop = loop
        self._guard = guard
        self._size = size
        self.rest = b""
        """The bytes that were received and not passed on yet."""
        self._feed: Feed = _drop
        self._is_paused = self._is_due = False

    def deliver(self, data: bytes, feed: Feed) -> None:
        """Call `feed` with each slice of `data`, the first one at once if this turn has room."""
        turn = self._guard.turn
        if self.rest:
            self.rest += data
        elif len(data) <= self._size and not turn.is_full:
            turn.add(len(data) / self._size, self._loop)
            feed(data)
        else:
            self.rest = data
            self.bare.pause_reading()
            self._feed = feed
            self._next()

    def is_closing(self) -> bool:
        return self.bare.is_closing()

    def pause_reading(self) -> None:
        self._is_paused = True
        if not self.bare.is_closing():
            self.bare.pause_reading()

    def resume_reading(self) -> None:
        self._is_paused = False
        if self.rest:
            self._later()
        elif not self.bare.is_closing():
            self.bare.resume_reading()

    def drop_rest(self) -> None:
        """Forget what was received and not passed on, and to whom. A protocol whose connection is
        lost has to call it: otherwise the two hold each other until a collection of garbage."""
        self.rest, self._feed = b"", _drop

    def close(self) -> None:
        self.bare.close()
        if self.bare.get_write_buffer_size():
            self._guard.deadlines.set(self.bare.abort, self._guard.limits.stalled_seconds)

    def _later(self) -> None:
        if not self._is_due:
            self._is_due = True
            self._loop.call_soon(self._next)

    def _next(self) -> None:
        self._is_due = False
        if self._is_paused or not self.rest:
            return
        if self.bare.is_closing():
            self.drop_rest()
            return
        turn = self._guard.turn
        if turn.is_full:
            self._later()
            return
        turn.add(1.0, self._loop)
        part, self.rest = self.rest[: self._size], self.rest[self._size :]
        try:
            self._feed(part)
        except BaseException:
            # Whatever it is, a part of the data is lost, so the rest can't be understood.
            self.bare.abort()
            raise
        if self.rest:
            self._later()
        elif not (self._is_paused or self.bare.is_closing()):
            self.bare.resume_reading()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.bare, name)


def _drop(_: bytes) -> None:
    """Take what nobody waits for."""


class GatheringTransport(SlicedTransport):
    """Sends everything that is written within one turn of the event loop in one system call.

    A system call costs as much as executing an operation, and uvicorn writes the head and the body
    of a response separately.
    """

    def __init__(
        self, bare: asyncio.Transport, loop: asyncio.AbstractEventLoop, guard: Guard, size: int
    ) -> None:
        super().__init__(bare, loop, guard, size)
        self._gathered: list[bytes] = []

    def write(self, data: bytes) -> None:
        if not self._gathered:
            self._loop.call_soon(self.flush)
        self._gathered.append(data)

    def flush(self) -> None:
        """Write what was gathered. Nothing happens if there is nothing or the client is gone."""
        if self._gathered:
            data, self._gathered = b"".join(self._gathered), []
            if not self.bare.is_closing():
                self.bare.write(data)

    def write_last(self, data: bytes) -> None:
        """Write, and tell the client that nothing follows. It may still send."""
        self.write(data)
        self.flush()
        if self.bare.can_write_eof() and not self.bare.is_closing():
            self.bare.write_eof()

    def close(self) -> None:
        """Close the connection after everything is written."""
        self.flush()
        super().close()
