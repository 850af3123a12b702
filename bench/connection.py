"""One connection of a load, and a meter of its replies."""

from __future__ import annotations

import asyncio
from array import array
from collections import deque
from time import perf_counter
from typing import cast

from bench.http import BadReply, Reply, reply_of
from bench.talks import Talk

LATENCIES_MAX = 1_000_000


class Meter:
    """Counts replies and keeps the latest latencies, up to LATENCIES_MAX."""

    def __init__(self) -> None:
        self._latencies = array("d", bytes(8 * LATENCIES_MAX))
        self.replies = 0

    def count(self, seconds: float) -> None:
        self._latencies[self.replies % LATENCIES_MAX] = seconds
        self.replies += 1

    def latencies(self) -> list[float]:
        return sorted(self._latencies[: min(self.replies, LATENCIES_MAX)])


class Wire(asyncio.Protocol):
    """A connection with at most one request under way."""

    _part = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.opened()

    def data_received(self, data: bytes) -> None:
        if self._part:
            data = self._part + data
        try:
            reply = reply_of(data)
            self._part = data if reply is None else b""
            if reply is not None:
                self.heard(reply)
        except BadReply as error:
            self.failed(error)

    def connection_lost(self, exc: Exception | None) -> None:
        self.failed(BadReply(f"the server closed a connection: {exc!r}"))

    # Subclasses implement these three.

    def opened(self) -> None:
        raise NotImplementedError

    def heard(self, reply: Reply) -> None:
        """Handle a reply. May raise BadReply."""
        raise NotImplementedError

    def failed(self, error: BadReply) -> None:
        raise NotImplementedError


class Connection(Wire):
    """A connection that runs one talk. `finished` is done when the talk ends, or has its error."""

    def __init__(self, talk: Talk, meter: Meter, idle: deque[Connection] | None) -> None:
        self._talk = talk
        self._meter = meter
        self._idle = idle
        self._sent_at = 0.0
        self._stopping = False
        self.finished: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def opened(self) -> None:
        self._proceed(None)

    def heard(self, reply: Reply) -> None:
        body = reply.successful()
        self._meter.count(perf_counter() - self._sent_at)
        self._proceed(body)

    def failed(self, error: BadReply) -> None:
        self._finish(error)

    def stop(self) -> None:
        """Stop after the expected reply, or at once if none is expected."""
        self._stopping = True
        if self._idle is not None and self in self._idle:
            self._finish(None)

    def send(self) -> None:
        self._sent_at = perf_counter()
        self.transport.write(self._request)

    def close(self) -> None:
        self.transport.close()

    def _proceed(self, body: bytes | None) -> None:
        try:
            self._request = next(self._talk) if body is None else self._talk.send(body)
        except StopIteration:
            self._stopping = True
        if self._stopping:
            self._finish(None)
        elif self._idle is None:
            self.send()
        else:
            self._idle.append(self)

    def _finish(self, error: Exception | None) -> None:
        if self.finished.done():
            return
        if error is None:
            self.finished.set_result(None)
        else:
            self.finished.set_exception(error)
