"""What the broadcasts between processes share: their messages, and what waits to be sent.

A message is JSON: who sent it, and pairs of account id and revision. What is published while one
is under way goes into the next.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from uuid import uuid4

from gateways.broadcast.local import Changes, LocalBroadcast, OnChange

logger = logging.getLogger(__name__)

FAREWELL_SECONDS = 1.0
"""How long closing waits until the last batch is told."""


class RemoteBroadcast:
    """The part of a process; subclasses carry `_pending` to the others."""

    def __init__(self) -> None:
        self._origin = uuid4().hex[:12]
        self._local = LocalBroadcast()
        self._pending: dict[str, int] = {}
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._is_closing = False
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self, on_change: OnChange) -> None:
        await self._local.start(on_change)

    @property
    def waiting(self) -> int:
        """How many changes are yet to be sent."""
        return len(self._pending)

    def publish(self, changes: Changes) -> None:
        changes = list(changes)
        self._local.publish(changes)
        self._pending.update(changes)
        if self._pending:
            self._idle.clear()
            self._wake.set()

    async def close(self) -> None:
        if self._tasks:
            with suppress(TimeoutError):
                async with asyncio.timeout(FAREWELL_SECONDS):
                    await self._idle.wait()
        # Drivers may swallow a cancellation: their tasks look here too.
        self._is_closing = True
        self._wake.set()
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await self._local.close()

    def _take(self) -> dict[str, int]:
        pending, self._pending = self._pending, {}
        return pending

    def _sent(self) -> None:
        """Or given up: what was taken is no more under way."""
        if not self._pending:
            self._idle.set()

    def _receive(self, text: str | bytes) -> None:
        """Our own come back too; whoever else uses the channel must not stop us."""
        try:
            origin, changes = json.loads(text)
            pairs = [(str(account_id), int(revision)) for account_id, revision in changes]
        except (ValueError, TypeError) as error:
            logger.warning("a message that is not ours: %r", error)
            return
        if origin != self._origin:
            self._local.publish(pairs)


def pack(origin: str, changes: Changes, *, bytes_max: int) -> Iterator[str]:
    """As few payloads as the limit of their size allows. One account always fits into 7,900."""
    chunk: list[tuple[str, int]] = []
    size = 0
    for change in changes:
        change_size = len(json.dumps(change)) + 2
        if chunk and size + change_size > bytes_max - 100:
            yield json.dumps((origin, chunk))
            chunk, size = [], 0
        chunk.append(change)
        size += change_size
    if chunk:
        yield json.dumps((origin, chunk))
