"""uvicorn's websocket with limits of fragments, control frames, and the time of a message.

A text that is not UTF-8 ends it without the traceback that uvicorn writes: a stranger must not be
able to fill the log.
"""

from __future__ import annotations

from asyncio import BaseTransport
from functools import partial
from typing import Any, cast

from uvicorn._types import ASGISendEvent
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import CloseCode, Frame
from websockets.http11 import Response
from websockets.server import ServerProtocol

from server.connections.guard import STATE, Guard, Lease
from server.connections.limits import BURST
from server.connections.rate import Rate
from server.process import refusals
from server.process.safe_headers import SAFE_HEADERS
from server.process.transport import SlicedTransport

SLICE_BYTES = 8_192
"""How much of what was received is parsed before others are served: some 1,300 of the smallest
frames, which take about 6 ms."""


AFTER_CLOSE_BYTES = 65_536
"""How much a client may still send after the server's close frame. Only its own close frame is of
interest then; to read a flood until the end of the time for it would take all CPU time."""


class Upgraded(SlicedTransport):
    """The transport of a websocket, with the place that its connection has."""

    lease: Lease | None = None


class GuardedWebSocketProtocol(WebSocketsSansIOProtocol):
    """A websocket within the limits of its Guard. One that exceeds them is closed with 1008, and
    one that sends a text that is not UTF-8 with 1007."""

    _guard: Guard
    _control: Rate
    _is_timed = False
    _after_close = 0

    def connection_made(self, transport: BaseTransport) -> None:
        self._guard = self.app_state.get(STATE) or Guard()
        per_second = self._guard.limits.control_frames_per_second
        self._control = Rate(per_second, BURST * per_second)
        answer = partial(_answer_safely, self.conn)
        self.conn.send_response = answer  # type: ignore[method-assign]  # every answer
        super().connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._guard.deadlines.clear(self._is_late)
        upgraded = cast("Upgraded", self.transport)
        upgraded.drop_rest()
        if upgraded.lease is not None:
            upgraded.lease.end()
        super().connection_lost(exc)

    async def send(self, message: ASGISendEvent) -> None:
        """Send a message. Raises ClientDisconnected if the connection was closed meanwhile, as for
        a ping without an answer: uvicorn would take it for a fault of the application."""
        await self.writable.wait()
        if self.handshake_complete and self.close_sent:
            raise ClientDisconnected
        await super().send(message)

    def data_received(self, data: bytes) -> None:
        transport: Any = self.transport
        transport.deliver(data, self._feed)

    def _feed(self, data: bytes) -> None:
        if self.close_sent and not self._may_go_on(len(data)):
            return
        super().data_received(data)
        if self.conn.handshake_exc is not None and not self.handshake_initiated:
            self._refuse_handshake()
        # A message of several fragments has to end in time. What is left of one frame needs no
        # deadline of its own: its client cannot answer the pings of the server meanwhile.
        if bool(self.frames) is not self._is_timed:
            self._is_timed = not self._is_timed
            if self._is_timed:
                self._guard.deadlines.set(self._is_late, self._guard.limits.body_seconds)
            else:
                self._guard.deadlines.clear(self._is_late)

    def _may_go_on(self, length: int) -> bool:
        """Return whether so many bytes are read after the close frame. Beyond, the connection is
        broken off."""
        self._after_close += length
        if self._after_close <= AFTER_CLOSE_BYTES:
            return True
        self._guard.refused["after_close"] += 1
        transport = cast("SlicedTransport", self.transport)
        transport.drop_rest()
        transport.abort()
        return False

    def _refuse_handshake(self) -> None:
        """Answer a request that the websocket library cannot read, such as one with a body. uvicorn
        would leave it without an answer, and the connection open."""
        self.handshake_initiated = True
        self._guard.refused[refusals.MALFORMED.reason] += 1
        self.transport.write(refusals.MALFORMED.response(self.default_headers))
        self.transport.close()

    def handle_cont(self, event: Frame) -> None:
        if self.close_sent:
            return
        super().handle_cont(event)
        if len(self.frames) > self._guard.limits.fragments:
            self._fail("fragments", "Too many fragments")

    def send_receive_event_to_app(self) -> None:
        if self.curr_msg_data_type == "text" and not self.close_sent and not self._is_utf8():
            self._fail("not_utf8", "The text is not UTF-8", CloseCode.INVALID_DATA)
            return
        super().send_receive_event_to_app()

    def _is_utf8(self) -> bool:
        try:
            b"".join(self.frames).decode()
        except UnicodeDecodeError:
            return False
        return True

    def handle_ping(self) -> None:
        if self._is_within_rate():
            super().handle_ping()

    def handle_pong(self, event: Frame) -> None:
        if self._is_within_rate():
            super().handle_pong(event)

    def _is_within_rate(self) -> bool:
        if self.close_sent:
            return False
        if self._control.take(self.loop.time()):
            self._fail("control_frames", "Too many pings")
            return False
        return True

    def _is_late(self) -> None:
        if not self.close_sent:
            self._fail("message_timeout", "The message was not complete in time")

    def _fail(self, reason: str, text: str, code: CloseCode = CloseCode.POLICY_VIOLATION) -> None:
        self._guard.refused[reason] += 1
        self.frames = []
        self.conn.fail(code, text)
        cast("SlicedTransport", self.transport).drop_rest()
        self.handle_parser_exception()


def _answer_safely(connection: ServerProtocol, response: Response) -> None:
    """Answer an upgrade, with the headers that uvicorn leaves out when it refuses one."""
    # There is one answer. With a circle, a closed socket would wait for a collection of garbage.
    del connection.send_response
    for name, value in SAFE_HEADERS:
        response.headers.setdefault(name, value)
    connection.send_response(response)
