"""A connection that becomes a websocket leaves the deadlines of HTTP behind."""

from __future__ import annotations

import asyncio
from typing import Any

import uvicorn
from uvicorn.server import ServerState

from server.connections.guard import STATE, Guard
from server.process.protocols import HttpProtocol, WebSocketProtocol
from tests.support.server.wire import HANDSHAKE


async def accept(scope: dict[str, Any], receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    await receive()


async def test_an_answer_that_was_read_late_does_not_end_the_websocket() -> None:
    config = uvicorn.Config(accept, ws=WebSocketProtocol, lifespan="off", log_config=None)
    guard, made = Guard(), list[HttpProtocol]()

    def make() -> HttpProtocol:
        made.append(HttpProtocol(config, ServerState(), {STATE: guard}))
        return made[-1]

    server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    while not made:
        await asyncio.sleep(0)
    # The loop tells the websocket, not this protocol, when the client reads again.
    made[0].pause_writing()
    writer.write(HANDSHAKE % b"")
    assert (await reader.readline()).startswith(b"HTTP/1.1 101")
    assert len(guard.deadlines) == 0
    writer.close()
    server.close()
    await server.wait_closed()
