"""The pages at `/` and `/admin`, and the widget for pages of others at `/element.js`.

Development also has GraphiQL, the documentation, and an endpoint for test tokens. The pages are
built files of `web/dist`: serving them does not need Node.
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
from server.page.docs import docs_routes
from server.process.serve import DEMO_ACCOUNT
from server.production import DEVELOPMENT_SECRET
from server.settings import Settings

BUILT = Path(__file__).parents[2] / "web" / "dist"
NO_PAGE = "The page is not installed: its built files, web/dist, are missing."
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
"""The policy for GraphiQL: its editor writes style attributes, and its style sheet contains
fonts."""


def page_routes(settings: Settings, clock: Callable[[], datetime]) -> list[Route]:
    """Return the routes of the page, and in development those of GraphiQL, the documentation and
    tokens."""
    routes = [*_page(settings), *_element()]
    if not settings.production:
        routes += [*_graphiql(), *docs_routes()]
    if gives_tokens(settings):
        routes.append(
            Route("/development/token", DevelopmentTokens(settings, clock).give, methods=["POST"])
        )
    return routes


def gives_tokens(settings: Settings) -> bool:
    """Return whether anybody may get tokens: only with the development secret, which is public."""
    return settings.jwt_secret == DEVELOPMENT_SECRET and not settings.production


def _page(settings: Settings) -> list[Route]:
    files = BuiltFiles(BUILT / "page", policy=POLICY, missing=NO_PAGE)
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


def _element() -> list[Route]:
    """Return the route of the widget for other pages, a custom element."""
    files = BuiltFiles(BUILT / "element", policy=POLICY, missing=NO_PAGE, for_others=True)
    return [_file(files, "/element.js", "element.js")]


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
    """The account of the token and its scopes; None for the scopes of a plain user."""

    account: str
    scope: str | None


class DevelopmentTokens:
    """POST {"account": …, "scope": …}: returns a token of that account, valid for an hour.

    Without `scope` it has the scopes of a plain user. Only pages of the same origin may ask.
    """

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
        """Return a token. Raises ValueError for an invalid id of an account."""
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
    """Return whether the request comes from the same origin. Browsers send both headers, and pages
    cannot change them; other programs send neither."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    if site not in {None, "same-origin"}:
        return False
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


async def _wanted(request: Request) -> Wanted | None:
    # Other content types are refused: a form of another origin could send them.
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
