"""Refuses operations before there is a task for them, where no more may wait at the gate.

Who is refused may come again at once, and whatever refusing costs, those that are let in lack.
What isn't plain at once goes on to the endpoint.
"""

from __future__ import annotations

from typing import Any

from billing.catalog.catalog import Priority
from server.admission.gate import Gate, waits_elsewhere
from server.graphql.http import RESPONSE_TYPE, Refused, Request, request_of
from server.graphql.json_body import NotJson, encode, parse
from server.operations import Operations
from services.identity.identity import Identity

STATE = "early_refusal"
"""Under which the lifespan's state holds an EarlyRefusal for the protocol."""


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
