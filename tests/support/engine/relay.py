"""A relay between a client and a database whose connections a test can cut."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from enum import Enum
from urllib.parse import urlsplit

from bench.postgres import free_port


class Place(Enum):
    """The point at which a message is lost: before the server gets it, when it is passed on, or on
    the way back.

    After a lost request the connection stays open, but passes no more data.
    """

    REQUEST = "request"
    REQUEST_PASSED = "request passed"
    REQUEST_SWALLOWED = "request swallowed"
    ANSWER = "answer"


class Relay:
    """Listens on `port` and passes everything on to the database of `database_url`."""

    def __init__(self, database_url: str) -> None:
        parts = urlsplit(database_url)
        self._host, self._port = parts.hostname, parts.port
        self._listener: asyncio.Server | None = None
        self._ends: set[asyncio.StreamWriter] = set()
        self._far: dict[asyncio.StreamWriter, int] = {}
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._cut_at: tuple[Place, int] | None = None
        self.port = free_port()
        self.url = database_url.replace(f":{self._port}/", f":{self.port}/")

    @property
    def far_ports(self) -> list[int]:
        """Return the local ports of the open connections to the database."""
        return list(self._far.values())

    async def restore(self) -> None:
        self._listener = await asyncio.start_server(self._join, "127.0.0.1", self.port)

    async def cut(self) -> None:
        """Break all connections and refuse new ones."""
        if self._listener is not None:
            self._listener.close()
        self.thaw()
        for end in list(self._ends):
            end.transport.abort()

    def freeze(self) -> None:
        """Stop passing data without closing anything, as in an interrupted network."""
        self._flowing.clear()

    def thaw(self) -> None:
        self._flowing.set()

    def cut_at(self, place: Place, number: int) -> None:
        """Act on request or answer `number`, counted from now. A cut is restored at once.

        The caller must send each request only after the answer to the last one.
        """
        self._cut_at = (place, number)

    def spare(self) -> bool:
        """Act on nothing more. Return whether there was still something to act on."""
        was_due, self._cut_at = self._cut_at is not None, None
        return was_due

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(self._host, self._port)
        self._ends |= {writer, far_writer}
        self._far[far_writer] = far_writer.get_extra_info("sockname")[1]
        await asyncio.gather(
            self._pass(reader, far_writer, "request"), self._pass(far_reader, writer, "answer")
        )

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, kind: str
    ) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(65_536):
                await self._flowing.wait()
                place = self._due(kind)
                if place is Place.REQUEST_SWALLOWED:
                    while await reader.read(65_536):
                        pass
                    break
                if place is Place.REQUEST_PASSED:
                    writer.write(data)
                    await writer.drain()
                if place is not None:
                    await self.cut()
                    await self.restore()
                    break
                writer.write(data)
        writer.transport.abort()
        self._ends.discard(writer)
        self._far.pop(writer, None)

    def _due(self, kind: str) -> Place | None:
        if self._cut_at is None or not self._cut_at[0].value.startswith(kind):
            return None
        place, number = self._cut_at
        self._cut_at = (place, number - 1) if number > 1 else None
        return place if number == 1 else None


@asynccontextmanager
async def relay_to(database_url: str) -> AsyncIterator[Relay]:
    relay = Relay(database_url)
    await relay.restore()
    try:
        yield relay
    finally:
        await relay.cut()
