"""The common part of broadcasts between processes: messages, and changes that wait to be sent.

A message is JSON: the sender, and pairs of account id and revision. Changes that are published
while one message is being sent go into the next one.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import suppress
from uuid import uuid4

import orjson

from gateways.live.local import Changes, LocalBroadcast, OnChange

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 0.005
"""The pause between two messages. A single change is sent at once."""
FAREWELL_SECONDS = 1.0
"""The longest wait of `close` for the last batch."""


class RemoteBroadcast:
    """The broadcast of one process. Subclasses send `_pending` to the others."""

    def __init__(self) -> None:
        self._origin = uuid4().hex[:12]
        self._own = f'["{self._origin}",'.encode()
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
        """The number of changes that wait to be sent."""
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
        # Drivers may swallow a cancellation, so their tasks also check this flag.
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

    async def _sent(self) -> None:
        """End a send, successful or not. A message costs sender and receivers as much as many uses,
        so the next one waits briefly to collect changes."""
        if not self._pending:
            self._idle.set()
        if not self._is_closing:
            await asyncio.sleep(PAUSE_SECONDS)

    def _receive(self, text: str | bytes) -> None:
        """Publish a received message locally. Our own messages are ignored, and messages of others
        on the channel must not stop us."""
        message = text if isinstance(text, bytes) else text.encode()
        if message.startswith(self._own):
            return
        try:
            _, changes = orjson.loads(message)
            pairs = [(str(account_id), int(revision)) for account_id, revision in changes]
        except (ValueError, TypeError) as error:
            logger.warning("a message that is not ours: %r", error)
            return
        self._local.publish(pairs)


def pack(origin: str, changes: Changes, *, bytes_max: int) -> Iterator[str]:
    """Yield as few payloads as their maximum size allows. One account always fits into 7,900
    bytes."""
    chunk: list[bytes] = []
    size = 0
    for change in changes:
        part = orjson.dumps(change)
        if chunk and size + len(part) > bytes_max - 100:
            yield _message(origin, chunk)
            chunk, size = [], 0
        chunk.append(part)
        size += len(part) + 1
    if chunk:
        yield _message(origin, chunk)


def _message(origin: str, parts: list[bytes]) -> str:
    return f'["{origin}",[{b",".join(parts).decode()}]]'
