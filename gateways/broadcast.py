"""Who changed, told to whoever listens: in this process at once, and to other processes.

A message says which accounts changed and their revisions, never a balance. Messages may be lost:
listeners heal at the next one, or by their heartbeat.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any, Protocol
from uuid import uuid4

import asyncpg

logger = logging.getLogger(__name__)

CHANNEL = "billing_changes"
PAYLOAD_BYTES_MAX = 7_900
"""PostgreSQL takes less than 8,000 bytes a notification."""
RECONNECT_SECONDS = 1.0

Changes = Iterable[tuple[str, int]]
OnChange = Callable[[str, int], None]


class Broadcast(Protocol):
    """Tells `on_change(account_id, revision)` of every change, wherever it was made."""

    async def start(self, on_change: OnChange) -> None: ...

    def publish(self, changes: Changes) -> None:
        """Returns at once; the local listeners have heard it then."""

    async def close(self) -> None: ...


class LocalBroadcast:
    """For one process."""

    def __init__(self) -> None:
        self._on_change: OnChange | None = None

    async def start(self, on_change: OnChange) -> None:
        self._on_change = on_change

    def publish(self, changes: Changes) -> None:
        if self._on_change is not None:
            for account_id, revision in changes:
                self._on_change(account_id, revision)

    async def close(self) -> None:
        self._on_change = None


class PostgresBroadcast:
    """For many processes on one PostgreSQL: NOTIFY, packed, on a connection of its own.

    What is published while a notification is under way goes into the next one.
    """

    def __init__(self, credentials: dict[str, Any]) -> None:
        self._credentials = credentials
        self._origin = uuid4().hex[:12]
        self._local = LocalBroadcast()
        self._pending: dict[str, int] = {}
        self._wake = asyncio.Event()
        self._sender: asyncio.Task[None] | None = None

    async def start(self, on_change: OnChange) -> None:
        await self._local.start(on_change)
        connection = await self._connect()
        self._sender = asyncio.create_task(self._send(connection), name="broadcast")

    def publish(self, changes: Changes) -> None:
        changes = list(changes)
        self._local.publish(changes)
        self._pending.update(changes)
        self._wake.set()

    async def close(self) -> None:
        if self._sender is not None:
            self._sender.cancel()
            with suppress(asyncio.CancelledError):
                await self._sender
        await self._local.close()

    async def _connect(self) -> asyncpg.Connection:
        connection = await asyncpg.connect(**self._credentials)
        try:
            await connection.add_listener(CHANNEL, self._receive)
            connection.add_termination_listener(lambda _: self._wake.set())
        except BaseException:
            connection.terminate()
            raise
        return connection

    async def _send(self, connection: asyncpg.Connection) -> None:
        try:
            while True:
                await self._wake.wait()
                self._wake.clear()
                if connection.is_closed():
                    connection = await self._reconnect()
                await self._flush(connection)
        finally:
            await _close(connection)

    async def _flush(self, connection: asyncpg.Connection) -> None:
        pending, self._pending = self._pending, {}
        try:
            for payload in pack(self._origin, pending.items()):
                await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, payload)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
            logger.warning("a notification was lost, heartbeats will heal it: %r", error)

    async def _reconnect(self) -> asyncpg.Connection:
        while True:
            try:
                return await self._connect()
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
                logger.warning("no connection for notifications: %r", error)
                await asyncio.sleep(RECONNECT_SECONDS)

    def _receive(self, *message: Any) -> None:
        origin, changes = json.loads(message[-1])
        if origin != self._origin:
            self._local.publish(changes)


def pack(origin: str, changes: Changes) -> Iterator[str]:
    """As few payloads as the limit of their size allows. One account always fits."""
    chunk: list[tuple[str, int]] = []
    size = 0
    for change in changes:
        change_size = len(json.dumps(change)) + 2
        if chunk and size + change_size > PAYLOAD_BYTES_MAX - 100:
            yield json.dumps((origin, chunk))
            chunk, size = [], 0
        chunk.append(change)
        size += change_size
    if chunk:
        yield json.dumps((origin, chunk))


async def _close(connection: asyncpg.Connection) -> None:
    with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        await connection.close(timeout=2)
