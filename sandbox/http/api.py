"""A request to the API, from its headers to its answer.

The checks have Stripe's order: the API key, the path, the parameters, the idempotency key. A
request that is refused before its execution does not use up its idempotency key.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sqlite3
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sandbox.http import endpoints, form
from sandbox.http.endpoints import Endpoint
from sandbox.http.expand import expanded
from sandbox.http.params import checked
from sandbox.objects.clock import Clock
from sandbox.world.act import API_VERSION, Act, Origin, public
from sandbox.world.errors import ApiError, Json, Misused, NotFound, Unauthorized
from sandbox.world.ids import new_id
from sandbox.world.settings import FaultSetting
from sandbox.world.store import Store, savepoint

KEY_LENGTH_MAX = 255
KEY_LIFE = 86_400
"""Stripe stores idempotency keys for at least a day."""
CODES = {409: {"code": "lock_timeout"}, 429: {"code": "rate_limit"}}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as received. `text` is the query or the body."""

    method: str
    path: str
    headers: Mapping[str, str]
    text: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: Json
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """A request that has passed all checks."""

    endpoint: Endpoint
    names: tuple[str, ...]
    given: Json
    key: str | None
    fingerprint: str
    request_id: str


class Api:
    def __init__(self, store: Store, clock: Clock, *, api_key: str) -> None:
        self._store, self._clock, self._api_key = store, clock, api_key

    async def answer(self, asked: Asked) -> Answer:
        """Answer a request. An ApiError becomes the answer."""
        request_id = new_id("request")
        headers = {"Request-Id": request_id, "Stripe-Version": API_VERSION}
        if key := asked.headers.get("idempotency-key"):
            headers["Idempotency-Key"] = key
        try:
            self._authorize(asked.headers)
            call = _call(asked, request_id)
            answer = await self._store.run(lambda it: self._carried_out(it, call))
        except ApiError as error:
            answer = Answer(error.status, error.body())
        return replace(answer, headers={**headers, **answer.headers})

    def _authorize(self, headers: Mapping[str, str]) -> None:
        given = _key(headers.get("authorization", ""))
        if not given:
            raise Unauthorized("You did not provide an API key.")
        if not hmac.compare_digest(given.encode(), self._api_key.encode()):
            raise Unauthorized(f"Invalid API Key provided: {given[:8]}***")
        version = headers.get("stripe-version", API_VERSION)
        if version != API_VERSION:
            raise ApiError(f"Invalid Stripe API version: {version}")

    def _carried_out(self, connection: sqlite3.Connection, call: Call) -> Answer:
        fault = FaultSetting.load(connection)
        if fault.times and fault.method in {"", call.endpoint.method}:
            replace(fault, times=fault.times - 1).save(connection)
            if fault.after:
                self._once(connection, call)
            return _faulty(fault.status)
        return self._once(connection, call)

    def _once(self, connection: sqlite3.Connection, call: Call) -> Answer:
        """Execute the request, or return the first answer to its key. Raises Misused."""
        act = self._clock.act(connection, Origin(call.request_id, call.key))
        if call.key is None:
            return _tried(act, call)
        connection.execute("DELETE FROM replies WHERE created <= ?", (act.now - KEY_LIFE,))
        query = "SELECT request, request_id, status, body FROM replies WHERE key = ?"
        if row := connection.execute(query, (call.key,)).fetchone():
            return _replayed(row, call)
        answer = _tried(act, call)
        values = (call.key, call.fingerprint, call.request_id, answer.status)
        connection.execute(
            "INSERT INTO replies VALUES (?, ?, ?, ?, ?, ?)",
            (*values, json.dumps(answer.body), act.now),
        )
        return answer


def _key(header: str) -> str:
    """Return the key of `Bearer KEY`, or of `Basic` with the key as user name; else empty."""
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    try:
        return b64decode(value, validate=True).decode().partition(":")[0]
    except ValueError:
        return ""


def _call(asked: Asked, request_id: str) -> Call:
    found = endpoints.find(asked.method, asked.path)
    if found is None:
        message = f"Unrecognized request URL ({asked.method}: {asked.path})."
        raise NotFound(message, code="url_invalid")
    endpoint, names = found
    given = checked(endpoint.params, form.parse(asked.text), supported=endpoint.supported)
    key = asked.headers.get("idempotency-key") if asked.method == "POST" else None
    if key is not None and not 0 < len(key) <= KEY_LENGTH_MAX:
        raise Misused(f"Idempotency keys have 1 to {KEY_LENGTH_MAX} characters.")
    return Call(endpoint, names, given, key, _fingerprint(asked, given), request_id)


def _fingerprint(asked: Asked, given: Json) -> str:
    content = json.dumps([asked.method, asked.path, given], sort_keys=True, default=str)
    return hashlib.sha256(content.encode()).hexdigest()


def _tried(act: Act, call: Call) -> Answer:
    """Execute the request. An ApiError rolls back its changes, unless it has `keep`."""
    try:
        with savepoint(act.connection):
            try:
                return Answer(200, _done(act, call))
            except ApiError as error:
                if error.keep:
                    return Answer(error.status, error.body())
                raise
    except ApiError as error:
        return Answer(error.status, error.body())


def _done(act: Act, call: Call) -> Json:
    made = call.endpoint.handler(act, call.given, *call.names)
    return expanded(act, public(made), call.given.get("expand", []))


def _replayed(row: Any, call: Call) -> Answer:
    request, request_id, status, body = row
    if request != call.fingerprint:
        message = (
            "Keys for idempotent requests can only be used with the same parameters they were "
            f"first used with. Try using a key other than '{call.key}' if you meant to execute "
            "a different request."
        )
        raise Misused(message)
    headers = {"Idempotent-Replayed": "true", "Original-Request": request_id}
    return Answer(status, json.loads(body), headers)


def _faulty(status: int) -> Answer:
    kind = "api_error" if status >= 500 else "card_error" if status == 402 else ApiError.kind
    error = {"type": kind, "message": f"The control asked for a {status}."}
    return Answer(status, {"error": error | CODES.get(status, {})})
