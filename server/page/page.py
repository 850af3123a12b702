"""The pages at `/` and `/admin`, and what only development has: GraphiQL, tokens for whoever asks.

They are built files of `web/dist`; whoever serves them needs no Node.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gateways.identity.jwt_verifier import issue_token
from server.page.built_files import SAFETY, BuiltFiles
from server.process.serve import DEMO_ACCOUNT
from server.production import DEVELOPMENT_SECRET
from server.settings import Settings

BUILT = Path(__file__).parents[2] / "web" / "dist"
TOKEN_SECONDS = 3600
BODY_BYTES_MAX = 4096
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
GRAPHIQL_POLICY = POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'").replace(
    "font-src 'self'", "font-src data:"
)
"""Its editor writes style attributes, and its style sheet carries its fonts."""


def page_routes(settings: Settings, clock: Callable[[], datetime]) -> list[Route]:
    """Of the page, always; of GraphiQL and of tokens where they may be."""
    routes = _page(settings)
    if not settings.production:
        routes += _graphiql()
    if gives_tokens(settings):
        routes.append(
            Route("/development/token", DevelopmentTokens(settings, clock).give, methods=["POST"])
        )
    return routes


def gives_tokens(settings: Settings) -> bool:
    """Only with the development secret, which everybody knows: a token is worth nothing."""
    return settings.jwt_secret == DEVELOPMENT_SECRET and not settings.production


def _page(settings: Settings) -> list[Route]:
    files = BuiltFiles(BUILT / "page", policy=POLICY)
    facts = {
        "development": gives_tokens(settings),
        "account": DEMO_ACCOUNT if gives_tokens(settings) else None,
        "graphiql": not settings.production,
        "sandbox": settings.sandbox,
    }

    async def about(_: Request) -> Response:
        return JSONResponse(facts, headers={**SAFETY, "cache-control": "no-store"})

    return [
        _file(files, "/", "index.html"),
        _file(files, "/admin", "admin.html"),
        _file(files, "/favicon.svg", "favicon.svg"),
        _assets(files, "/assets/{name}"),
        Route("/page.json", about),
    ]


def _graphiql() -> list[Route]:
    files = BuiltFiles(BUILT / "graphiql", policy=GRAPHIQL_POLICY)
    return [_file(files, "/graphiql", "index.html"), _assets(files, "/graphiql/assets/{name}")]


def _file(files: BuiltFiles, path: str, name: str) -> Route:
    async def endpoint(request: Request) -> Response:
        return files.answer(request, name)

    return Route(path, endpoint)


def _assets(files: BuiltFiles, path: str) -> Route:
    async def endpoint(request: Request) -> Response:
        return files.answer(request, f"assets/{request.path_params['name']}")

    return Route(path, endpoint)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose token; None: with a plain user's scopes."""

    account: str
    scope: str | None


class DevelopmentTokens:
    """POST {"account": …, "scope": …}: a token of that account, for an hour, with those scopes or
    a plain user's. For pages of this origin alone."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime]) -> None:
        self._settings, self._clock = settings, clock

    async def give(self, request: Request) -> Response:
        if not _is_same_origin(request):
            return _told(403, error="only for pages of this origin")
        wanted = await _wanted(request)
        if wanted is None:
            return _told(400, error='the body must be JSON: {"account": "…", "scope": "…"}')
        try:
            token = self._token(wanted)
        except ValueError as error:
            return _told(400, error=str(error))
        return _told(200, account=wanted.account, token=token, seconds=TOKEN_SECONDS)

    def _token(self, wanted: Wanted) -> str:
        """Raises ValueError for what can't be an account's id."""
        return issue_token(
            DEVELOPMENT_SECRET,
            account=wanted.account,
            scope=wanted.scope,
            ttl=TOKEN_SECONDS,
            now=self._clock(),
            audience=self._settings.jwt_audience,
            issuer=self._settings.jwt_issuer,
        )


def _is_same_origin(request: Request) -> bool:
    """Programs send neither header; a browser sends both, and no page can change them."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    if site not in {None, "same-origin"}:
        return False
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


async def _wanted(request: Request) -> Wanted | None:
    # No other content type: a form of another origin could send it without being asked.
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_BYTES_MAX:
            return None
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return _understood(content) if isinstance(content, dict) else None


def _understood(content: dict[str, object]) -> Wanted | None:
    account, scope = content.get("account"), content.get("scope")
    if isinstance(account, str) and (scope is None or isinstance(scope, str)):
        return Wanted(account, scope)
    return None


def _told(status: int, **content: str | int) -> Response:
    return JSONResponse(content, status, headers={**SAFETY, "cache-control": "no-store"})
