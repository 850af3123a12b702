"""GET /export/…: streams of an account's uses and ledger, and of all its stored data.

Callers have the same rights as in GraphQL: another user's account gives the same answer as one that
does not exist. Errors are JSON, as in GraphQL. An error in the middle of a file ends the
connection, so that nobody takes an incomplete file for a complete one. When the client disconnects,
reading stops.
"""

from __future__ import annotations

import asyncio
import logging
import zlib
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable
from contextlib import aclosing
from datetime import datetime
from functools import partial
from typing import ClassVar

from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from billing.errors import BadInput
from billing.ledger.account import Account
from billing.privacy.actions import AdminActionKind
from resolvers.context import Context
from resolvers.errors import LimitExceeded, NotFound, shown
from schema.scalars import parse_datetime
from server.rate_limits.front import VISIT, too_many
from server.rate_limits.limiter import RateLimiter, Visit
from server.rate_limits.shares import TooManyRequests
from server.wiring import Process
from services.identity.key_watch import End
from services.privacy.actions import Asked
from services.privacy.exports import Export, Format, Stream, everything

logger = logging.getLogger(__name__)

AT_ONCE_MAX = 8
"""The maximum number of exports at once in a process, because each formats its pages on the event
loop."""
OF_ONE_MAX = 2
"""The maximum number of exports at once of one caller, so that no caller takes all places."""
STALLED_SECONDS = 60.0
"""The connection of a client that reads nothing for so long is closed."""
RATE_UNITS = 50
"""The units of the rate limits that an export takes."""
CHUNK_LENGTH = 65_536
"""Characters per chunk."""

_STATUS = {
    "UNAUTHENTICATED": 401,
    "FORBIDDEN": 403,
    "NOT_FOUND": 404,
    "BAD_INPUT": 400,
    "LIMIT_EXCEEDED": 429,
    "RATE_LIMITED": 429,
    "UNAVAILABLE": 503,
}
_MEDIA_TYPES = {
    Format.CSV: "text/csv; charset=utf-8; header=present",
    Format.JSONL: "application/jsonl; charset=utf-8",
}
_GZIP = 16 + zlib.MAX_WBITS

Follow = Callable[[End], Callable[[], None]]
"""Takes what to do when the credentials of the caller end; returns a function that stops this."""
Made = Callable[[Request, Context], Awaitable[Response]]


class Streaming(StreamingResponse):
    """A streamed file, compressed if the client accepts it. At most AT_ONCE_MAX are sent at
    once."""

    under_way: ClassVar[int] = 0
    callers: ClassVar[Counter[str]] = Counter()

    def __init__(
        self, lines: AsyncIterator[str], *, caller: str, name: str, media_type: str, gzip: bool
    ) -> None:
        self._caller = caller
        self.follow: Follow = lambda _: lambda: None
        """Set to have the file end when the caller's key does."""
        headers = {
            "content-disposition": f'attachment; filename="{name}"',
            "cache-control": "no-store",
            "vary": "accept-encoding",
            **({"content-encoding": "gzip"} if gzip else {}),
        }
        self._chunks = _compressed(_chunks(lines)) if gzip else _chunks(lines)
        super().__init__(self._chunks, media_type=media_type, headers=headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_soon(message: Message) -> None:
            async with asyncio.timeout(STALLED_SECONDS):
                await send(message)

        Streaming.under_way += 1
        Streaming.callers[self._caller] += 1
        valid = asyncio.timeout(None)
        try:
            # Without `aclosing`, nothing would close the generator when the client disconnects.
            async with valid, aclosing(self._chunks):
                forget = self.follow(lambda _: valid.reschedule(0.0))
                try:
                    await super().__call__(scope, receive, send_soon)
                finally:
                    forget()
        except TimeoutError:
            # Returning before the last chunk ends the connection.
            reason = "the key of its caller has ended" if valid.expired() else "was read too slowly"
            logger.warning("the connection of an export is closed: it %s", reason)
        finally:
            Streaming.under_way -= 1
            Streaming.callers[self._caller] -= 1
            Streaming.callers += Counter()


def _listed(stream: Stream, format: Format) -> Made:
    async def made(request: Request, context: Context) -> Response:
        given = _given(request, ("accountId", "from", "to"))
        export = Export(
            account=await _account(given.get("accountId"), context),
            stream=stream,
            format=format,
            start=_time("from", given),
            end=_time("to", given),
        )
        name, media_type = f"{stream}.{format}", _MEDIA_TYPES[format]
        gzip = _takes_gzip(request)
        caller = context.require_caller().subject
        _require_place(caller)
        return Streaming(export.lines(), caller=caller, name=name, media_type=media_type, gzip=gzip)

    return made


async def _whole(request: Request, context: Context) -> Response:
    account = await _account(_given(request, ("accountId",)).get("accountId"), context)
    caller = context.require_caller()
    if not caller.owns(account.id):
        await context.services.admin_log.asked(
            Asked(
                actor=caller.subject,
                kind=AdminActionKind.EXPORT_ACCOUNT,
                account_id=account.id,
                details={},
            )
        )
    _require_place(caller.subject)
    return Streaming(
        everything(account, with_actors=caller.is_admin),
        caller=caller.subject,
        name="account.json",
        media_type="application/json",
        gzip=_takes_gzip(request),
    )


async def _account(account_id: str | None, context: Context) -> Account:
    """Return the requested account if the caller may read it. Raises the errors of the API."""
    meant = context.account_meant(account_id)
    view = await context.view(meant)
    account = None if view is None else await context.account(meant)
    if view is None or account is None:
        raise NotFound("There is no such account.")
    view.require_all()
    return account


def _require_place(caller: str) -> None:
    """Raise LimitExceeded if too many exports are running.

    Call it last: an export counts as soon as it is answered, and others begin in every wait.
    """
    if Streaming.under_way >= AT_ONCE_MAX:
        raise LimitExceeded(f"{AT_ONCE_MAX} exports are running: try again later.")
    if Streaming.callers[caller] >= OF_ONE_MAX:
        raise LimitExceeded(f"{OF_ONE_MAX} of your exports are running: finish them first.")


async def _answer(process: Process, rates: RateLimiter, made: Made, request: Request) -> Response:
    visit: Visit = request.scope["state"][VISIT]
    authorization = request.headers.get("authorization")
    try:
        caller = None
        if authorization is not None:
            caller = await rates.authenticated(authorization, visit)
        await visit.charge(RATE_UNITS)
        response = await made(request, Context(process.services, caller))
        if caller is not None and isinstance(response, Streaming):
            response.follow = partial(process.identity.follow, caller)
        return response
    except TooManyRequests as error:
        return too_many(error)
    # Every error has the form that GraphQL gives it.
    except Exception as error:  # noqa: BLE001
        # The path makes it the error of a field. Without a path it would be an error of the
        # document.
        told = shown(GraphQLError(str(error), path=["export"], original_error=error)).formatted
    extensions = told.get("extensions", {})
    content = {"errors": [{"message": told["message"], "extensions": extensions}]}
    return JSONResponse(content, status_code=_STATUS.get(str(extensions.get("code")), 500))


def _given(request: Request, known: Iterable[str]) -> dict[str, str]:
    """Return the query parameters. Raises BadInput for one that is unknown or given twice."""
    pairs = request.query_params.multi_items()
    given = dict(pairs)
    for name in given:
        if name not in known:
            raise BadInput(name[:40], "is not a parameter of this export")
    if len(given) < len(pairs):
        raise BadInput("query", "contains a parameter twice")
    return given


def _time(name: str, given: dict[str, str]) -> datetime | None:
    try:
        return parse_datetime(given[name]) if name in given else None
    except ValueError as error:
        raise BadInput(name, str(error)) from error


def _takes_gzip(request: Request) -> bool:
    offers = request.headers.get("accept-encoding", "").lower().replace(" ", "").split(",")
    names = {
        name
        for name, _, quality in (o.partition(";q=") for o in offers)
        if quality.strip("0.") or not quality
    }
    return "gzip" in names


async def _chunks(lines: AsyncIterator[str]) -> AsyncGenerator[bytes, None]:
    waiting: list[str] = []
    length = 0
    async for line in lines:
        waiting.append(line)
        length += len(line)
        if length >= CHUNK_LENGTH:
            yield "".join(waiting).encode()
            waiting, length = [], 0
    if waiting:
        yield "".join(waiting).encode()


async def _compressed(chunks: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    packer = zlib.compressobj(level=1, wbits=_GZIP)
    async for chunk in chunks:
        if packed := packer.compress(chunk):
            yield packed
    yield packer.flush()


def export_routes(process: Process, rates: RateLimiter) -> list[Route]:
    """Return the routes of all exports."""
    made: dict[str, Made] = {
        f"{stream}.{form}": _listed(stream, form) for stream in Stream for form in Format
    }
    made["account.json"] = _whole
    return [
        Route(f"/export/{name}", partial(_answer, process, rates, one), methods=["GET"])
        for name, one in made.items()
    ]
