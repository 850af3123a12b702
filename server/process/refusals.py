"""The answers of the HTTP server itself to connections that go beyond a limit."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import NamedTuple

from server.connections.limits import ConnectionLimits

RETRY_SECONDS = 10


class ConnectionRefusal(NamedTuple):
    """Why a connection ends. `reason` is the label of the metric."""

    reason: str
    status: HTTPStatus
    text: str

    def response(self, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
        """Return the whole response, with the server's common headers."""
        body = self.text.encode()
        retry = b""
        if self.status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
            retry = b"retry-after: %d\r\n" % RETRY_SECONDS
        return (
            b"HTTP/1.1 %d %b\r\n" % (self.status, self.status.phrase.encode())
            + b"".join(b"%b: %b\r\n" % pair for pair in headers)
            + b"content-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\n" % len(body)
            + retry
            + b"connection: close\r\n\r\n"
            + body
        )


MALFORMED = ConnectionRefusal(
    "malformed", HTTPStatus.BAD_REQUEST, "This is not a request of HTTP/1.1.\n"
)


def header_bytes(limits: ConnectionLimits) -> ConnectionRefusal:
    text = f"The headers are above {limits.header_bytes} bytes.\n"
    return ConnectionRefusal("header_bytes", HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, text)


def headers(limits: ConnectionLimits) -> ConnectionRefusal:
    text = f"There are more than {limits.headers} headers.\n"
    return ConnectionRefusal("headers", HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, text)


def header_timeout(limits: ConnectionLimits) -> ConnectionRefusal:
    text = f"The headers were not complete after {limits.header_seconds} seconds.\n"
    return ConnectionRefusal("header_timeout", HTTPStatus.REQUEST_TIMEOUT, text)


def body_timeout(limits: ConnectionLimits) -> ConnectionRefusal:
    text = f"The body was not complete after {limits.body_seconds} seconds.\n"
    return ConnectionRefusal("body_timeout", HTTPStatus.REQUEST_TIMEOUT, text)


def body_bytes(limits: ConnectionLimits) -> ConnectionRefusal:
    text = f"The body is above {limits.body_bytes} bytes.\n"
    return ConnectionRefusal("body_bytes", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, text)


FRAMING = ConnectionRefusal(
    "framing", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The chunks of the body are too small.\n"
)


def pipelined(limits: ConnectionLimits) -> ConnectionRefusal:
    text = f"More than {limits.pipelined_requests} requests wait on this connection.\n"
    return ConnectionRefusal("pipelined_requests", HTTPStatus.TOO_MANY_REQUESTS, text)


CONNECTIONS = ConnectionRefusal(
    "connections", HTTPStatus.TOO_MANY_REQUESTS, "There are too many connections.\n"
)
