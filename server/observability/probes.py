"""Endpoints for the machines of operators: `/healthz`, `/readyz` and `/metrics`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from server.observability.metrics import CONTENT_TYPE
from server.observability.readiness import Readiness
from server.observability.workers import Tell


def probe_routes(readiness: Readiness, metrics: Tell) -> list[Route]:
    """Return the routes. `metrics` makes the text of this process and its fellow workers."""

    async def healthz(_: Request) -> Response:
        """The process lives."""
        return JSONResponse({"status": "ok"})

    async def readyz(_: Request) -> Response:
        """The process can serve; else 503 and the reason."""
        reason = await readiness.missing()
        if reason is not None:
            return JSONResponse({"status": reason}, status_code=503)
        return JSONResponse({"status": "ok"})

    async def prometheus(_: Request) -> Response:
        return Response(await metrics(), media_type=CONTENT_TYPE)

    return [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", prometheus)]
