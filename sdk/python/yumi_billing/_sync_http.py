"""HTTP for the synchronous client: connections of the standard library that are used again.

A request costs a fifth of the CPU that it costs with usual libraries. A connection belongs to one
thread at a time, and to one process: after a fork, the child makes new ones.
"""

from __future__ import annotations

import os
import ssl
from collections import deque
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

from yumi_billing._wire import Answer, lost
from yumi_billing.errors import ConnectionFailed

IDLE_MAX = 32


class Pool:
    """Connections to one address, the one that was used last first."""

    def __init__(self, url: str, *, timeout: float, context: ssl.SSLContext | None) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url!r} is no address: http://127.0.0.1:8000/graphql, for example")
        self._url = url
        self._host, self._port = parts.hostname, parts.port
        path = (parts.path or "/graphql") + (f"?{parts.query}" if parts.query else "")
        self._start = f"POST {path} HTTP/1.1\r\nhost: {parts.netloc}\r\n".encode("ascii")
        self._timeout = timeout
        self._context = context or ssl.create_default_context() if parts.scheme == "https" else None
        self._idle: deque[HTTPConnection] = deque(maxlen=IDLE_MAX)
        self._pid = os.getpid()

    def post(self, body: bytes, headers: dict[str, str]) -> Answer:
        """Send a request. Raises ConnectionFailed."""
        connection = self._used()
        if connection is not None:
            try:
                return self._exchange(connection, body, headers)
            except ConnectionFailed as error:
                # The service closes connections that are idle for long, maybe just now. A timeout
                # is another thing.
                if not isinstance(error.__cause__, ConnectionError | HTTPException):
                    raise
        return self._exchange(self._new(), body, headers)

    def _exchange(self, connection: HTTPConnection, body: bytes, headers: dict[str, str]) -> Answer:
        try:
            # One packet, and no object for each header: half of the work of `request`.
            connection.send(self._start + header_lines(headers, body) + body)
            response = HTTPResponse(connection.sock, method="POST")
            response.begin()
            content = response.read()
        except (OSError, HTTPException) as error:
            connection.close()
            raise lost(error, self._url) from error
        except BaseException:
            # Such as KeyboardInterrupt: the answer may still come, and belongs to nobody.
            connection.close()
            raise
        self._keep(connection, response)
        return Answer(response.status, response.getheader("retry-after"), content)

    def _keep(self, connection: HTTPConnection, response: HTTPResponse) -> None:
        if response.will_close or len(self._idle) >= IDLE_MAX or self._pid != os.getpid():
            connection.close()
        else:
            self._idle.append(connection)

    def _used(self) -> HTTPConnection | None:
        if self._pid != os.getpid():
            self._idle = deque(maxlen=IDLE_MAX)
            self._pid = os.getpid()
        try:
            return self._idle.pop()
        except IndexError:
            return None

    def _new(self) -> HTTPConnection:
        if self._context is not None:
            return HTTPSConnection(
                self._host, self._port, timeout=self._timeout, context=self._context
            )
        return HTTPConnection(self._host, self._port, timeout=self._timeout)

    def close(self) -> None:
        while (connection := self._used()) is not None:
            connection.close()


def header_lines(headers: dict[str, str], body: bytes) -> bytes:
    """Return the headers as they are sent. Raises ValueError for one that would be two."""
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    if lines.count("\n") != len(headers) or lines.count("\r") != len(headers):
        raise ValueError("a header has a line break")
    return f"{lines}content-length: {len(body)}\r\n\r\n".encode("latin-1")
