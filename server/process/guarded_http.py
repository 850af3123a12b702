"""uvicorn's HTTP connection with limits of time, bytes and numbers.

A connection that goes beyond one is told so, with a status of HTTP, and closed. What its client
still sends is dropped for a moment, because closing at once would destroy the answer on its way.
"""

from __future__ import annotations

import asyncio
from typing import cast

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from server.connections.guard import FORWARDED_FOR, STATE, Guard, Lease
from server.process import refusals
from server.process.guarded_websocket import SLICE_BYTES as WEBSOCKET_SLICE_BYTES
from server.process.guarded_websocket import Upgraded
from server.process.refusals import ConnectionRefusal
from server.process.transport import GatheringTransport

SLICE_BYTES = 65_536
"""How much of what was received is parsed before other connections are served."""
SMALL_BYTES = 4_096
"""Smaller data is parsed at once."""
LINGER_SECONDS = 2.0
LINGER_BYTES = 4 * 1024 * 1024
"""How long, and how much, a client may still send after the last answer."""
LINGERING_MAX = 1_000
"""With more deadlines than this, a connection that is turned away is closed at once."""
UPGRADE_LINE_BYTES_MAX = 8_000
UPGRADE_HEADERS_MAX = 100
"""The websocket library takes lines of 8,192 bytes and 128 headers."""


IDLE, HEADERS, BODY = range(3)
"""The stages of a request. Plain numbers, because each request compares them several times."""


class Refusing(Exception):
    """Raised into the parser, which then stops."""


class GuardedHttpProtocol(HttpToolsProtocol):
    """An HTTP connection within the limits of its Guard."""

    _stage = IDLE
    _timed = HEADERS
    """The stage whose deadline is set. A new connection has to send its first headers."""
    _received = _body = _fed = 0
    """Bytes of the present request; of its body; and of the present slice."""
    _refusal: ConnectionRefusal | None = None
    _has_ended = _is_read_again = False
    _lease: Lease | None = None
    _is_behind_proxy = False
    _guard: Guard
    _gathering: GatheringTransport
    _headers_max: int
    _header_bytes_max: int

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        self._guard = self.app_state.get(STATE) or Guard()
        self._headers_max = self._guard.limits.headers
        self._header_bytes_max = self._guard.limits.header_bytes
        self._gathering = GatheringTransport(transport, self.loop, self._guard, SLICE_BYTES)
        super().connection_made(cast("asyncio.Transport", self._gathering))
        self._lease = self._guard.enter(self.client[0] if self.client else "")
        if self._lease is None:
            self._turn_away()
        else:
            # Only the connections of trusted proxies belong to no address.
            self._is_behind_proxy = self._lease.address is None
            self._guard.deadlines.set(self._is_late, self._guard.limits.header_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        self._guard.deadlines.clear(self._is_late)
        self._guard.deadlines.clear(self._is_stalled)
        self._guard.idle.clear(self._is_idle)
        self._gathering.drop_rest()
        if self._lease is not None:
            self._lease.end()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if len(data) > SMALL_BYTES or self._gathering.rest:
            self._gathering.deliver(data, self._feed)
        else:
            self._feed(data)

    def _feed(self, data: bytes) -> None:
        if self._has_ended:
            self._drop(data)
            return
        if self._stage == IDLE:
            self._stage, self._received = HEADERS, 0
        self._fed = len(data)
        self._received += len(data)
        try:
            is_http = self._parse(data)
        except httptools.HttpParserError:
            self._end(self._refusal or refusals.MALFORMED)
        else:
            if not is_http:
                return
            if self._stage != self._timed or self._stage == BODY:
                self._look_after()
            elif self._received > self._header_bytes_max and self._stage == HEADERS:
                self._end(refusals.header_bytes(self._guard.limits))

    def _parse(self, data: bytes) -> bool:
        """Parse what was received. Return whether the connection goes on with HTTP.

        The parser takes the body of a request to upgrade for data of the new protocol. A request to
        upgrade to another protocol than websockets is read again without this wish: Java's client
        asks for HTTP/2 in this way with its first request, whatever that is.
        """
        while True:
            try:
                self.parser.feed_data(data)
            except httptools.HttpParserUpgrade as upgrade:
                if not self._is_read_again:
                    self._upgrade()
                    return False
                self._is_read_again = False
                data = self._head_without_upgrade() + data[upgrade.args[0] :]
            else:
                return True

    def _upgrade(self) -> None:
        if self._should_upgrade():
            self._gathering.drop_rest()
            self.handle_websocket_upgrade()

    def _head_without_upgrade(self) -> bytes:
        line = b"%b %b HTTP/%b\r\n" % (
            self.parser.get_method(),
            self.url,
            self.parser.get_http_version().encode(),
        )
        kept = [b"%b: %b\r\n" % pair for pair in self.headers if pair[0] != b"upgrade"]
        return line + b"".join(kept) + b"\r\n"

    def _look_after(self) -> None:
        """Set the deadline of a request that is not complete, and check the size of its body."""
        limits, deadlines = self._guard.limits, self._guard.deadlines
        if self._stage != self._timed:
            self._timed = self._stage
            in_body = self._stage == BODY
            deadlines.set(self._is_late, limits.body_seconds if in_body else limits.header_seconds)
        if self._stage == BODY:
            # Endless extensions of chunks, trailers, or chunks of a byte.
            if self._received - self._body > 2 * limits.header_bytes + SLICE_BYTES + self._body:
                self._end(refusals.FRAMING)
            elif self._body > limits.body_bytes:
                self._end(refusals.body_bytes(limits))

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._stage = HEADERS
        # How much of the present slice belongs to earlier requests is not known.
        self._received = self._body = 0

    def on_headers_complete(self) -> None:
        # Most requests need no closer look.
        if (
            len(self.headers) > self._headers_max
            or self._received + self._fed > self._header_bytes_max
            or self.pipeline
            or self.parser.should_upgrade()
        ):
            self._refusal = self._fault()
            if self._refusal is not None:
                raise Refusing
            if self._wishes_another_protocol():
                self._is_read_again = True
                return
        super().on_headers_complete()
        self._stage = BODY

    def on_body(self, body: bytes) -> None:
        self._body += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        if self._is_read_again:
            return
        self._stage = IDLE
        if self._timed != IDLE:
            # The next request has its own time, even if it began in the same slice.
            self._guard.deadlines.clear(self._is_late)
            self._timed = IDLE
        super().on_message_complete()

    def _fault(self) -> ConnectionRefusal | None:
        """Return which limit the complete headers exceed."""
        limits = self._guard.limits
        upgrades = self.parser.should_upgrade()
        if len(self.headers) > limits.headers or (
            upgrades and len(self.headers) > UPGRADE_HEADERS_MAX
        ):
            return refusals.headers(limits)
        if self._received + self._fed > limits.header_bytes and self._header_bytes() > (
            limits.header_bytes
        ):
            return refusals.header_bytes(limits)
        if upgrades and self._longest_line() > UPGRADE_LINE_BYTES_MAX:
            return refusals.header_bytes(limits)
        if len(self.pipeline) >= limits.pipelined_requests:
            return refusals.pipelined(limits)
        return None

    def _wishes_another_protocol(self) -> bool:
        wishes = any(name == b"upgrade" for name, _ in self.headers)
        return wishes and self.parser.should_upgrade() and not self._should_upgrade()

    def _header_bytes(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def _longest_line(self) -> int:
        return max((len(name) + len(value) + 4 for name, value in self.headers), default=0)

    def _is_late(self) -> None:
        """Handle a request that is not complete in time."""
        if self._has_ended:
            self.transport.abort()
        elif self._stage == BODY and (self.flow.read_paused or self.pipeline):
            # The service itself does not read on, or answers earlier requests first.
            self._guard.deadlines.set(self._is_late, self._guard.limits.body_seconds)
        elif self._stage == BODY:
            self._end(refusals.body_timeout(self._guard.limits))
        elif self._stage == HEADERS:
            self._end(refusals.header_timeout(self._guard.limits))
        else:
            # Browsers open connections in advance. An answer without a request confuses them.
            self._guard.refused["silent"] += 1
            self.transport.close()

    def _end(self, refusal: ConnectionRefusal) -> None:
        """Answer with a refusal if no other answer is under way, and let the connection end."""
        self._has_ended = True
        self._received = 0
        self._gathering.drop_rest()
        self._guard.refused[refusal.reason] += 1
        self._guard.deadlines.set(self._is_late, LINGER_SECONDS)
        cycle, response = self.cycle, refusal.response(self.server_state.default_headers)
        if cycle is None or cycle.response_complete:
            is_answered = self._stage == BODY
            self._gathering.write_last(b"" if is_answered else response)
        elif self._stage != BODY:
            # Earlier requests are answered first, and the connection closes behind the last one.
            self._guard.deadlines.clear(self._is_late)
            cycle.keep_alive = False
        elif cycle.response_started or self.pipeline:
            self.transport.abort()
        else:
            cycle.disconnected = True
            cycle.message_event.set()
            self._gathering.write_last(response)

    def _turn_away(self) -> None:
        """Refuse a connection before its first request. A flood of them does not linger."""
        self._has_ended = True
        self._gathering.write(refusals.CONNECTIONS.response(self.server_state.default_headers))
        if len(self._guard.deadlines) < LINGERING_MAX:
            self._gathering.write_last(b"")
            self._guard.deadlines.set(self._is_late, LINGER_SECONDS)
        else:
            self.transport.close()

    def _drop(self, data: bytes) -> None:
        self._received += len(data)
        if self._received > LINGER_BYTES:
            self.transport.abort()

    def on_response_complete(self) -> None:
        if self.pipeline or self.transport.is_closing():
            super().on_response_complete()
            return
        # uvicorn sets a timer for each response, and ends it with the next request. That costs
        # more than all limits together.
        self.server_state.total_requests += 1
        self.flow.resume_reading()
        self._guard.idle.set(self._is_idle, self._guard.limits.idle_seconds)

    def _is_idle(self) -> None:
        """Close a connection without requests. A request that began since then ends the wait."""
        if self._stage == IDLE and (self.cycle is None or self.cycle.response_complete):
            self.transport.close()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._guard.deadlines.set(self._is_stalled, self._guard.limits.stalled_seconds)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._guard.deadlines.clear(self._is_stalled)

    def _is_stalled(self) -> None:
        """Break off a connection whose client does not take its answer."""
        self._guard.refused["slow_reader"] += 1
        self.transport.abort()

    def handle_websocket_upgrade(self) -> None:
        """Upgrade, if the address that a proxy tells has room for one more websocket."""
        named = [value for name, value in self.headers if name == FORWARDED_FOR]
        told = b",".join(named).decode("latin-1")
        lease = self._lease
        if lease is None or not self._guard.upgrade(lease, told):
            self._turn_away()
            return
        self._guard.deadlines.clear(self._is_late)
        self._guard.deadlines.clear(self._is_stalled)
        self._guard.idle.clear(self._is_idle)
        self._gathering.flush()
        upgraded = Upgraded(self._gathering.bare, self.loop, self._guard, WEBSOCKET_SLICE_BYTES)
        upgraded.lease = lease
        self.transport = cast("asyncio.Transport", upgraded)
        super().handle_websocket_upgrade()
        # The parser holds this protocol, which nobody needs any more.
        self.parser = None  # type: ignore[assignment]  # as uvicorn does
