"""The messages of graphql-transport-ws: reads those of clients, and writes those of the server."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

import orjson
from graphql import GraphQLError

PROTOCOL = "graphql-transport-ws"

BAD_MESSAGE = 4400
UNAUTHORIZED = 4401
FORBIDDEN = 4403
"""Closes refused and expired connections. Clients may connect again with another token."""
UNKNOWN_PROTOCOL = 4406
INIT_TIMEOUT = 4408
DUPLICATE_ID = 4409
TOO_MANY_INITS = 4429
TOO_LARGE = 1009
TRY_AGAIN_LATER = 1013

ACK = '{"type":"connection_ack"}'
PONG = '{"type":"pong"}'

ID_LENGTH_MAX = 1_024
"""The most characters of an operation's id, which is kept, and repeated in each of its messages."""

Message = dict[str, Any]


class ProtocolFault(Exception):
    """Closes the connection with `code`."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class SubscribeMessage(NamedTuple):
    """The content of a `subscribe` message."""

    id: str
    query: str
    variables: dict[str, Any] | None
    operation_name: str | None
    marks: int
    """How many values the message has at most: `server.graphql.intake.marks_in`."""
    names: Message | None = None
    """The payload, if it may name its document: `server.documents.reference_in`. Then it may have
    sent none: `query` is empty."""


def read_message(text: str | None) -> Message:
    """Return an object with a type. Raises ProtocolFault."""
    if text is None:
        raise ProtocolFault(BAD_MESSAGE, "A message must be text")
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        raise ProtocolFault(BAD_MESSAGE, "A message must be JSON") from None
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise ProtocolFault(BAD_MESSAGE, "A message must be an object with a type")
    return message


def read_init(message: Message) -> dict[str, Any]:
    """Return the payload of `connection_init`, which may be left out. Raises ProtocolFault."""
    payload = message.get("payload", {})
    if not isinstance(payload, dict):
        raise ProtocolFault(BAD_MESSAGE, "The payload must be an object")
    return payload


def read_authorization(payload: dict[str, Any]) -> object:
    """Return the credentials in the payload of `connection_init`: its member `authorization`, or
    that of its member `headers`, as some clients send it. Letter case does not matter, as in HTTP.
    Null is none. Raises ProtocolFault for two that differ."""
    nested = [value for name, value in payload.items() if name.lower() == "headers"]
    places = [payload, *(place for place in nested if isinstance(place, dict))]
    named = [place[name] for place in places for name in place if name.lower() == "authorization"]
    given = [value for value in named if value is not None]
    if any(value != given[0] for value in given):
        raise ProtocolFault(FORBIDDEN, "Forbidden")
    return given[0] if given else None


def read_id(message: Message) -> str:
    """Return the id of the operation. Raises ProtocolFault."""
    name = message.get("id")
    if not isinstance(name, str) or not 1 <= len(name) <= ID_LENGTH_MAX:
        fault = f"The id must be a string of 1 to {ID_LENGTH_MAX} characters"
        raise ProtocolFault(BAD_MESSAGE, fault)
    return name


def read_request(message: Message, marks: int) -> SubscribeMessage:
    """Return the request to subscribe. Raises ProtocolFault."""
    name, payload = read_id(message), message.get("payload")
    if not isinstance(payload, dict):
        raise ProtocolFault(BAD_MESSAGE, "The payload must be an object with a query")
    query, names = payload.get("query"), None
    if payload.get("documentId") is not None or payload.get("extensions") is not None:
        names = payload
    if query is None and names is not None:
        query = ""
    elif not isinstance(query, str) or not query.strip():
        raise ProtocolFault(BAD_MESSAGE, "The payload must be an object with a query")
    variables, operation_name = payload.get("variables"), payload.get("operationName")
    if not isinstance(variables, dict | None):
        raise ProtocolFault(BAD_MESSAGE, "The variables must be an object")
    if not isinstance(operation_name, str | None):
        raise ProtocolFault(BAD_MESSAGE, "The operationName must be a string")
    return SubscribeMessage(name, query, variables, operation_name or None, marks, names)


def encode(value: object) -> str:
    """Return JSON. Python's own encoder handles values that orjson refuses: lone surrogates, large
    integers."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:
        return json.dumps(value, separators=(",", ":"))


def result_text(data: Any, errors: Iterable[GraphQLError] | None) -> str:
    """Return the payload of a `next` message."""
    content = {"data": data}
    if errors:
        content["errors"] = [error.formatted for error in errors]
    return encode(content)


def errors_text(errors: Iterable[GraphQLError]) -> str:
    """Return the payload of an `error` message."""
    return encode([error.formatted for error in errors])


def frame(kind: str, id_text: str, payload: str) -> str:
    """Return a message about an operation. Its id and the payload are JSON already."""
    return f'{{"id":{id_text},"type":"{kind}","payload":{payload}}}'


def complete_frame(id_text: str) -> str:
    return f'{{"id":{id_text},"type":"complete"}}'
