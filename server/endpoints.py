"""The endpoints of one process, and the routes that lead to them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.routing import Route, Router
from starlette.types import ASGIApp
from strawberry import Schema

from server.admission.gate import Gate
from server.connections.guard import Guard
from server.exports import export_routes
from server.graphql.http import GraphQLEndpoint
from server.graphql.schema import rules
from server.live.endpoint import WebSocketEndpoint
from server.observability.draining import Draining
from server.observability.gauges import Gauges, watch_connections, watch_priorities
from server.observability.observers import Observers
from server.observability.probes import metrics_route, probe_routes
from server.observability.readiness import Readiness
from server.observability.workers import metrics_of_all
from server.operations import Operations
from server.process.early_refusal import EarlyRefusal
from server.stripe_webhook import WebhookEndpoint
from server.wiring import Process


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
    http: ASGIApp
    websocket: WebSocketEndpoint
    refusal: EarlyRefusal
    routes: list[Route]
    monitoring: ASGIApp


@asynccontextmanager
async def open_endpoints(
    schema: Schema, process: Process, observers: Observers, draining: Draining
) -> AsyncIterator[Endpoints]:
    """Make the endpoints. While they are open, other workers can read the metrics of this one."""
    operations = Operations(schema, *rules(production=process.settings.production))
    gate = Gate(process.services.batcher)
    guard = Guard(process.settings.limits)
    observe = observers.observe
    http = observers.endpoint(GraphQLEndpoint(operations, process, gate, observe=observe))
    websocket = WebSocketEndpoint(
        operations,
        process,
        gate,
        guard,
        observe_push=observers.metrics.on_push,
        observe=observe,
        span=observers.span,
    )
    gauges = Gauges(observers.metrics, process, websocket)
    watch_priorities(observers.metrics, gate, process.services.batcher)
    watch_connections(observers.metrics, guard)
    probes = probe_routes(Readiness(process, draining))
    async with metrics_of_all(process.settings.workers_folder, gauges.tell) as metrics:
        of_metrics = metrics_route(metrics, process.settings.metrics_token)
        yield Endpoints(
            process=process,
            gate=gate,
            operations=operations,
            guard=guard,
            http=http,
            websocket=websocket,
            refusal=EarlyRefusal(gate, process.identity, operations),
            routes=[
                Route("/graphql", http, methods=["GET", "POST"]),
                *_routes(process, probes, of_metrics),
            ],
            monitoring=Router([*probes, of_metrics], redirect_slashes=False),
        )


def _routes(process: Process, probes: list[Route], metrics: Route) -> list[Route]:
    webhooks = WebhookEndpoint(process.webhooks)
    return [
        Route("/webhooks/stripe", webhooks.receive, methods=["POST"]),
        *probes,
        *([metrics] if process.settings.serves_metrics_beside else []),
        *export_routes(process),
    ]
