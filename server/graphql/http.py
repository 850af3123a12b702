"""GraphQL over HTTP: POST /graphql, one operation per request. GET is for queries only.

The answer to any request is a GraphQL response, and every error has a code. The status of a
readable request is 200 with application/json. For clients that accept
application/graphql-response+json it depends on the kind of the error.

Nothing but the header `authorization` identifies a caller, so a page of another origin can only ask
as a stranger. Browsers tell which page sent a GET, and those of other origins are refused.

It is a plain ASGI application: the requests and responses of a framework would cost more CPU time
than most operations.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from time import perf_counter
from typing import Any, NamedTuple

from graphql import GraphQLError, OperationType
from starlette.types import Receive, Scope, Send

from resolvers.budgets import Budget
from resolvers.context import Context
from resolvers.errors import LimitExceeded, all_shown, rate_limited
from resolvers.request import begin_request, operation_name
from server.admission.gate import Gate, waits_elsewhere
from server.connections.origins import Origins
from server.documents import Documents
from server.graphql.intake import check_request
from server.graphql.json_body import encode
from server.graphql.request import Disconnected, Refused, Request, read_request
from server.operations import NotServed, Operation, Operations
from server.operations.prices import reading_units
from server.rate_limits.limiter import Header, RateLimiter, Visit, headers_of
from server.rate_limits.shares import TooManyRequests
from server.wiring import Process
from services.identity.identity import Unauthenticated

RESPONSE_TYPE = "application/graphql-response+json"

Observe = Callable[[Operation | None, float, bool], None]
"""Called for every answer: with the operation (None if there is none to execute), the seconds it
took, and whether the answer has errors."""

AT_ONCE = "billing.at_once"
"""The key in a scope's extensions of a function that writes a whole answer."""
AtOnce = Callable[[int, Iterable[Header], bytes], bool]
"""Writes a whole answer: its status, headers and body. Returns False if it has written nothing and
the answer has to go by ASGI's messages."""

_CONTENT_TYPES = {
    strict: f"{media_type}; charset=utf-8".encode()
    for strict, media_type in ((False, "application/json"), (True, RESPONSE_TYPE))
}

_FAILURES = {"UNAVAILABLE": 503, "INTERNAL": 500}
"""The status of an error outside of any field that is not the caller's, by its code."""


_HEADERS_OF_GET = [
    (b"cache-control", b"private, no-store"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"vary", b"accept, authorization"),
]
"""Neither a cache nor a page of another origin may use an answer. Answers to POST are not stored or
embedded anyway."""


class Answer(NamedTuple):
    """`rates` are the headers of the rate limits, of which a refusal has its own."""

    content: dict[str, Any]
    status: int
    rates: tuple[Header, ...] = ()


class GraphQLEndpoint:
    """The ASGI application of /graphql for POST and GET. It does not check the path."""

    def __init__(
        self,
        operations: Operations,
        process: Process,
        gate: Gate,
        rates: RateLimiter,
        *,
        documents: Documents | None = None,
        origins: Origins | None = None,
        observe: Observe | None = None,
    ) -> None:
        self._rates = rates
        self._operations = operations
        self._process = process
        self._observe = observe
        self._gate = gate
        self._documents = documents or Documents()
        self._origins = origins or Origins(process.settings.allowed_origins)

    async def __call__(
        self, scope: Scope, receive: Receive, send: Send, *, at_once: AtOnce | None = None
    ) -> None:
        """Answer a request, by `at_once` if that is given and can."""
        started = perf_counter()
        headers = _first_of_each(scope["headers"])
        strict = RESPONSE_TYPE.encode() in headers.get(b"accept", b"")
        request_name = begin_request(headers.get(b"x-request-id"))
        operation: Operation | None = None
        has_body = scope["method"] == "POST"
        visit: Visit | None = None
        try:
            address = self._rates.address_of(scope)
            visit = self._rates.enter(address) or await self._rates.visit(address)
            self._check_sender(headers, has_body)
            # Strangers send no large bodies: who calls is known before a body is read.
            context = await self._context(headers, visit)
            budget = context.budget
            request = await read_request(scope, headers, receive, budget)
            known = self._known(request, context, budget)
            operation = known or await self._read(request, context, visit)
            if not has_body and operation.kind is not OperationType.QUERY:
                raise Refused(405, "BAD_INPUT", "GET is for queries only. Use POST.")
            if (units := operation.units(request.variables)) > 1:
                await visit.charge(units)
            operation_name.set(operation.fields[0])
            answer = await self._answer(operation, request, context, strict)
        # For example, the database was away when the caller was authenticated.
        except Exception as error:  # noqa: BLE001
            answer = self._not_executed(error, strict)
        finally:
            if visit is not None:
                visit.end()
        told, body = _encoded(answer, strict, request_name, visit, has_body)
        if at_once is None or not at_once(answer.status, told, body):
            await send({"type": "http.response.start", "status": answer.status, "headers": told})
            await send({"type": "http.response.body", "body": body})
        if self._observe is not None:
            self._observe(operation, perf_counter() - started, "errors" in answer.content)

    def directly(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Answer a request whose `send` is the server's own: nothing else sees the answer."""
        return self(scope, receive, send, at_once=scope.get("extensions", {}).get(AT_ONCE))

    def _known(self, request: Request, context: Context, budget: Budget) -> Operation | None:
        """Return an operation that is kept and that the request brings itself. Raises NotServed."""
        if request.reference is not None or self._documents.restricts(context.caller):
            return None
        operation = self._operations.known(request.query, request.operation_name)
        if operation is not None and (fault := operation.refusal(budget)):
            raise NotServed(fault)
        return operation

    async def _read(self, request: Request, context: Context, visit: Visit) -> Operation:
        """Return any operation. Raises NotServed, LimitExceeded, Unavailable or TooManyRequests."""
        documents, budget, query = self._documents, context.budget, request.query
        if request.reference is not None or documents.restricts(context.caller):
            query = documents.find(query, request.reference, context.caller)
            check_request(query, None, 0, budget)
        if self._operations.known(query, request.operation_name) is None:
            await visit.charge(1 + reading_units(len(query)))
        operation = await self._operations.find(query, request.operation_name, budget)
        if request.reference is not None:
            documents.register(query, request.reference)
        return operation

    def _check_sender(self, headers: dict[bytes, bytes], has_body: bool) -> None:
        """Raises Refused for a request that a page of any origin could send.

        A body of JSON needs the permission of CORS. A GET does not.
        """
        if has_body:
            _check_content_type(headers)
        elif not self._origins.admits(headers):
            raise Refused(403, "FORBIDDEN", self._origins.refuse(_origin_of(headers)))

    def _not_executed(self, error: Exception, strict: bool) -> Answer:
        """Return the answer to a request that failed before its operation was executed."""
        match error:
            case TooManyRequests():
                return _refusal(429, str(error), rate_limited(error), headers_of(error.share))
            case LimitExceeded():
                return _refusal(413, str(error), {"code": error.code})
            case NotServed():
                status = error.strict_status if strict else error.status
                return Answer({"errors": self._shown(error.errors)}, status)
            case Refused():
                hidden = error.code == "UNAUTHENTICATED" and not strict
                return _refusal(200 if hidden else error.status, str(error), {"code": error.code})
            case Disconnected():
                return Answer({}, 499)
        return self._failure(error, strict)

    async def _answer(
        self, operation: Operation, request: Request, context: Context, strict: bool
    ) -> Answer:
        """Execute the operation when the gate admits it, else return the refusal."""
        if waits_elsewhere(operation):
            return await self._execute(operation, request, context, strict)
        priority = self._gate.priority(context.caller, request.variables)
        if not await self._gate.enter(priority):
            message, extensions = self._gate.refusal()
            error = {"message": message, "extensions": extensions}
            return Answer({"errors": [error]}, 503 if strict else 200)
        try:
            return await self._execute(operation, request, context, strict)
        finally:
            self._gate.leave(priority)

    async def _execute(
        self, operation: Operation, request: Request, context: Context, strict: bool
    ) -> Answer:
        if operation.kind is OperationType.SUBSCRIPTION:
            raise Refused(400, "BAD_INPUT", "Subscriptions need the websocket.")
        try:
            data, errors = await operation.execute(context, request.variables)
        # An error outside of any field is an internal error.
        except Exception as error:  # noqa: BLE001
            return self._failure(error, strict)
        if errors:
            return Answer({"errors": self._shown(errors), "data": data}, 200)
        return Answer({"data": data}, 200)

    def _failure(self, error: Exception, strict: bool) -> Answer:
        errors = self._shown([GraphQLError(str(error), original_error=error)])
        status = _FAILURES.get(errors[0]["extensions"]["code"], 400)
        return Answer({"errors": errors}, status if strict else 200)

    def _shown(self, errors: list[GraphQLError]) -> list[Any]:
        hide = self._process.settings.production
        return [error.formatted for error in all_shown(errors, hide_suggestions=hide)]

    async def _context(self, headers: dict[bytes, bytes], visit: Visit) -> Context:
        authorization = headers.get(b"authorization")
        if authorization is None:
            return Context(self._process.services, None)
        try:
            caller = await self._rates.authenticated(authorization.decode("latin-1"), visit)
        except Unauthenticated as error:
            raise Refused(401, "UNAUTHENTICATED", str(error)) from error
        return Context(self._process.services, caller)


def _first_of_each(headers: list[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """Return the headers by name, which ASGI servers give in lower case. The first of a name
    counts."""
    return dict(reversed(headers))


def _origin_of(headers: dict[bytes, bytes]) -> str | None:
    given = headers.get(b"origin")
    return None if given is None else given.decode("latin-1")


def _check_content_type(headers: dict[bytes, bytes]) -> None:
    """Raises Refused."""
    content_type = headers.get(b"content-type", b"")
    if content_type != b"application/json":
        media_type = content_type.partition(b";")[0].strip().lower()
        if media_type != b"application/json":
            raise Refused(415, "BAD_INPUT", "The content-type must be application/json.")


def _refusal(
    status: int, message: str, extensions: dict[str, Any], rates: tuple[Header, ...] = ()
) -> Answer:
    return Answer({"errors": [{"message": message, "extensions": extensions}]}, status, rates)


def _encoded(
    answer: Answer, strict: bool, request_name: bytes, visit: Visit | None, has_body: bool
) -> tuple[list[Header], bytes]:
    """Return the headers and the body of an answer."""
    body = encode(answer.content)
    more = answer.rates or (visit.headers if visit is not None else ())
    if not has_body:
        more = (*more, *_HEADERS_OF_GET)
    headers = [
        (b"content-length", b"%d" % len(body)),
        (b"content-type", _CONTENT_TYPES[strict]),
        (b"x-request-id", request_name),
        *more,
    ]
    if answer.status == 405:
        headers.append((b"allow", b"POST"))
    if "errors" in answer.content and (seconds := _retry_after(answer.content["errors"])):
        headers.append((b"retry-after", str(seconds).encode()))
    return headers, body


def _retry_after(errors: Iterable[Any]) -> int | None:
    """Return the longest wait that an error asks for, in seconds; None without one."""
    told = (error.get("extensions", {}).get("retryAfterSeconds") for error in errors)
    return max((seconds for seconds in told if seconds is not None), default=None)
