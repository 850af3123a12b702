"""One connection to a server of a partner, in HTTP/1.1: one request after the other.

A client library takes most of the time of a delivery. What is needed here is little: a request that
is written at once, and the beginning of its answer.
"""

from __future__ import annotations

import asyncio
from typing import cast

import httptools

HEAD_BYTES_MAX = 16_384
"""The bytes of an answer before its body."""
ANSWER_BYTES_MAX = 4_096
"""The bytes of an answer that are read. The rest is dropped with its connection."""
FRAMED_BYTES_MAX = 65_536
"""The bytes of an answer with its frame: a body of tiny parts has a large one."""


class AnswerRefused(Exception):
    """The server sent something that is no answer of HTTP, or is too long."""


class NoAnswer(ConnectionError):
    """The server closed the connection before it sent anything."""


class Connection(asyncio.Protocol):
    """A connection. While `is_free`, the next request may be sent."""

    def __init__(self) -> None:
        self.is_free = False
        self.was_used = False
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._clear()

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send a request; return the status and the beginning of the body. Raises OSError and
        AnswerRefused."""
        assert self._transport is not None  # noqa: S101 - for the type checker
        self.is_free = False
        if self._transport.is_closing():
            # Its end may have been told already: nothing more would come.
            raise NoAnswer("the connection was closed before the request")
        self._clear()
        self._answer = asyncio.get_running_loop().create_future()
        try:
            self._transport.write(request)
            answer = await self._answer
        finally:
            self._answer = None
            if not self.is_free:
                self.close()
        self.was_used = True
        return answer

    def close(self) -> None:
        self.is_free = False
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self.is_free = True

    def connection_lost(self, error: Exception | None) -> None:
        self.is_free = False
        if self._has_head:
            # An answer without a length ends with its connection.
            self._end()
        elif self._received:
            self._fail(AnswerRefused("the connection ended within the head of the answer"))
        else:
            self._fail(NoAnswer(str(error or "the connection was closed without an answer")))

    def data_received(self, data: bytes) -> None:
        if self._answer is None or self._answer.done():
            # Nobody asked: what comes now would be taken for the answer to the next request.
            self.close()
            return
        self._received += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._has_head = True
            self._end()
        except httptools.HttpParserError as error:
            self.is_free = False
            self._fail(AnswerRefused(f"no answer of HTTP: {error}"))
        if not self._has_head and self._received > HEAD_BYTES_MAX:
            self._fail(AnswerRefused("the head of the answer is too long"))
        elif len(self._body) >= ANSWER_BYTES_MAX or self._received > FRAMED_BYTES_MAX:
            self._end()

    def on_message_begin(self) -> None:
        if self._answer is None or self._answer.done():
            # A second answer would be taken for that to the next request.
            self.is_free = False

    def on_headers_complete(self) -> None:
        # 1xx only announces the answer.
        self._has_head = self._parser.get_status_code() >= 200

    def on_body(self, body: bytes) -> None:
        if len(self._body) < ANSWER_BYTES_MAX:
            self._body += body

    def on_message_complete(self) -> None:
        if self._has_head and self._answer is not None and not self._answer.done():
            self.is_free = self._parser.should_keep_alive()
            self._end()

    def _clear(self) -> None:
        self._received = 0
        self._has_head = False
        self._body = bytearray()

    def _end(self) -> None:
        if self._answer is not None and not self._answer.done():
            status = self._parser.get_status_code()
            self._answer.set_result((status, bytes(self._body[:ANSWER_BYTES_MAX])))

    def _fail(self, error: Exception) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)
