"""The limit of addresses for everything that has none of its own: pages, tokens, exports, metrics.

Probes are never limited. Operations and webhooks ask the RateLimiter themselves.
"""

from __future__ import annotations

from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from resolvers.errors import rate_limited
from server.rate_limits.limiter import RATELIMIT, RateLimiter, headers_of
from server.rate_limits.shares import TooManyRequests

UNITS = {"/metrics": 10}
"""The prices of paths that take more than a unit."""
VISIT = "rate_visit"
"""The key in a request's state of its Visit."""
WITHOUT = frozenset({"/healthz", "/readyz", "/webhooks/stripe"})
"""Paths that are not limited here."""
OPERATIONS = frozenset({"GET", "HEAD", "POST"})
"""The methods of /graphql that bring an operation."""


def too_many(error: TooManyRequests) -> Response:
    """Return the answer to a request beyond a limit. It has the form of GraphQL's errors."""
    content = {"errors": [{"message": str(error), "extensions": rate_limited(error)}]}
    headers = {name.decode(): value.decode() for name, value in headers_of(error.share)}
    headers["retry-after"] = str(error.retry_after_seconds)
    return JSONResponse(content, status_code=429, headers=headers)


class LimitedFront:
    """Passes requests on to an application, within the limit of their address."""

    def __init__(self, rates: RateLimiter) -> None:
        self._rates = rates

    async def pass_on(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if path in WITHOUT or (path == "/graphql" and scope["method"] in OPERATIONS):
            await app(scope, receive, send)
            return
        try:
            visit = await self._rates.visit(self._rates.address_of(scope))
        except TooManyRequests as error:
            await too_many(error)(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = message.get("headers", [])
                # A refusal has those of the limit that it went beyond.
                if all(name != RATELIMIT for name, _ in given):
                    message["headers"] = [*given, *visit.headers]
            await send(message)

        try:
            units = UNITS.get(path, 1)
            if units > 1:
                await visit.charge(units)
            scope["state"] = {**scope.get("state", {}), VISIT: visit}
            await app(scope, receive, send_with_headers)
        except TooManyRequests as error:
            await too_many(error)(scope, receive, send)
        finally:
            visit.end()
