"""Endpoints for the machines of operators: `/healthz`, `/readyz` and `/metrics`."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from server.observability.metrics import CONTENT_TYPE
from server.observability.readiness import Readiness
from server.observability.workers import Tell


def probe_routes(readiness: Readiness, metrics: Tell) -> list[Route]:
    """Return the routes. `metrics` returns the metrics of this process and of the other workers."""

    async def healthz(_: Request) -> Response:
        """Answer 200 while the process is alive."""
        return JSONResponse({"status": "ok"})

    async def readyz(_: Request) -> Response:
        """Answer 200 if the process can serve; otherwise 503 and the reason."""
        reason = await readiness.missing()
        if reason is not None:
            return JSONResponse({"status": reason}, status_code=503)
        return JSONResponse({"status": "ok"})

    async def prometheus(_: Request) -> Response:
        return Response(await metrics(), media_type=CONTENT_TYPE)

    return [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", prometheus)]
