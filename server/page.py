"""The page at `/`, and what only development has: GraphiQL, and tokens for whoever asks.

Both are built files of `web/dist`; whoever serves them needs no Node.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gateways.jwt_verifier import issue_token
from server.built_files import SAFETY, BuiltFiles
from server.serve import DEMO_ACCOUNT
from server.settings import DEVELOPMENT_SECRET, Settings

BUILT = Path(__file__).parent.parent / "web" / "dist"
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

Clock = Callable[[], datetime]


def page_routes(settings: Settings, clock: Clock) -> list[Route]:
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


class DevelopmentTokens:
    """POST {"account": …}: a token of that account, for an hour. For pages of this origin alone."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings, self._clock = settings, clock

    async def give(self, request: Request) -> Response:
        if not _is_same_origin(request):
            return _told(403, error="only for pages of this origin")
        account = await _account(request)
        if account is None:
            return _told(400, error='the body must be JSON: {"account": "…"}')
        try:
            return _told(200, account=account, token=self._token(account), seconds=TOKEN_SECONDS)
        except ValueError as error:
            return _told(400, error=str(error))

    def _token(self, account: str) -> str:
        """Raises ValueError for what can't be an account's id."""
        return issue_token(
            DEVELOPMENT_SECRET,
            account=account,
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


async def _account(request: Request) -> str | None:
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
    account = content.get("account") if isinstance(content, dict) else None
    return account if isinstance(account, str) else None


def _told(status: int, **content: str | int) -> Response:
    return JSONResponse(content, status, headers={**SAFETY, "cache-control": "no-store"})
