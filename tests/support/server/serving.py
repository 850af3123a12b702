"""Serves an application in this process, on a socket that listens."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from starlette.types import ASGIApp

START_SECONDS_MAX = 180
END_SECONDS_MAX = 180
POLL_SECONDS = 0.002


@asynccontextmanager
async def serving(app: ASGIApp, listener: socket.socket, **options: Any) -> AsyncIterator[None]:
    """Serve during the block, with options of uvicorn. At the end, open connections must close."""
    server = _Server(uvicorn.Config(app, log_config=None, **options))
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        async with asyncio.timeout(START_SECONDS_MAX):
            await server.ready.wait()
        yield
    finally:
        server.over.set()
        await task


class _Server(uvicorn.Server):
    """The server without its pauses of a tenth of a second.

    Together, they would take a third of the time of the tests that use it. Tests of the end of a
    process start a program.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()
        self.over = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        await self.on_tick(0)
        await self.over.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for one in (*self.servers, *(sockets or [])):
            one.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        async with asyncio.timeout(END_SECONDS_MAX):
            while self.server_state.connections or self.server_state.tasks:
                await asyncio.sleep(POLL_SECONDS)
        await self.lifespan.shutdown()
