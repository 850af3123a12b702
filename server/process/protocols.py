"""The connections of uvicorn, extended. No other room knows uvicorn's private parts.

Seven things are added: a response is one write (`transport`); connections have limits
(`guarded_http`, `guarded_websocket`); the Date header follows a clock that was moved; an overloaded
process refuses requests before it creates a task; an answer that is complete is written without
ASGI's messages; sockets whose client does not read are closed; answers that go back by HTTPS ask
browsers to use nothing else.
tests/server/process/test_protocols.py checks every private name that is used.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from server.graphql.http import AT_ONCE
from server.live.connection import ABORT
from server.process import safe_headers
from server.process.early_refusal import STATE, EarlyRefusal
from server.process.guarded_http import GuardedHttpProtocol
from server.process.guarded_websocket import GuardedWebSocketProtocol
from server.process.safe_headers import HSTS, came_by_https

if TYPE_CHECKING:
    from uvicorn._types import ASGI3Application
    from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

DATED = "date_header"
"""The key in the lifespan's state of a function for the Date header, as the service's time; None
for the machine's. Clients count down to the ends of windows by it."""
BODY_BYTES_MAX = 16_384
"""Larger bodies are batches and are not refused here: executing one costs far more than refusing
it."""
STOP_SECONDS = 2.0
"""When the server stops, how long a socket may take to read its last messages and the close
frame."""


class HttpProtocol(GuardedHttpProtocol):
    """An HTTP connection. A request that may be refused gets no task until its body is complete."""

    _held: tuple[RequestResponseCycle, ASGI3Application] | None = None
    _running: RequestResponseCycle | None = None
    """The request that is being answered. Others of the connection wait for its end."""
    _common: tuple[list[tuple[bytes, bytes]], bytes] = ([], b"")
    """The headers of every answer, and the same as text. They change once a second."""

    def connection_lost(self, exc: Exception | None) -> None:
        self._held = self._running = None
        if self.cycle is not None:
            # The function holds this protocol in a circle.
            self.cycle.scope.pop("extensions", None)
        super().connection_lost(exc)

    def handle_websocket_upgrade(self) -> None:
        """Upgrade when every earlier request is answered.

        An upgrade that comes before earlier requests are answered is ignored: they are answered,
        and the connection closes. Otherwise the client would read their answers as messages.
        """
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.keep_alive = False
            return
        super().handle_websocket_upgrade()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        dated: Callable[[], bytes | None] | None = self.app_state.get(DATED)
        if dated is not None and (date := dated()) is not None:
            others = [pair for pair in cycle.default_headers if pair[0] != b"date"]
            cycle.default_headers = [(b"date", date), *others]
        if self._is_behind_proxy or self.scheme == "https":
            self._require_https(cycle)
        self._running = cycle
        extensions: Any = {AT_ONCE: self._answer}
        cycle.scope["extensions"] = extensions
        refusal: EarlyRefusal | None = self.app_state.get(STATE)
        if (
            refusal is not None
            and refusal.due
            and cycle.scope["path"] == "/graphql"
            and cycle.scope["method"] == "POST"
            # The endpoint requests the body by reading, and the body may have arrived already.
            and not cycle.waiting_for_100_continue
            and cycle.more_body
            and not self.pipeline
            # What is refused at once would wait in the memory for a client that does not read.
            and not self.flow.write_paused
        ):
            self._held = (cycle, app)
        else:
            super()._start_asgi_task(cycle, app)

    def _require_https(self, cycle: RequestResponseCycle) -> None:
        """Tell a browser that came by HTTPS to use nothing else."""
        value: bytes | None = self.app_state.get(safe_headers.STATE)
        if value and (self.scheme == "https" or came_by_https(cycle.scope["headers"])):
            cycle.default_headers = [*cycle.default_headers, (HSTS, value)]

    def on_body(self, body: bytes) -> None:
        super().on_body(body)
        if self._held is not None and len(self._held[0].body) > BODY_BYTES_MAX:
            self._go_on()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        if self._held is None:
            return
        cycle, refusal = self._held[0], self.app_state[STATE]
        answer = None
        if refusal.due:
            answer = refusal.of(cycle.scope["headers"], bytes(cycle.body))
        if answer is None:
            self._go_on()
        else:
            self._held = None
            self._write(cycle, STATUS_LINE[200], answer)

    def _go_on(self) -> None:
        if self._held is not None:
            held, self._held = self._held, None
            super()._start_asgi_task(*held)

    def _answer(self, status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes) -> bool:
        """Write a whole answer. The headers are lower case, and their length is that of the body.

        uvicorn checks each header by patterns. That costs more than executing most operations.
        """
        cycle = self._running
        if cycle is None or cycle.disconnected:
            return True
        if self.flow.write_paused or cycle.response_started or cycle.scope["method"] == "HEAD":
            return False
        self._write(cycle, STATUS_LINE[status], _text(headers) + b"\r\n" + body)
        return True

    def _write(self, cycle: RequestResponseCycle, status_line: bytes, rest: bytes) -> None:
        """Write an answer, and end its cycle. `rest` follows the headers that every answer has."""
        if cycle.default_headers is not self._common[0]:
            HttpProtocol._common = (cycle.default_headers, _text(cycle.default_headers))
        close = b"" if cycle.keep_alive else b"connection: close\r\n"
        self.transport.write(status_line + self._common[1] + close + rest)
        cycle.response_started = cycle.response_complete = True
        cycle.waiting_for_100_continue = False
        cycle.message_event.set()
        if not cycle.keep_alive:
            self.transport.close()
        self.on_response_complete()


def _text(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    return b"".join([name + b": " + value + b"\r\n" for name, value in headers])


class WebSocketProtocol(GuardedWebSocketProtocol):
    """A websocket that can be aborted: its scope has the extension ABORT."""

    def run_asgi(self) -> Coroutine[Any, Any, None]:
        extensions: Any = self.scope["extensions"]
        extensions[ABORT] = self.transport.abort
        return super().run_asgi()

    def shutdown(self) -> None:
        """Close the socket. One whose client does not read would delay the stop of the server.

        One that is closing already, because its client said goodbye or was refused, gets no second
        close frame: the library raises for it, and all other connections would be left open.
        """
        if not self.transport.is_closing():
            super().shutdown()
        self.loop.call_later(STOP_SECONDS, self.transport.abort)
