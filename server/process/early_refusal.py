"""Refuses operations before there is a task for them, where no more may wait at the gate.

Who is refused may come again at once, and whatever refusing costs, those that are let in lack.
What isn't plain at once goes on to the endpoint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from billing.catalog.catalog import Priority
from server.admission.gate import Gate, waits_elsewhere
from server.graphql.http import RESPONSE_TYPE, Refused, Request, request_of
from server.graphql.json_body import NotJson, encode, parse
from server.operations import Operations
from server.process.one_write import OneWriteProtocol
from services.identity.identity import Identity

if TYPE_CHECKING:
    from uvicorn._types import ASGI3Application
    from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

STATE = "early_refusal"
"""Under which the lifespan's state holds an EarlyRefusal for the protocol."""
BODY_BYTES_MAX = 16_384
"""Larger ones are batches: executing them costs so much more that refusing them may cost, too."""


class EarlyRefusal:
    """Of callers whose credentials were good before: nobody else learns by it anything about an
    account."""

    def __init__(self, gate: Gate, identity: Identity, operations: Operations) -> None:
        self._gate = gate
        self._identity = identity
        self._operations = operations

    @property
    def due(self) -> bool:
        return any(map(self._gate.admission.is_full, Priority))

    def of(self, headers: list[tuple[bytes, bytes]], body: bytes) -> bytes | None:
        """The response, but for its status and common headers; None for what may go on."""
        given = dict(headers)
        # Browsers of other origins, and who wants a status of its own, are answered with more.
        if b"origin" in given or RESPONSE_TYPE.encode() in given.get(b"accept", b""):
            return None
        if given.get(b"content-type") != b"application/json":
            return None
        caller = self._identity.seen(given.get(b"authorization", b"").decode("latin-1"))
        request = None if caller is None else self._plain(body)
        if request is None:
            return None
        priority = self._gate.priority(caller, request.variables)
        if not self._gate.admission.is_full(priority):
            return None
        self._gate.refused[priority] += 1
        return _response(*self._gate.refusal())

    def _plain(self, body: bytes) -> Request | None:
        """What it asks for, if that is an operation that is known, and not let in at any time."""
        try:
            request = request_of(parse(body))
        except (NotJson, Refused):
            return None
        operation = self._operations.known(request.query, request.operation_name)
        return request if operation and not waits_elsewhere(operation) else None


def _response(message: str, extensions: dict[str, Any]) -> bytes:
    body = encode({"errors": [{"message": message, "extensions": extensions}]})
    return (
        b"content-length: %d\r\ncontent-type: application/json; charset=utf-8\r\n"
        b"retry-after: %d\r\n\r\n%b" % (len(body), extensions["retryAfterSeconds"], body)
    )


class AdmittingProtocol(OneWriteProtocol):
    """A request that may be refused has no task until all of it is there."""

    _held: tuple[RequestResponseCycle, ASGI3Application] | None = None

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        refusal: EarlyRefusal | None = self.app_state.get(STATE)
        if (
            refusal is not None
            and refusal.due
            and cycle.scope["path"] == "/graphql"
            and cycle.scope["method"] == "POST"
            # The endpoint asks for the body by reading, and it may be there already.
            and not cycle.waiting_for_100_continue
            and cycle.more_body
            and not self.pipeline
        ):
            self._held = (cycle, app)
        else:
            super()._start_asgi_task(cycle, app)

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
            self._refuse(cycle, answer)

    def connection_lost(self, exc: Exception | None) -> None:
        self._held = None
        super().connection_lost(exc)

    def _go_on(self) -> None:
        if self._held is not None:
            held, self._held = self._held, None
            super()._start_asgi_task(*held)

    def _refuse(self, cycle: RequestResponseCycle, answer: bytes) -> None:
        common = b"".join(b"%b: %b\r\n" % pair for pair in cycle.default_headers)
        close = b"" if cycle.keep_alive else b"connection: close\r\n"
        self.transport.write(b"HTTP/1.1 200 OK\r\n" + common + close + answer)
        cycle.response_started = cycle.response_complete = True
        if not cycle.keep_alive:
            self.transport.close()
        self.on_response_complete()
