"""GraphQL over websockets: the protocol graphql-transport-ws, as a plain ASGI application.

`connection_init` authenticates the caller. A connection ends when its token expires, soon after its
key is revoked, and if its client reads nothing for a long time. A malformed message ends it with
4400.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from starlette.types import Receive, Scope, Send

from server.admission.gate import Gate
from server.connections.cors import refusal
from server.connections.guard import Guard
from server.connections.origins import Origins
from server.documents import Documents
from server.graphql.http import Observe
from server.live import messages
from server.live.channels import Channels
from server.live.connection import ABORT, Connection, Shared
from server.live.running import Engine
from server.live.sockets import Sockets
from server.operations import Operations
from server.rate_limits.limiter import RateLimiter
from server.wiring import Process

RECHECK_SECONDS = 10.0
"""The pause between two checks of a connection's credentials. Revoked keys end earlier: see
services.identity.key_watch."""


class WebSocketEndpoint:
    """The ASGI endpoint of websockets on /graphql. `connections` are the open ones.

    `observe_push` is called with the delay of every push, in seconds; `observe` with every query
    and mutation, each within a `span`.
    """

    def __init__(
        self,
        operations: Operations,
        process: Process,
        gate: Gate,
        guard: Guard,
        rates: RateLimiter,
        *,
        documents: Documents | None = None,
        origins: Origins | None = None,
        observe_push: Callable[[float], None] = lambda _: None,
        observe: Observe = lambda *_: None,
        span: Callable[[], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        self._process = process
        self._origins = origins or Origins(process.settings.allowed_origins)
        self.channels = Channels(
            process.services,
            hide_suggestions=process.settings.production,
            observe=observe_push,
        )
        self._engine = Engine(
            operations=operations,
            channels=self.channels,
            gate=gate,
            observe=observe,
            documents=documents or Documents(),
            span=span,
        )
        sockets = Sockets(guard.limits.sockets_per_caller)
        self._shared = Shared(guard.limits, sockets, guard.refused, rates)
        self.connections: set[Connection] = set()

    @property
    def subscriptions(self) -> int:
        """The number of subscriptions on all connections."""
        return self.channels.members

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        headers = _headers(scope)
        if not self._origins.admits(headers):
            origin = headers.get(b"origin", b"").decode("latin-1")
            await refusal(self._origins, origin)(scope, receive, send)
            return
        if messages.PROTOCOL not in scope["subprotocols"]:
            await send({"type": "websocket.accept"})
            reason = "Subprotocol not acceptable"
            code = messages.UNKNOWN_PROTOCOL
            await send({"type": "websocket.close", "code": code, "reason": reason})
            return
        await send({"type": "websocket.accept", "subprotocol": messages.PROTOCOL})
        connection = Connection(
            self._engine,
            self._process.identity,
            send,
            self._shared,
            address=self._shared.rates.address_of(scope),
            recheck_seconds=RECHECK_SECONDS,
            abort=(scope.get("extensions") or {}).get(ABORT),
        )
        self.connections.add(connection)
        try:
            await connection.run(receive)
        finally:
            self.connections.discard(connection)
            connection.end()


def _headers(scope: Scope) -> dict[bytes, bytes]:
    return {name.lower(): value for name, value in scope["headers"]}
