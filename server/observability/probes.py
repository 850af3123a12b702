"""What operators' machines ask: does it live, can it serve, and what is it doing."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from server.observability.metrics import CONTENT_TYPE
from server.observability.readiness import Readiness
from server.observability.workers import Tell


async def _healthz(_: Request) -> Response:
    """The process lives."""
    return JSONResponse({"status": "ok"})


async def _readyz(request: Request) -> Response:
    """The process can serve; else 503 and the reason."""
    readiness: Readiness = request.app.state.readiness
    reason = await readiness.missing()
    if reason is not None:
        return JSONResponse({"status": reason}, status_code=503)
    return JSONResponse({"status": "ok"})


async def _metrics(request: Request) -> Response:
    """Of this process and its fellow workers, for Prometheus."""
    tell: Tell = request.app.state.tell_metrics
    return Response(await tell(), media_type=CONTENT_TYPE)


PROBES = (Route("/healthz", _healthz), Route("/readyz", _readyz), Route("/metrics", _metrics))
