"""GraphQL over HTTP: POST /graphql, one operation a request.

Whatever a caller sends, the answer is a GraphQL response; errors carry a code. A request that could
be read is answered 200 as application/json, or by the class of its error as
application/graphql-response+json, if the caller accepts that.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import strawberry
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from resolvers.context import Context
from resolvers.errors import shown
from server.wiring import Process
from services.identity import Unauthenticated

QUERY_LENGTH_MAX = 500_000
"""A batch of a thousand uses, written out in the document, fits."""
BODY_BYTES_MAX = 4 * 1024 * 1024
RESPONSE_TYPE = "application/graphql-response+json"
OVER_HTTP = (OperationType.QUERY, OperationType.MUTATION)


class Refused(Exception):
    """A request that is no GraphQL operation, with the HTTP status that says so."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class Operation(NamedTuple):
    query: str
    variables: dict[str, Any] | None
    operation_name: str | None


class GraphQLEndpoint:
    """The Starlette endpoint of POST /graphql."""

    def __init__(self, schema: strawberry.Schema, process: Process) -> None:
        self._schema = schema
        self._process = process

    async def __call__(self, request: Request) -> Response:
        strict = RESPONSE_TYPE in request.headers.get("accept", "")
        try:
            operation = await _read_operation(request)
            return await self._execute(request, operation, strict)
        except Refused as refused:
            status = refused.status
            if refused.code == "UNAUTHENTICATED" and not strict:
                status = 200
            return _response(_errors(refused), status, strict)
        except ClientDisconnect:
            return Response(status_code=499)

    async def _execute(self, request: Request, operation: Operation, strict: bool) -> Response:
        context = await self._context(request)
        try:
            result = await self._schema.execute(
                operation.query,
                variable_values=operation.variables,
                operation_name=operation.operation_name,
                context_value=context,
                allowed_operation_types=OVER_HTTP,
            )
        except CannotGetOperationTypeError as error:
            raise Refused(400, "BAD_INPUT", error.as_http_error_reason()) from error
        except InvalidOperationTypeError as error:
            raise Refused(400, "BAD_INPUT", "Subscriptions need the websocket.") from error
        content: dict[str, Any] = {}
        if result.errors:
            hide = self._process.settings.production
            errors = [shown(error, hide_suggestions=hide) for error in result.errors]
            content["errors"] = [error.formatted for error in errors]
        refused = isinstance(result, PreExecutionError)
        if not refused:
            content["data"] = result.data
        return _response(content, 400 if refused and strict else 200, strict)

    async def _context(self, request: Request) -> Context:
        authorization = request.headers.get("authorization")
        try:
            caller = await self._process.identity.authenticate(authorization)
        except Unauthenticated as error:
            raise Refused(401, "UNAUTHENTICATED", str(error)) from error
        return Context(self._process.services, caller)


async def _read_operation(request: Request) -> Operation:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise Refused(415, "BAD_INPUT", "The content-type must be application/json.")
    content = _parse(await _read_body(request))
    if not isinstance(content, dict):
        raise Refused(400, "BAD_INPUT", "The body must be a JSON object with a query.")
    query, variables = content.get("query"), content.get("variables")
    name = content.get("operationName")
    if not isinstance(query, str) or not query.strip():
        raise Refused(400, "BAD_INPUT", "query: must be a GraphQL document")
    if len(query) > QUERY_LENGTH_MAX:
        raise Refused(413, "LIMIT_EXCEEDED", f"The query is above {QUERY_LENGTH_MAX} characters.")
    if not isinstance(variables, dict | None):
        raise Refused(400, "BAD_INPUT", "variables: must be an object")
    if not isinstance(name, str | None):
        raise Refused(400, "BAD_INPUT", "operationName: must be a string")
    return Operation(query, variables, name or None)


async def _read_body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_BYTES_MAX:
            raise Refused(413, "LIMIT_EXCEEDED", f"The body is above {BODY_BYTES_MAX} bytes.")
    return bytes(body)


def _parse(body: bytes) -> object:
    # Not stricter than Python's own parser, which lets NaN and lone surrogates through: then the
    # answer names the field that holds them.
    try:
        return json.loads(body.decode())
    except (ValueError, RecursionError) as error:
        raise Refused(400, "BAD_INPUT", "The body is not JSON in UTF-8.") from error


def _errors(refused: Refused) -> dict[str, Any]:
    return {"errors": [{"message": str(refused), "extensions": {"code": refused.code}}]}


def _response(content: dict[str, Any], status: int, strict: bool) -> Response:
    text = json.dumps(content, separators=(",", ":"))
    media_type = RESPONSE_TYPE if strict else "application/json"
    return Response(text, status, media_type=f"{media_type}; charset=utf-8")
