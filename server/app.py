"""The ASGI application: routes, and what starts and stops with the process."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import Receive, Scope, Send

from server.graphql_http import GraphQLEndpoint
from server.graphql_ws import WebSocketEndpoint
from server.logs import configure_logging
from server.memory import settle_memory
from server.metrics import Metrics
from server.operations import Operations
from server.page import page_routes
from server.probes import PROBES, watch
from server.schema import build_schema
from server.settings import SANDBOX_API_KEY, Settings, read_settings
from server.stripe_webhook import WebhookEndpoint
from server.wiring import Clock, running, utc_now

if TYPE_CHECKING:
    from gateways.sandbox import Sandbox


class BillingApp(Starlette):
    """Hands websockets and POST /graphql straight to their endpoints, POST only unless browsers of
    other origins are to be answered: routing and middleware would cost as much as an operation, and
    for every open socket some memory."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and scope["path"] == "/graphql":
            await self.state.websocket(scope, receive, send)
        elif (
            scope["type"] == "http"
            and scope["path"] == "/graphql"
            and scope["method"] == "POST"
            and not self.user_middleware
        ):
            await self.state.http(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def worker_app() -> Starlette:
    """What a server process runs: uvicorn's factory."""
    configure_logging()
    return create_app(started=settle_memory)


def create_app(
    settings: Settings | None = None,
    *,
    clock: Clock = utc_now,
    started: Callable[[], None] = lambda: None,
) -> Starlette:
    """The application. The database must be migrated. `started` is called when all is made."""
    chosen = settings or read_settings()
    schema = build_schema(production=chosen.production)
    operations = Operations(schema)
    sandbox = make_sandbox(chosen, clock) if chosen.sandbox else None

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        metrics = Metrics()
        background = running(chosen, clock=clock, on_batch=metrics.on_batch)
        async with background as process, _serving(sandbox):
            app.state.process, app.state.metrics = process, metrics
            given = (schema, operations, process)
            app.state.http = GraphQLEndpoint(*given, observe=metrics.on_request)
            app.state.websocket = WebSocketEndpoint(*given, observe_push=metrics.on_push)
            app.state.webhook = WebhookEndpoint(process.webhooks)
            watch(metrics, process.services, app.state.websocket)
            started()
            yield

    return BillingApp(
        routes=[
            Route("/graphql", _http, methods=["POST"]),
            Route("/webhooks/stripe", _webhook, methods=["POST"]),
            *PROBES,
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


async def _webhook(request: Request) -> Response:
    endpoint: WebhookEndpoint = request.app.state.webhook
    return await endpoint(request)


class _Http:
    """An ASGI application: the endpoint of POST /graphql, where middleware stands before it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await scope["app"].state.http(scope, receive, send)


_http = _Http()
