"""Refuses operations before they have a task, when the lines of the gate are full.

Clients often repeat a refused request at once, and each refusal costs CPU time that admitted
operations lack. So a refusal must be cheap. Any request that is not simple goes to the endpoint.
"""

from __future__ import annotations

from typing import Any

from billing.catalog.catalog import Priority
from server.admission.gate import Gate, waits_elsewhere
from server.graphql.http import RESPONSE_TYPE
from server.graphql.json_body import NotJson, encode, parse
from server.graphql.request import Refused, Request, request_of
from server.operations import NotServed, Operations
from services.identity.identity import Identity

STATE = "early_refusal"
"""The key in the lifespan's state under which the protocol finds the EarlyRefusal."""


class EarlyRefusal:
    """Refuses callers whose credentials were accepted before. Other callers go to the endpoint, so
    that a refusal reveals nothing about an account."""

    def __init__(self, gate: Gate, identity: Identity, operations: Operations) -> None:
        self._gate = gate
        self._identity = identity
        self._operations = operations

    @property
    def due(self) -> bool:
        return any(map(self._gate.admission.is_full, Priority))

    def of(self, headers: list[tuple[bytes, bytes]], body: bytes) -> bytes | None:
        """Return the response without its status and common headers; None if the request is not
        refused."""
        given = dict(headers)
        # The endpoint answers browsers of other origins and clients that want an HTTP error status.
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
        """Return the request if its operation is known and is not always admitted."""
        try:
            request = request_of(parse(body))
        except (NotJson, Refused, NotServed):
            return None
        # The endpoint finds a document that is only named.
        if request.reference is not None:
            return None
        operation = self._operations.known(request.query, request.operation_name)
        return request if operation and not waits_elsewhere(operation) else None


def _response(message: str, extensions: dict[str, Any]) -> bytes:
    body = encode({"errors": [{"message": message, "extensions": extensions}]})
    return (
        b"content-length: %d\r\ncontent-type: application/json; charset=utf-8\r\n"
        b"retry-after: %d\r\n\r\n%b" % (len(body), extensions["retryAfterSeconds"], body)
    )
