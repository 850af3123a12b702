"""Responses in one write. uvicorn writes the head and the body of each by themselves, and a system
call costs as much as executing an operation."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class GatheringTransport:
    """Writes what comes within one turn of the event loop at once."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self.bare = transport
        self._loop = loop
        self._gathered: list[bytes] = []

    def write(self, data: bytes) -> None:
        if not self._gathered:
            self._loop.call_soon(self.flush)
        self._gathered.append(data)

    def flush(self) -> None:
        """Also when nothing is there, or the connection has gone."""
        if self._gathered:
            data, self._gathered = b"".join(self._gathered), []
            if not self.bare.is_closing():
                self.bare.write(data)

    def close(self) -> None:
        """After what was written."""
        self.flush()
        self.bare.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.bare, name)


class OneWriteProtocol(HttpToolsProtocol):
    """uvicorn's, on such a transport; websockets get the bare one."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        gathering = GatheringTransport(transport, self.loop)
        super().connection_made(cast("asyncio.Transport", gathering))

    def handle_websocket_upgrade(self) -> None:
        """One that comes before the requests ahead of it are answered is not taken: they are
        answered, and the connection closes. Else their answers would be read as messages."""
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.keep_alive = False
            return
        transport: Any = self.transport
        transport.flush()
        self.transport = transport.bare
        super().handle_websocket_upgrade()
