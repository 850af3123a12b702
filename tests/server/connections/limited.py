"""Limits that are low enough to reach, and what goes over the wire."""

from __future__ import annotations

from collections.abc import Callable

from server.connections.limits import ConnectionLimits
from tests.support.server.wire import frame

BODY_BYTES_MAX = ConnectionLimits().body_bytes
HEADER_BYTES, HEADERS, PIPELINED, FRAGMENTS, CONTROL = 4_096, 20, 5, 50, 4
CONNECTIONS, SOCKETS = 10, 2
CROWD, PROXY = "127.0.0.2", "127.0.0.3"
GET = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n"
POST = b"POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
CHUNKED = POST + b"transfer-encoding: chunked\r\n\r\n"
INIT = frame(1, b'{"type":"connection_init"}')
PING = frame(1, b'{"type":"ping"}')
Gained = Callable[[], dict[str, int]]
