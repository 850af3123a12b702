"""The ASGI application: routes, and what starts and stops with the process."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Receive, Scope, Send
from strawberry import Schema

from server.exports import EXPORTS
from server.graphql.http import GraphQLEndpoint
from server.graphql.schema import build_schema
from server.live.endpoint import WebSocketEndpoint
from server.observability.draining import Draining
from server.observability.extras import tracing_of
from server.observability.gauges import Gauges, watch_priorities
from server.observability.logs import configure_logging
from server.observability.metrics import Metrics
from server.observability.probes import PROBES
from server.observability.readiness import Readiness
from server.observability.workers import metrics_of_all
from server.operations import Operations
from server.page.page import page_routes
from server.process.early_refusal import STATE, EarlyRefusal
from server.process.memory import settle_memory
from server.production import SANDBOX_API_KEY
from server.settings import Settings, read_settings
from server.stripe_webhook import WebhookEndpoint
from server.wiring import Clock, Process, running, utc_now

if TYPE_CHECKING:
    from sandbox import Sandbox
    from server.admission.gate import Gate
    from server.observability.tracing import Tracing


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
    settings = read_settings()
    configure_logging(settings.log_level, settings.log_format)
    draining = Draining(settings.drain_seconds)

    def started() -> None:
        settle_memory()
        draining.listen()

    return create_app(settings, started=started, draining=draining)


def create_app(
    settings: Settings | None = None,
    *,
    clock: Clock = utc_now,
    started: Callable[[], None] = lambda: None,
    draining: Draining | None = None,
) -> Starlette:
    """The application. The database must be migrated. `started` is called when all is made."""
    chosen = settings or read_settings()
    schema = build_schema(production=chosen.production)
    operations = Operations(schema)
    sandbox = make_sandbox(chosen, clock) if chosen.sandbox else None

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[dict[str, EarlyRefusal]]:
        metrics = Metrics()
        async with contextlib.AsyncExitStack() as stack:
            tracing = await stack.enter_async_context(tracing_of(chosen))
            background = running(
                chosen,
                clock=clock,
                on_batch=metrics.on_batch,
                around_commit=tracing.commit if tracing else lambda commit: commit,
            )
            process = await stack.enter_async_context(background)
            await stack.enter_async_context(_serving(sandbox))
            gate = _join(app, (schema, operations, process), metrics, tracing)
            app.state.readiness = Readiness(process, draining or Draining())
            telling = metrics_of_all(chosen.workers_folder, app.state.figures.tell)
            app.state.tell_metrics = await stack.enter_async_context(telling)
            started()
            yield {STATE: EarlyRefusal(gate, process.identity, operations)}

    return BillingApp(
        routes=[*_routes(sandbox), *page_routes(chosen, clock)],
        middleware=_middleware(chosen),
        exception_handlers={ClientDisconnect: _gone},
        lifespan=lifespan,
    )


def _routes(sandbox: Sandbox | None) -> list[BaseRoute]:
    return [
        Route("/graphql", _http, methods=["POST"]),
        Route("/webhooks/stripe", _webhook, methods=["POST"]),
        *PROBES,
        *EXPORTS,
        *([Mount("/sandbox", sandbox.app)] if sandbox else []),
    ]


def _join(
    app: Starlette,
    given: tuple[Schema, Operations, Process],
    metrics: Metrics,
    tracing: Tracing | None,
) -> Gate:
    """Makes the endpoints of a process, where routes look for them; before them stands the gate."""
    process = given[2]
    observe = tracing.telling(metrics.on_request) if tracing else metrics.on_request
    http = GraphQLEndpoint(*given, observe=observe)
    state = app.state
    state.process, state.metrics, state.gate = process, metrics, http.gate
    state.http = tracing.endpoint(http) if tracing else http
    state.websocket = WebSocketEndpoint(
        *given,
        observe_push=metrics.on_push,
        observe=observe,
        span=tracing.span if tracing else contextlib.nullcontext,
        gate=http.gate,
    )
    state.webhook = WebhookEndpoint(process.webhooks)
    state.figures = Gauges(metrics, process, state.websocket)
    watch_priorities(metrics, http.gate, process.services.batcher)
    return http.gate


def make_sandbox(settings: Settings, clock: Clock) -> Sandbox:
    """The payment provider of development: it never runs with a key, nor in production."""
    from sandbox import Sandbox

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
            allow_methods=["GET", "POST"],
            allow_headers=["authorization", "content-type", "x-request-id"],
            expose_headers=["x-request-id"],
            max_age=600,
        )
    ]


async def _gone(request: Request, error: Exception) -> Response:
    """Whoever leaves in the middle of a body hears nothing any more; that is no error of ours."""
    return Response(status_code=499)


async def _webhook(request: Request) -> Response:
    endpoint: WebhookEndpoint = request.app.state.webhook
    return await endpoint(request)


class _Http:
    """An ASGI application: the endpoint of POST /graphql, where middleware stands before it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await scope["app"].state.http(scope, receive, send)


_http = _Http()
