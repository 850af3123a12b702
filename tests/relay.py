"""A wire to a database that a test can cut."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

from tests.server_process import free_port


class Relay:
    """Listens on `port` and passes everything on to the database of `database_url`."""

    def __init__(self, database_url: str) -> None:
        parts = urlsplit(database_url)
        self._host, self._port = parts.hostname, parts.port
        self._listener: asyncio.Server | None = None
        self._ends: set[asyncio.StreamWriter] = set()
        self.port = free_port()
        self.url = database_url.replace(f":{self._port}/", f":{self.port}/")

    async def restore(self) -> None:
        self._listener = await asyncio.start_server(self._join, "127.0.0.1", self.port)

    async def cut(self) -> None:
        """Every connection breaks, and new ones are refused."""
        if self._listener is not None:
            self._listener.close()
        for end in list(self._ends):
            end.transport.abort()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(self._host, self._port)
        self._ends |= {writer, far_writer}
        await asyncio.gather(self._pass(reader, far_writer), self._pass(far_reader, writer))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(65_536):
                writer.write(data)
        writer.transport.abort()
        self._ends.discard(writer)


@asynccontextmanager
async def relay_to(database_url: str) -> AsyncIterator[Relay]:
    relay = Relay(database_url)
    await relay.restore()
    try:
        yield relay
    finally:
        await relay.cut()
