"""GraphQL over websockets: the protocol graphql-transport-ws, by Strawberry's handler.

What it adds: the caller is known from `connection_init`, a connection ends when its token expires,
and malformed messages close it with 4400, as the protocol says.
"""

from __future__ import annotations

import asyncio
import json
import logging
from datetime import datetime, timedelta
from typing import Any, cast

import strawberry
from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketState
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
)
from strawberry.subscriptions.protocols.graphql_transport_ws.types import SubscribeMessage
from strawberry.types.unset import UNSET, UnsetType

from resolvers.context import Context
from server.wiring import Process
from services.identity import Caller, Unauthenticated

logger = logging.getLogger(__name__)

FORBIDDEN = 4403
"""Closes refused and expired connections; clients may come back with another token."""
CONNECTION_INIT_WAIT = timedelta(seconds=10)
RECHECK_SECONDS = 10.0
"""How long a revoked key may keep a connection."""
OPERATIONS_MAX = 100


class Handler(BaseGraphQLTransportWSHandler[Context, None]):
    """Strawberry's, with messages checked before it sees them."""

    async def handle_message(self, message: Any) -> None:
        if fault := _fault(message):
            await self.handle_invalid_message(fault)
            return
        if message["type"] == "subscribe" and not message["payload"].get("operationName"):
            message["payload"]["operationName"] = None
        await super().handle_message(message)

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        if self.connection_acknowledged and len(self.operations) >= OPERATIONS_MAX:
            fault = GraphQLError(
                f"A connection takes at most {OPERATIONS_MAX} operations at once.",
                extensions={"code": "LIMIT_EXCEEDED"},
            )
            await self.send_message(
                {"id": message["id"], "type": "error", "payload": [fault.formatted]}
            )
        else:
            await super().handle_subscribe(message)

    @staticmethod
    def _get_pre_execution_close_reason(error: GraphQLError) -> str | None:
        """A document that can't be parsed is answered like any other mistake."""
        return None

    async def shutdown(self) -> None:
        if self.context.expiry is not None:
            self.context.expiry.cancel()
        await super().shutdown()


class WebSocketEndpoint(GraphQL[Context, None]):
    """The ASGI endpoint of websockets on /graphql."""

    graphql_transport_ws_handler_class = Handler

    def __init__(self, schema: strawberry.Schema, process: Process) -> None:
        super().__init__(
            schema,
            graphql_ide=None,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
            connection_init_wait_timeout=CONNECTION_INIT_WAIT,
            max_subscriptions_per_connection=None,
            allowed_origins=process.settings.allowed_origins,
        )
        self._process = process

    def decode_json(self, data: str | bytes) -> object:
        """Raises JSONDecodeError, also for what is nested too deeply."""
        try:
            return json.loads(data)
        except RecursionError:
            raise json.JSONDecodeError("nested too deeply", "", 0) from None

    async def get_context(
        self, request: Request | WebSocket, response: Response | WebSocket
    ) -> Context:
        return Context(self._process.services, socket=response)

    async def on_ws_connect(self, context: Context) -> UnsetType | dict[str, object] | None:
        """Knows the caller by the payload's `authorization`; nobody is anonymous."""
        authorization = (context.connection_params or {}).get("authorization")
        try:
            context.caller = await self._process.identity.authenticate(authorization)
        except Unauthenticated as error:
            raise ConnectionRejectionError from error
        if context.caller is not None:
            context.expiry = asyncio.create_task(self._expire(context, authorization))
        return UNSET  # type: ignore[no-any-return]  # Strawberry types it as Any

    async def _expire(self, context: Context, authorization: object) -> None:
        """Closes the connection when its token expires, or soon after its key is revoked."""
        caller, socket = context.caller, cast("WebSocket", context.socket)
        while caller is not None:
            await asyncio.sleep(_seconds_left(caller, context.now()))
            try:
                caller = await self._process.identity.authenticate(authorization)
            except Unauthenticated:
                break
            # The database may be away for a while; that must not make the connection immortal.
            except Exception as error:  # noqa: BLE001
                logger.warning("a connection's caller could not be checked: %r", error)
        if socket.application_state is WebSocketState.CONNECTED:
            await socket.close(FORBIDDEN, "The token has expired")


def _seconds_left(caller: Caller, now: datetime) -> float:
    if caller.expires_at is None:
        return RECHECK_SECONDS
    return min((caller.expires_at - now).total_seconds(), RECHECK_SECONDS)


def _fault(message: object) -> str | None:
    """What is wrong with a message of a client, in the protocol's terms."""
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        return "A message must be an object with a type"
    if message["type"] not in {"subscribe", "complete"}:
        return None
    if not isinstance(message.get("id"), str) or not message["id"]:
        return "The id must be a string, not empty"
    return _payload_fault(message.get("payload")) if message["type"] == "subscribe" else None


def _payload_fault(payload: object) -> str | None:
    query = payload.get("query") if isinstance(payload, dict) else None
    if not isinstance(payload, dict) or not isinstance(query, str) or not query.strip():
        return "The payload must be an object with a query"
    if not isinstance(payload.get("variables"), dict | None):
        return "The variables must be an object"
    if not isinstance(payload.get("operationName"), str | None):
        return "The operationName must be a string"
    return None
