"""A small client of the protocol graphql-transport-ws."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

TIMEOUT_SECONDS = 180
PROTOCOL = Subprotocol("graphql-transport-ws")

Json = dict[str, Any]


class Socket:
    """One connection. Every wait ends after `TIMEOUT_SECONDS`."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._waiting: defaultdict[str, deque[Json]] = defaultdict(deque)
        self._ids = count(1)

    async def send(self, message: object) -> None:
        """Send a message as JSON; text and bytes are sent unchanged."""
        raw = message if isinstance(message, str | bytes) else json.dumps(message)
        await self._connection.send(raw)

    async def receive(self) -> Json:
        async with asyncio.timeout(TIMEOUT_SECONDS):
            message: Json = json.loads(await self._connection.recv())
            return message

    async def initialise(self, token: str | None = None) -> None:
        """Initialise the connection. Asserts that the server acknowledges it."""
        payload = {} if token is None else {"authorization": f"Bearer {token}"}
        await self.send({"type": "connection_init", "payload": payload})
        assert (await self.receive())["type"] == "connection_ack"

    async def subscribe(self, query: str, **variables: Any) -> str:
        """Start any operation; return its id: "1", "2" and so on."""
        operation = str(next(self._ids))
        payload = {"query": query, "variables": variables}
        await self.send({"id": operation, "type": "subscribe", "payload": payload})
        return operation

    async def message(self, operation: str) -> Json:
        """Return the next message of one operation. Messages of others are kept."""
        while not self._waiting[operation]:
            message = await self.receive()
            self._waiting[message["id"]].append(message)
        return self._waiting[operation].popleft()

    async def next(self, operation: str) -> Json:
        """Return the data of the operation's next result."""
        message = await self.message(operation)
        assert message["type"] == "next", message
        assert "errors" not in message["payload"], message
        data: Json = message["payload"]["data"]
        return data

    async def complete(self, operation: str) -> None:
        await self.send({"id": operation, "type": "complete"})

    async def execute(self, query: str, **variables: Any) -> Json:
        """Return the answer to a query or mutation, with its `errors`."""
        operation = await self.subscribe(query, **variables)
        message = await self.message(operation)
        if message["type"] == "error":
            return {"errors": message["payload"]}
        assert (await self.message(operation))["type"] == "complete"
        payload: Json = message["payload"]
        return payload

    async def close_code(self) -> int:
        """Return the code with which the server closes. Earlier messages are dropped."""
        return (await self.closed())[0]

    async def closed(self) -> tuple[int, str]:
        """Return the code and the reason with which the server closes."""
        try:
            while True:
                await self.receive()
        except ConnectionClosed as closed:
            assert closed.rcvd is not None, "the connection broke"
            return int(closed.rcvd.code), closed.rcvd.reason


@asynccontextmanager
async def raw_socket(address: str, *, origin: str | None = None) -> AsyncIterator[Socket]:
    """Connect to `http://…`, without `connection_init`."""
    url = f"{address.replace('http', 'ws', 1)}/graphql"
    async with connect(
        url,
        subprotocols=[PROTOCOL],
        origin=None if origin is None else Origin(origin),
        compression=None,
        proxy=None,
    ) as connection:
        yield Socket(connection)


@asynccontextmanager
async def websocket(address: str, token: str | None = None) -> AsyncIterator[Socket]:
    """Open an acknowledged connection."""
    async with raw_socket(address) as socket:
        await socket.initialise(token)
        yield socket
