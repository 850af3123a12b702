"""The messages that wait for one socket: bounded, and without effect on other sockets.

A slow socket delays only its own writer. A newer value replaces a waiting older one. So few
messages wait, and the socket gets the latest value when it reads again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable
from itertools import count
from typing import Any

from starlette.types import Send

from server.live.messages import frame

WAITING_MAX = 100
REASON_BYTES_MAX = 123
"""The protocol of websockets allows no more."""

_numbers = count()

Value = tuple[str, str, float | None]
"""The id of an operation in JSON, a payload that many sockets share, and when its content was
committed, by the event loop's clock; None if the delay is not observed."""


class Outbox:
    """Writes messages in the order in which their keys were first added. It is not thread-safe.

    `observe` is called with the seconds from the commit of a value until it was written.
    """

    __slots__ = ("_observe", "_pending", "_send", "_since", "_writer", "is_closed")

    def __init__(self, send: Send, observe: Callable[[float], None]) -> None:
        self._send = send
        self._observe = observe
        self._pending: dict[Hashable, Value | str | dict[str, Any]] = {}
        self._writer: asyncio.Task[None] | None = None
        self._since: float | None = None
        self.is_closed = False

    def __len__(self) -> int:
        return len(self._pending)

    def put(self, text: str, *, key: Hashable = None) -> None:
        """Add a message. A later one with the same key replaces it while it waits."""
        self._add(next(_numbers) if key is None else key, text)

    def put_latest(self, key: Hashable, value: Value) -> None:
        """Add a `next` message. It replaces an older one with the same key that still waits."""
        self._add(key, value)

    def drop(self, owner: object) -> None:
        """Drop the waiting messages with keys (owner, …)."""
        for key in [k for k in self._pending if isinstance(k, tuple) and k[0] is owner]:
            del self._pending[key]

    def close(self, code: int, reason: str) -> None:
        """Close the socket. Waiting messages are not sent."""
        if not self.is_closed:
            self._pending.clear()
            self._add("close", {"type": "websocket.close", "code": code, "reason": _fit(reason)})
            self.is_closed = True

    def discard(self) -> None:
        """Drop everything: the socket is gone."""
        self.is_closed = True
        self._pending.clear()
        if self._writer is not None:
            self._writer.cancel()

    async def room(self) -> None:
        """Wait while too many messages wait: a client that does not read cannot ask for more."""
        if len(self._pending) > WAITING_MAX and self._writer is not None:
            await asyncio.wait([self._writer])

    def stalled_seconds(self, now: float) -> float:
        """Return for how many seconds the socket has not taken the current message."""
        return 0.0 if self._since is None else now - self._since

    def _add(self, key: Hashable, item: Value | str | dict[str, Any]) -> None:
        if self.is_closed:
            return
        self._pending[key] = item
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())

    async def _write(self) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        try:
            while self._pending:
                item = self._pending.pop(next(iter(self._pending)))
                self._since = now
                await self._send(_event(item))
                now = loop.time()
                if isinstance(item, tuple) and item[2] is not None:
                    self._observe(now - item[2])
            self._since = None
        # The client is gone, which the receiving task notices too; or the connection is closed
        # already, and gone as soon as the client has read the rest. It stays stalled until then.
        except OSError:
            self.is_closed = True
            self._pending.clear()
        finally:
            self._writer = None


def _fit(reason: str) -> str:
    """Return what a close frame can take of a reason, which may repeat text of the client."""
    return reason.encode(errors="replace")[:REASON_BYTES_MAX].decode(errors="ignore")


def _event(item: Value | str | dict[str, Any]) -> dict[str, Any]:
    if isinstance(item, dict):
        return item
    text = frame("next", *item[:2]) if isinstance(item, tuple) else item
    return {"type": "websocket.send", "text": text}
