"""The ASGI application: routes, and what starts and stops with the process."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.types import Receive, Scope, Send
from tortoise import connections

from db.journal import is_transient
from server.graphql_http import GraphQLEndpoint
from server.graphql_ws import WebSocketEndpoint
from server.logs import configure_logging
from server.page import page_routes
from server.schema import build_schema
from server.settings import SANDBOX_API_KEY, Settings, read_settings
from server.stripe_webhook import WebhookEndpoint
from server.wiring import Clock, running, utc_now

if TYPE_CHECKING:
    from gateways.sandbox import Sandbox


def worker_app() -> Starlette:
    """What a server process runs: uvicorn's factory."""
    configure_logging()
    return create_app()


def create_app(settings: Settings | None = None, *, clock: Clock = utc_now) -> Starlette:
    """The application. The database must be migrated."""
    chosen = settings or read_settings()
    schema = build_schema(production=chosen.production)
    sandbox = make_sandbox(chosen, clock) if chosen.sandbox else None

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with running(chosen, clock=clock) as process, _serving(sandbox):
            app.state.process = process
            app.state.http = GraphQLEndpoint(schema, process)
            app.state.websocket = WebSocketEndpoint(schema, process)
            app.state.webhook = WebhookEndpoint(process.webhooks)
            yield

    return Starlette(
        routes=[
            Route("/graphql", _graphql, methods=["POST"]),
            WebSocketRoute("/graphql", _websocket),
            Route("/webhooks/stripe", _webhook, methods=["POST"]),
            Route("/healthz", _healthz),
            Route("/readyz", _readyz),
            *([Mount("/sandbox", sandbox.app)] if sandbox else []),
            *page_routes(chosen, clock),
        ],
        middleware=_middleware(chosen),
        lifespan=lifespan,
    )


def make_sandbox(settings: Settings, clock: Clock) -> Sandbox:
    """The payment provider of development: it never runs with a key, nor in production."""
    from gateways.sandbox import Sandbox

    return Sandbox(
        settings.sandbox_path,
        webhook_url=f"{settings.local_url}/webhooks/stripe",
        webhook_secret=settings.webhook_secrets[0] if settings.webhook_secrets else "unused",
        public_url=f"{settings.local_url}/sandbox",
        api_key=SANDBOX_API_KEY,
        clock=clock,
    )


@contextlib.asynccontextmanager
async def _serving(sandbox: Sandbox | None) -> AsyncIterator[None]:
    """Delivers the sandbox's webhooks meanwhile."""
    if sandbox is None:
        yield
        return
    courier = asyncio.create_task(sandbox.run(), name="sandbox")
    try:
        yield
    finally:
        courier.cancel()
        await asyncio.gather(courier, return_exceptions=True)
        sandbox.close()


def _middleware(settings: Settings) -> list[Middleware]:
    if not settings.allowed_origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=settings.allowed_origins,
            allow_methods=["POST"],
            allow_headers=["authorization", "content-type"],
            max_age=600,
        )
    ]


async def _graphql(request: Request) -> Response:
    endpoint: GraphQLEndpoint = request.app.state.http
    return await endpoint(request)


async def _webhook(request: Request) -> Response:
    endpoint: WebhookEndpoint = request.app.state.webhook
    return await endpoint(request)


class _Websocket:
    """An ASGI application: Strawberry's handler reads the socket itself."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await scope["app"].state.websocket(scope, receive, send)


_websocket = _Websocket()


async def _healthz(_: Request) -> Response:
    """The process lives."""
    return JSONResponse({"status": "ok"})


async def _readyz(_: Request) -> Response:
    """The process can serve: the database answers."""
    try:
        await connections.get("default").execute_query("SELECT 1")
    except Exception as error:
        if not is_transient(error):
            raise
        return JSONResponse({"status": "the database is away"}, status_code=503)
    return JSONResponse({"status": "ok"})
