"""What operators' machines ask: does it live, can it serve, and what is it doing."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from tortoise import connections

from db.journal import is_transient
from resolvers.context import Services
from server.graphql_ws import WebSocketEndpoint
from server.metrics import CONTENT_TYPE, Metrics


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


async def _metrics(request: Request) -> Response:
    """Of this process, for Prometheus."""
    metrics: Metrics = request.app.state.metrics
    return Response(metrics.text(), media_type=CONTENT_TYPE)


PROBES = (Route("/healthz", _healthz), Route("/readyz", _readyz), Route("/metrics", _metrics))


def watch(metrics: Metrics, services: Services, sockets: WebSocketEndpoint) -> None:
    """Adds what is counted elsewhere to the metrics."""
    metrics.watch("queue_depth", "Commands waiting for a batch.", lambda: services.batcher.waiting)
    metrics.watch("sockets", "Open websockets.", lambda: len(sockets.connections))
    metrics.watch("subscriptions", "Operations under way on them.", lambda: sockets.subscriptions)
    metrics.watch("streams", "Streams that they share.", lambda: len(sockets.channels))
    metrics.watch("accounts_watched", "Accounts listened to.", lambda: services.live.watched)
