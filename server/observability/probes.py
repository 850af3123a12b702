"""Endpoints for the machines of operators: `/healthz`, `/readyz` and `/metrics`."""

from __future__ import annotations

from hmac import compare_digest

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from server.extras import missing_extra
from server.observability.metrics import CONTENT_TYPE
from server.observability.readiness import Readiness
from server.observability.workers import Tell


def probe_routes(readiness: Readiness) -> list[Route]:
    """Return the routes of the probes."""

    async def healthz(_: Request) -> Response:
        """Answer 200 while the process is alive."""
        return JSONResponse({"status": "ok"})

    async def readyz(_: Request) -> Response:
        """Answer 200 if the process can serve; otherwise 503 and the reason."""
        reason = await readiness.missing()
        if reason is not None:
            return JSONResponse({"status": reason}, status_code=503)
        return JSONResponse({"status": "ok"})

    return [Route("/healthz", healthz), Route("/readyz", readyz)]


def metrics_route(metrics: Tell, token: str | None) -> Route:
    """Return the route of `metrics`: those of this process and of the other workers. With a token,
    only a request with it as its bearer token gets them. Without the extra, it says so."""
    missing = missing_extra("metrics", "/metrics")

    async def prometheus(request: Request) -> Response:
        if token is not None and not _bears(token, request.headers.get("authorization", "")):
            return PlainTextResponse(
                "The metrics need the METRICS_TOKEN as bearer token.\n",
                status_code=401,
                headers={"www-authenticate": "Bearer"},
            )
        if missing is not None:
            return PlainTextResponse(f"{missing}\n", status_code=404)
        return Response(await metrics(), media_type=CONTENT_TYPE)

    return Route("/metrics", prometheus)


def _bears(token: str, authorization: str) -> bool:
    scheme, _, given = authorization.partition(" ")
    same = compare_digest(given.strip().encode("latin-1"), token.encode())
    return same and scheme.lower() == "bearer"
