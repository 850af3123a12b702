"""Reads a request of GraphQL over HTTP from the body of a POST, or from the address of a GET."""

from __future__ import annotations

from typing import Any, NamedTuple

from starlette.types import Receive, Scope

from resolvers.budgets import Budget
from server.documents import Reference, reference_in
from server.graphql.intake import check_length, check_marks, check_request, marks_in
from server.graphql.json_body import NotJson, parse
from server.graphql.query_string import BadQueryString, read_query_string


class Refused(Exception):
    """The request is not a GraphQL operation. `status` is its HTTP status."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class Disconnected(Exception):
    """The client disconnected before the request was read."""


class Request(NamedTuple):
    query: str
    variables: dict[str, Any] | None
    operation_name: str | None
    reference: Reference | None = None
    """How the request names its document. Then it may have sent none: `query` is empty."""


async def read_request(
    scope: Scope, headers: dict[bytes, bytes], receive: Receive, budget: Budget
) -> Request:
    """Return the request. Raises Refused, LimitExceeded, Disconnected, or NotServed for a bad
    reference."""
    if scope["method"] != "POST":
        return _read_address(scope["query_string"], budget)
    length = headers.get(b"content-length", b"")
    # Shorter ones are checked when they are read.
    if len(length) > 5 and length.isdigit():
        check_length(int(length[:20]), budget)
    body = await _read_body(receive, budget)
    # A value takes two bytes or more, so most bodies are too short for too many.
    marks = marks_in(body) if len(body) > 2 * budget.values else 0
    if marks > budget.values:
        check_marks(body, marks, budget)
    try:
        content = parse(body)
    except NotJson as error:
        raise Refused(400, "BAD_INPUT", "The body is not JSON in UTF-8.") from error
    request = request_of(content)
    check_request(request.query, request.variables, marks, budget)
    return request


def _read_address(query_string: bytes, budget: Budget) -> Request:
    """Return the request of a GET. Raises Refused, or LimitExceeded."""
    try:
        content, marks = read_query_string(query_string, budget)
    except BadQueryString as error:
        raise Refused(400, "BAD_INPUT", str(error)) from error
    request = request_of(content)
    check_request(request.query, request.variables, marks, budget)
    return request


def request_of(content: object) -> Request:
    """Return the request in a body. Raises Refused, or NotServed for a bad reference."""
    if not isinstance(content, dict):
        raise Refused(400, "BAD_INPUT", "The body must be a JSON object with a query.")
    query, variables = content.get("query"), content.get("variables")
    name = content.get("operationName")
    reference = None
    if "documentId" in content or "extensions" in content:
        reference = reference_in(content)
    if query is None and reference is not None:
        query = ""
    elif not isinstance(query, str) or not query or query.isspace():
        raise Refused(400, "BAD_INPUT", "query: must be a GraphQL document")
    if variables is not None and not isinstance(variables, dict):
        raise Refused(400, "BAD_INPUT", "variables: must be an object")
    if name is not None and not isinstance(name, str):
        raise Refused(400, "BAD_INPUT", "operationName: must be a string")
    extensions = content.get("extensions")
    if extensions is not None and not isinstance(extensions, dict):
        raise Refused(400, "BAD_INPUT", "extensions: must be an object")
    return Request(query, variables, name or None, reference)


async def _read_body(receive: Receive, budget: Budget) -> bytes:
    message = await receive()
    if message["type"] == "http.request" and not message.get("more_body"):
        body: bytes = message.get("body", b"")
        check_length(len(body), budget)
        return body
    return await _read_chunks(message, receive, budget)


async def _read_chunks(message: Any, receive: Receive, budget: Budget) -> bytes:
    body = bytearray()
    while message["type"] == "http.request":
        body += message.get("body", b"")
        check_length(len(body), budget)
        if not message.get("more_body"):
            return bytes(body)
        message = await receive()
    raise Disconnected
