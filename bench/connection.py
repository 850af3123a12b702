"""One connection of a load, and what counts its replies."""

from __future__ import annotations

import asyncio
from array import array
from collections import deque
from time import perf_counter
from typing import cast

from bench.http import BadReply, body_of
from bench.talks import Talk

LATENCIES_MAX = 1_000_000


class Meter:
    """Counts replies; keeps the latest latencies, a bounded number."""

    def __init__(self) -> None:
        self._latencies = array("d", bytes(8 * LATENCIES_MAX))
        self.replies = 0

    def count(self, seconds: float) -> None:
        self._latencies[self.replies % LATENCIES_MAX] = seconds
        self.replies += 1

    def latencies(self) -> list[float]:
        return sorted(self._latencies[: min(self.replies, LATENCIES_MAX)])


class Connection(asyncio.Protocol):
    """One talk. `finished` is done when the talk is, or fails with it."""

    def __init__(self, talk: Talk, meter: Meter, idle: deque[Connection] | None) -> None:
        self._talk = talk
        self._meter = meter
        self._idle = idle
        self._part = b""
        self._sent_at = 0.0
        self._stopping = False
        self.finished: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._proceed(None)

    def data_received(self, data: bytes) -> None:
        if self._part:
            data = self._part + data
        try:
            body = body_of(data)
            if body is None:
                self._part = data
                return
            self._part = b""
            self._meter.count(perf_counter() - self._sent_at)
            self._proceed(body)
        except BadReply as error:
            self._finish(error)

    def connection_lost(self, exc: Exception | None) -> None:
        self._finish(BadReply(f"the server closed a connection: {exc!r}"))

    def stop(self) -> None:
        """After the reply that is awaited; at once where none is."""
        self._stopping = True
        if self._idle is not None and self in self._idle:
            self._finish(None)

    def send(self) -> None:
        self._sent_at = perf_counter()
        self._transport.write(self._request)

    def close(self) -> None:
        self._transport.close()

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
