"""Permissions for pages of other origins to call (CORS), and what refused pages are told.

A browser asks before a page sends JSON or a token. It shows the answer to a refused question only
in its list of requests, so the log has it too.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp

from server.connections.origins import Origins

EXPOSED = ["date", "x-request-id", "retry-after", "ratelimit", "ratelimit-policy"]
"""The headers that pages may read. Countdowns follow the server's clock, which is in Date."""


class Cors(CORSMiddleware):
    """Answers the questions of browsers, and adds the permission to answers for allowed origins."""

    def __init__(self, app: ASGIApp, allowed: Sequence[str], origins: Origins) -> None:
        super().__init__(
            app,
            allow_origins=allowed,
            allow_methods=["GET", "POST"],
            allow_headers=["authorization", "content-type", "x-request-id"],
            expose_headers=EXPOSED,
            max_age=600,
        )
        self._origins = origins

    def preflight_response(self, request_headers: Headers) -> Response:
        """Return the answer to a browser's question."""
        if self.is_allowed_origin(request_headers["origin"]):
            return super().preflight_response(request_headers)
        return refusal(self._origins, request_headers["origin"])


def refusal(origins: Origins, origin: str | None) -> Response:
    """Return the answer to a page that may not call, without the permission to read it."""
    return PlainTextResponse(origins.refuse(origin), 403, headers={"vary": "origin"})


class AskedOrigins:
    """The endpoint for questions of browsers where no other origin is allowed."""

    def __init__(self, origins: Origins) -> None:
        self._origins = origins

    async def answer(self, request: Request) -> Response:
        """Refuse the page that asks; 405 for what is no question."""
        headers = request.headers
        if "origin" in headers and "access-control-request-method" in headers:
            return refusal(self._origins, headers["origin"])
        return PlainTextResponse("Method Not Allowed", 405, headers={"allow": "GET, HEAD, POST"})
