"""Broadcasts between processes on one PostgreSQL: NOTIFY, packed, on a separate connection."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import Any

import asyncpg

from gateways.live.local import CHANNEL, OnChange
from gateways.live.remote import RemoteBroadcast, pack

logger = logging.getLogger(__name__)

PAYLOAD_BYTES_MAX = 7_900
"""PostgreSQL accepts less than 8,000 bytes per notification."""
RECONNECT_SECONDS = 1.0
CONNECT_SECONDS = 5.0
PROBE_SECONDS = 2.0
"""A connection that sent nothing for this time is checked with a query. Otherwise, a connection
that only listens would never notice that its server process hangs."""
ANSWER_SECONDS = 2.0
BROKEN = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    OSError,
    # The driver raises it for a connection that was lost during a statement.
    asyncpg.InternalClientError,
)
"""The errors after which the connection is opened again."""


class PostgresBroadcast(RemoteBroadcast):
    """A broadcast with PostgreSQL. `start` raises the errors of connecting. Later, a connection
    that is lost or does not answer is opened again."""

    def __init__(self, credentials: dict[str, Any]) -> None:
        super().__init__()
        self._credentials = credentials

    async def start(self, on_change: OnChange) -> None:
        await super().start(on_change)
        connection = await self._connect()
        self._tasks = [asyncio.create_task(self._send(connection), name="broadcast")]

    async def _connect(self) -> asyncpg.Connection:
        connection = await asyncpg.connect(
            **self._credentials, timeout=CONNECT_SECONDS, command_timeout=ANSWER_SECONDS
        )
        try:
            await connection.add_listener(CHANNEL, lambda *message: self._receive(message[-1]))
            connection.add_termination_listener(lambda _: self._wake.set())
        # Also after a cancellation: nobody else would close it.
        except BaseException:
            connection.terminate()
            raise
        return connection

    async def _send(self, connection: asyncpg.Connection) -> None:
        try:
            while not self._is_closing:
                with suppress(TimeoutError):
                    async with asyncio.timeout(PROBE_SECONDS):
                        await self._wake.wait()
                self._wake.clear()
                if connection.is_closed():
                    connection = await self._reconnect()
                await self._flush(connection)
        finally:
            await _close(connection)

    async def _flush(self, connection: asyncpg.Connection) -> None:
        pending = self._take()
        try:
            if not pending:
                await connection.execute("SELECT pg_listening_channels()")
            for text in pack(self._origin, pending.items(), bytes_max=PAYLOAD_BYTES_MAX):
                await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, text)
        except BROKEN as error:
            # The connection is opened again at once, to continue listening.
            connection.terminate()
            self._wake.set()
            logger.warning("notifications were interrupted; heartbeats find the changes: %r", error)
        await self._sent()

    async def _reconnect(self) -> asyncpg.Connection:
        while True:
            try:
                return await self._connect()
            except BROKEN as error:
                logger.warning("no connection for notifications: %r", error)
                await asyncio.sleep(RECONNECT_SECONDS)


async def _close(connection: asyncpg.Connection) -> None:
    with suppress(*BROKEN):
        await connection.close(timeout=2)
