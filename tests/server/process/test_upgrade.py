"""Connections end without leftovers, and websockets leave HTTP behind."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Iterator
from typing import Any
from weakref import ref

import pytest
import uvicorn
from uvicorn.server import ServerState

from server.connections.guard import STATE, Guard
from server.connections.limits import ConnectionLimits
from server.process import guarded_http, guarded_websocket
from server.process.protocols import HttpProtocol, WebSocketProtocol
from tests.support.server.waiting import eventually
from tests.support.server.wire import HANDSHAKE, frame


class Served:
    """A server that accepts websockets, and references to the protocols of its connections."""

    def __init__(self) -> None:
        self.guard = Guard()
        self.protocols: list[ref[Any]] = []
        self.config = uvicorn.Config(answer, ws=WebSocketProtocol, lifespan="off", log_config=None)
        self.address: tuple[str, int] = ("", 0)

    def make(self) -> HttpProtocol:
        made = HttpProtocol(self.config, ServerState(), {STATE: self.guard})
        self.protocols.append(ref(made))
        return made


async def answer(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        await receive()
    else:
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})


@pytest.fixture
async def served(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Served]:
    served = Served()
    made = WebSocketProtocol.connection_made

    def connection_made(socket: WebSocketProtocol, transport: asyncio.BaseTransport) -> None:
        served.protocols.append(ref(socket))
        made(socket, transport)

    monkeypatch.setattr(WebSocketProtocol, "connection_made", connection_made)
    server = await asyncio.get_running_loop().create_server(served.make, "127.0.0.1", 0)
    served.address = server.sockets[0].getsockname()
    async with server:
        yield served


@pytest.fixture
def no_collection() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


async def test_an_answer_that_was_read_late_does_not_end_the_websocket(served: Served) -> None:
    reader, writer = await asyncio.open_connection(*served.address)
    await eventually(lambda: bool(served.protocols))
    # The loop tells the websocket, not this protocol, when the client reads again.
    served.protocols[0]().pause_writing()
    writer.write(HANDSHAKE % b"")
    assert (await reader.readline()).startswith(b"HTTP/1.1 101")
    assert len(served.guard.deadlines) == 0
    writer.close()


async def test_a_websocket_that_was_an_idle_connection_stays(served: Served) -> None:
    reader, writer = await asyncio.open_connection(*served.address)
    writer.write(POST % 1 + b"x")
    await reader.readuntil(b"\r\n\r\n")
    assert len(served.guard.idle) == 1
    writer.write(HANDSHAKE % b"")
    await reader.readuntil(b"\r\n\r\n")
    assert len(served.guard.idle) == 0
    writer.close()


async def test_idle_connections_leave_a_refused_one_the_time_to_read(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guarded_http, "LINGERING_MAX", 1)
    served.guard.limits = ConnectionLimits(connections=1)
    idle, writer = await asyncio.open_connection(*served.address)
    writer.write(POST % 1 + b"x")
    await idle.readuntil(b"\r\n\r\n")
    refused, other = await asyncio.open_connection(*served.address)
    assert (await refused.read()).startswith(b"HTTP/1.1 429")
    assert not served.protocols[-1]().transport.is_closing()
    writer.close()
    other.close()


POST = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: %d\r\n\r\n"
LONG = 3 * guarded_http.SLICE_BYTES
SENT = {
    "a websocket": (HANDSHAKE % b"", b""),
    "a long message": (HANDSHAKE % b"", frame(1, b"x" * 3 * guarded_websocket.SLICE_BYTES)),
    "a request": (POST % 1 + b"x", b""),
    "a long body": (POST % LONG + b"x" * LONG, b""),
}


@pytest.mark.usefixtures("no_collection")
@pytest.mark.parametrize(("first", "then"), SENT.values(), ids=SENT)
async def test_a_closed_connection_is_freed_without_a_collection(
    served: Served, first: bytes, then: bytes
) -> None:
    """Otherwise thousands of them would wait for a full collection, which stops everything."""
    reader, writer = await asyncio.open_connection(*served.address)
    writer.write(first)
    await reader.readuntil(b"\r\n\r\n")
    writer.write(then)
    await writer.drain()
    writer.close()
    await eventually(lambda: not any(one() for one in served.protocols))
    assert {one() for one in served.protocols} == {None}
