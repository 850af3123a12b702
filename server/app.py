"""The ASGI application: its routes, its start and its shutdown."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.types import Lifespan, Receive, Scope, Send

from server.clock import Clock, moved_date, service_clock, utc_now
from server.connections.cors import Cors
from server.connections.guard import STATE as GUARD
from server.connections.origins import Origins
from server.endpoints import Endpoints, open_endpoints
from server.graphql.schema import build_schema
from server.known_secrets import known_secrets
from server.observability.draining import Draining
from server.observability.logs import configure_logging
from server.observability.observers import open_observers
from server.page.page import page_routes
from server.process.early_refusal import STATE
from server.process.memory import settle_memory
from server.process.open_files import fitting
from server.process.protocols import DATED
from server.process.safe_headers import STATE as HSTS_STATE
from server.process.safe_headers import strict_transport_security
from server.sandbox import make_sandbox
from server.settings import Settings, read_settings
from server.wiring import running
from services.clock.movable import ahead_seconds

if TYPE_CHECKING:
    from sandbox import Sandbox


class BillingApp(Starlette):
    """Passes websockets and POST /graphql directly to their endpoints.

    Routing and middleware would cost as much CPU time as an operation, and memory for every open
    socket. If browsers of other origins are allowed, POST goes through the CORS middleware.
    """

    endpoints: Endpoints
    """Set when the process has started."""
    metrics_port: int | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.metrics_port is not None and _port_of(scope) == self.metrics_port:
            await self.endpoints.monitoring(scope, receive, send)
        elif scope["type"] == "websocket" and scope["path"] == "/graphql":
            await self.endpoints.websocket(scope, receive, send)
        elif (
            scope["type"] == "http"
            and scope["path"] == "/graphql"
            and scope["method"] == "POST"
            and not self.user_middleware
        ):
            await self.endpoints.direct(scope, receive, send)
        elif scope["type"] == "http":
            await self.endpoints.front.pass_on(super().__call__, scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def worker_app() -> BillingApp:
    """Return the application of a server process. The HTTP server calls this factory."""
    settings = read_settings()
    configure_logging(settings.log_level, settings.log_format, secrets=known_secrets(settings))
    settings = replace(settings, limits=fitting(settings.limits))
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
) -> BillingApp:
    """Return the application. The database must be migrated. `started` is called when it serves."""
    chosen = settings or read_settings()
    schema = build_schema()
    service = service_clock(chosen, clock)
    origins = Origins(chosen.allowed_origins)
    sandbox = None
    if chosen.sandbox:
        sandbox = make_sandbox(chosen, clock, partial(ahead_seconds, service))
    routes = [*_sandbox_routes(sandbox), *page_routes(chosen, clock)]

    @contextlib.asynccontextmanager
    async def lifespan(app: BillingApp) -> AsyncIterator[dict[str, object]]:
        async with contextlib.AsyncExitStack() as stack:
            enter = stack.enter_async_context
            observers = await enter(open_observers(chosen))
            process = await enter(
                running(chosen, clock=service, hooks=observers.hooks, provider=sandbox)
            )
            await enter(_serving(sandbox))
            app.endpoints = await enter(
                open_endpoints(schema, process, observers, draining or Draining(), origins)
            )
            app.router.routes = [*app.endpoints.routes, *routes]
            started()
            yield {**_for_protocols(app.endpoints), DATED: partial(moved_date, service)}

    return _made(chosen, origins, lifespan)


def _made(settings: Settings, origins: Origins, lifespan: Lifespan[BillingApp]) -> BillingApp:
    allowed = settings.allowed_origins
    made = BillingApp(
        middleware=[Middleware(Cors, allowed, origins)] if allowed else [],
        exception_handlers={ClientDisconnect: _gone},
        lifespan=lifespan,
    )
    # The redirect would lead to the host that the request names, which may be anybody's.
    made.router.redirect_slashes = False
    made.metrics_port = settings.metrics_port
    return made


def _for_protocols(endpoints: Endpoints) -> dict[str, object]:
    hsts = strict_transport_security(endpoints.process.settings.hsts_seconds)
    return {STATE: endpoints.refusal, GUARD: endpoints.guard, HSTS_STATE: hsts}


def _port_of(scope: Scope) -> int | None:
    """Return the port that a request came to; None for the start and the end of the process."""
    server = scope.get("server")
    return server[1] if server else None


def _sandbox_routes(sandbox: Sandbox | None) -> list[BaseRoute]:
    return [Mount("/sandbox", sandbox.app)] if sandbox else []


@contextlib.asynccontextmanager
async def _serving(sandbox: Sandbox | None) -> AsyncIterator[None]:
    """Deliver the sandbox's webhooks while the application runs."""
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


async def _gone(request: Request, error: Exception) -> Response:
    """Handle a client that disconnects in the middle of a body: it is not an error of the
    service."""
    return Response(status_code=499)
