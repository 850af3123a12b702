"""Many sockets that follow one account, and slow ones among them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from socket import SO_SNDBUF, SOL_SOCKET

from server.live.connection import Connection
from server.live.endpoint import WebSocketEndpoint
from tests.support.server.api import Api
from tests.support.server.raw_websocket import RawWebSocket

SHORT = "subscription { balance { revision } }"
GRANTS = " ".join(f"{'long' * 20}_{name}: {name}" for name in ("id", "source", "expiresAt"))
"""Few fields, so that they are allowed, and many bytes."""
LONG = f"""subscription {{ balance {{
  revision {" ".join(f"g{number}: grants {{ {GRANTS} }}" for number in range(25))}
}} }}"""


def endpoint_of(api: Api) -> WebSocketEndpoint:
    assert api.app is not None
    endpoint: WebSocketEndpoint = api.app.endpoints.websocket
    return endpoint


Opener = Callable[..., Awaitable[RawWebSocket]]


@asynccontextmanager
async def crowd(api: Api, size: int, query: str = SHORT) -> AsyncIterator[list[RawWebSocket]]:
    """Yield so many sockets that follow alice's balance. Each has had the present one."""
    token = api.user().token
    sockets: list[RawWebSocket] = []
    try:
        while len(sockets) < size:
            few = min(50, size - len(sockets))
            opening = (RawWebSocket.open(api.address, token) for _ in range(few))
            sockets += await asyncio.gather(*opening)
        for socket in sockets:
            socket.subscribe(query)
        for socket in sockets:
            await socket.balance()
        yield sockets
    finally:
        for socket in sockets:
            socket.close()


async def slow_socket(api: Api, wire: Opener) -> tuple[RawWebSocket, Connection]:
    """Return a socket whose buffers are small on both sides, and the server's end of it."""
    before = set(endpoint_of(api).connections)
    socket = await wire(api.address, api.user().token, buffer=4_096)
    [connection] = endpoint_of(api).connections - before
    transport = connection._abort.__self__
    transport.set_write_buffer_limits(high=4_096)
    transport.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_SNDBUF, 4_096)
    return socket, connection


async def until_full(api: Api, slow: Connection, quick: RawWebSocket) -> None:
    """Change alice until `slow` accepts no more. Meanwhile `quick` receives every change."""
    for _ in range(100):
        revision = (await api.user().record())["balance"]["revision"]
        assert (await quick.until_revision(revision))[-1] == revision
        if len(slow._outbox) or slow not in endpoint_of(api).connections:
            return
    raise AssertionError("the buffers of the slow socket were never full")
