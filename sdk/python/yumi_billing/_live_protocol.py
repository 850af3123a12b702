"""The websocket protocol graphql-transport-ws for one subscription, without the network."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from yumi_billing._wire import Token, bearer, error_of
from yumi_billing.errors import ApiError, BadInput, ConnectionFailed, LimitExceeded, Unauthenticated

SUBPROTOCOL = "graphql-transport-ws"
REFUSED_TOKEN = (4401, 4403)
OUR_FAULT = {4400: BadInput, 4406: BadInput, 4409: BadInput, 4429: LimitExceeded}
"""Codes after which another try would end in the same way."""


class Ended(Exception):
    """The service ended the subscription; it may be opened again."""


def address(url: str) -> str:
    """Return the address of the websocket: the same, with another scheme."""
    return "ws" + url.removeprefix("http")


class Dialogue:
    """What is said on one connection."""

    def __init__(self, body: bytes, token: Token) -> None:
        self._payload = json.loads(body)
        self.authorization = bearer(token)
        self._begins = False

    def begins(self) -> bool:
        """Return once, after the subscription was sent, that it begins."""
        begins, self._begins = self._begins, False
        return begins

    def opening(self) -> str:
        payload = {"authorization": self.authorization} if self.authorization else {}
        return json.dumps({"type": "connection_init", "payload": payload})

    def heard(self, text: str | bytes) -> tuple[str | None, dict[str, Any] | None]:
        """Return what to say now, and the data that came. Raises ApiError and Ended."""
        message = json.loads(text)
        match message.get("type"):
            case "connection_ack":
                self._begins = True
                said = {"id": "1", "type": "subscribe", "payload": self._payload}
                return json.dumps(said), None
            case "ping":
                return '{"type":"pong"}', None
            case "next":
                payload = message["payload"]
                if errors := payload.get("errors"):
                    raise error_of(errors)
                return None, payload["data"]
            case "error":
                raise error_of(message["payload"])
            case "complete":
                raise Ended
            case _:
                return None, None


def closed(code: int | None, reason: str) -> ApiError | ConnectionFailed:
    """Return what the end of a connection means: after ConnectionFailed, it is opened again."""
    if code in REFUSED_TOKEN:
        return Unauthenticated(reason or "the token was refused")
    if code in OUR_FAULT:
        return OUR_FAULT[code](reason or f"the service closed with {code}")
    return ConnectionFailed(f"the connection was closed with {code} {reason}")


class News:
    """Tells which messages say something new. After each reconnect, the present state comes again:
    it is new only if it changed meanwhile."""

    def __init__(self) -> None:
        self._last: dict[Any, dict[str, Any]] = {}

    def is_new(self, data: dict[str, Any]) -> bool:
        [value] = data.values() if len(data) == 1 else [data]
        key = tuple(_keys(value))
        if self._last.get(key) == value:
            return False
        self._last[key] = value
        return True


def _keys(value: Any) -> Iterator[Any]:
    """Yield what tells one thing of a subscription from another: the account, the model."""
    if isinstance(value, dict):
        model = value.get("model")
        yield from (value.get("accountId"), value.get("kind"), value.get("threshold"))
        yield model.get("name") if isinstance(model, dict) else None
