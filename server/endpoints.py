"""The endpoints of one process, and the routes that lead to them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from starlette.routing import Route, Router
from starlette.types import ASGIApp
from strawberry import Schema

from server.admission.gate import Gate
from server.connections.cors import AskedOrigins
from server.connections.guard import Guard
from server.connections.origins import Origins
from server.documents import Documents
from server.exports import export_routes
from server.graphql.http import GraphQLEndpoint
from server.graphql.schema import rules
from server.live.endpoint import WebSocketEndpoint
from server.observability.draining import Draining
from server.observability.gauges import (
    Gauges,
    watch_connections,
    watch_priorities,
    watch_rates,
)
from server.observability.metrics import Metrics
from server.observability.observers import Observers
from server.observability.probes import metrics_route, probe_routes
from server.observability.readiness import Readiness
from server.observability.workers import Tell, metrics_of_all
from server.operations import Operations
from server.process.early_refusal import EarlyRefusal
from server.rate_limits.front import LimitedFront
from server.rate_limits.limiter import RateLimiter
from server.rate_limits.opening import open_units
from server.settings import Settings
from server.stripe_webhook import WebhookEndpoint
from server.wiring import Process, trusted_of


@dataclass(slots=True)
class Endpoints:
    """The endpoints of one process. `http` answers POST and GET /graphql.

    `routes` lead to all endpoints but the websocket's. `monitoring` is the application of
    METRICS_PORT: metrics and probes.
    """

    process: Process
    gate: Gate
    operations: Operations
    guard: Guard
    rates: RateLimiter
    http: ASGIApp
    direct: ASGIApp
    websocket: WebSocketEndpoint
    routes: list[Route]
    monitoring: Router = field(default_factory=lambda: Router(redirect_slashes=False))
    front: LimitedFront = field(init=False)
    refusal: EarlyRefusal = field(init=False)

    def __post_init__(self) -> None:
        self.front = LimitedFront(self.rates)
        self.refusal = EarlyRefusal(self.gate, self.process.identity, self.operations)


@asynccontextmanager
async def open_endpoints(
    schema: Schema,
    process: Process,
    observers: Observers,
    draining: Draining,
    origins: Origins | None = None,
) -> AsyncIterator[Endpoints]:
    """Make the endpoints. While they are open, other workers can read the metrics of this one."""
    settings = process.settings
    guard = Guard(settings.limits)
    async with open_units(
        redis_url=settings.redis_url,
        workers_folder=settings.workers_folder,
        workers=settings.workers,
    ) as units:
        rates = RateLimiter(settings.rates, units, process.identity, guard.address_of)
        allowed = origins or Origins(settings.allowed_origins)
        made = _made(schema, process, observers, guard, rates, origins=allowed)
        tell = _watched(made, observers.metrics)
        async with metrics_of_all(settings.workers_folder, tell) as metrics:
            probes = probe_routes(Readiness(process, draining))
            of_metrics = metrics_route(metrics, settings.metrics_token)
            made.routes += [*probes, *([of_metrics] if settings.serves_metrics_beside else [])]
            made.monitoring.routes += [*probes, of_metrics]
            yield made


def _made(
    schema: Schema,
    process: Process,
    observers: Observers,
    guard: Guard,
    rates: RateLimiter,
    *,
    origins: Origins,
) -> Endpoints:
    operations = Operations(schema, *rules(production=process.settings.production))
    gate = Gate(process.services.batcher)
    observe, documents = observers.observe, _documents(process.settings)
    endpoint = GraphQLEndpoint(
        operations, process, gate, rates, documents=documents, origins=origins, observe=observe
    )
    http = observers.endpoint(endpoint)
    websocket = WebSocketEndpoint(
        operations,
        process,
        gate,
        guard,
        rates,
        documents=documents,
        origins=origins,
        observe_push=observers.metrics.on_push,
        observe=observe,
        span=observers.span,
    )
    return Endpoints(
        process=process,
        gate=gate,
        operations=operations,
        guard=guard,
        rates=rates,
        http=http,
        direct=endpoint.directly if http is endpoint else http,
        websocket=websocket,
        routes=_routes(process, http, rates, origins),
    )


def _documents(settings: Settings) -> Documents:
    return Documents(trusted_of(settings), settings.require_trusted_documents)


def _watched(made: Endpoints, metrics: Metrics) -> Tell:
    """Add the values of all rooms to the metrics, and return what tells them."""
    watch_priorities(metrics, made.gate, made.process.services.batcher)
    watch_connections(metrics, made.guard)
    watch_rates(metrics, made.rates)
    return Gauges(metrics, made.process, made.websocket).tell


def _routes(process: Process, http: ASGIApp, rates: RateLimiter, origins: Origins) -> list[Route]:
    webhook = WebhookEndpoint(process.webhooks, rates)
    return [
        Route("/graphql", http, methods=["GET", "POST"]),
        Route("/graphql", AskedOrigins(origins).answer, methods=["OPTIONS"]),
        Route("/webhooks/stripe", webhook.receive, methods=["POST"]),
        *export_routes(process, rates),
    ]
