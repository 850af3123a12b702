"""The sandbox's HTTP server: the API, the hosted pages, the control interface."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.http import control
from sandbox.http.api import Api, Asked
from sandbox.http.hosted import Hosted
from sandbox.objects.clock import Clock
from sandbox.world.courier import Courier
from sandbox.world.errors import ApiError, Json
from sandbox.world.store import Store

BODY_MAX = 1_000_000


class Server:
    """The server. `changed` is called after each request that may have queued webhooks."""

    def __init__(
        self, *, store: Store, clock: Clock, courier: Courier, api: Api, changed: Callable[[], None]
    ) -> None:
        self._store, self._clock, self._courier, self._api = store, clock, courier, api
        self._changed = changed
        self.app = Starlette(
            routes=[
                Route("/v1/{path:path}", self._call, methods=["GET", "POST", "DELETE"]),
                *Hosted(store, clock, changed).routes,
                Route("/_control/state", self._state),
                Route("/_control/{command}", self._control, methods=["POST"]),
            ],
            exception_handlers={ApiError: _refused, ClientDisconnect: _gone},
        )
        # The redirect would lead to the host that the request names, which may be anybody's.
        self.app.router.redirect_slashes = False

    async def _call(self, request: Request) -> Response:
        query = request.url.query.encode()
        text = await _body(request) if request.method == "POST" else query
        path = f"/v1/{request.path_params['path']}"
        answer = await self._api.answer(Asked(request.method, path, request.headers, text))
        self._changed()
        return JSONResponse(answer.body, status_code=answer.status, headers=answer.headers)

    async def _control(self, request: Request) -> Response:
        given = _object(request, await _body(request))
        name = request.path_params["command"]
        if name == "flush":
            control.check(given, control.FLUSH)
            await self._store.run(self._clock.act)
            went = await self._courier.flush(everything=given.get("all", False))
            return JSONResponse(went)
        told = await self._store.run(lambda it: control.run(it, self._clock, name, given))
        self._changed()
        return JSONResponse(told)

    async def _state(self, _: Request) -> Response:
        return JSONResponse(await self._store.run(lambda it: control.state(it, self._clock)))


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_MAX:
            raise ApiError(f"A request has at most {BODY_MAX} bytes.")
    return bytes(body)


def _object(request: Request, body: bytes) -> Json:
    # A form on another site could post here from a developer's browser, but not with this content
    # type.
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise ApiError("The control takes application/json.")
    try:
        found: Any = json.loads(body or b"{}")
    except (ValueError, RecursionError) as error:
        raise ApiError("This is no JSON.") from error
    if not isinstance(found, dict):
        raise ApiError("A JSON object is needed.")
    return found


async def _gone(_: Request, error: Exception) -> Response:
    """Return no answer to a client that disconnects while it sends its body."""
    return Response(status_code=499)


def _refused(_: Request, error: Exception) -> Response:
    if not isinstance(error, ApiError):
        raise error
    return JSONResponse(error.body(), status_code=error.status)
