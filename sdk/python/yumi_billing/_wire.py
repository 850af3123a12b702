"""Requests and answers of GraphQL over HTTP, without the network."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from yumi_billing._version import VERSION
from yumi_billing.errors import (
    BY_CODE,
    ApiError,
    ConnectionFailed,
    Forbidden,
    PassingError,
    RateLimited,
    Unauthenticated,
    Unavailable,
)

Token = str | Callable[[], str] | None
"""A JWT or an API key; or a function that returns the present one, asked before each request."""

TRIES = 5
FIRST_WAIT_SECONDS = 0.1
LONGEST_WAIT_SECONDS = 5.0
LONGEST_RETRY_AFTER_SECONDS = 30.0
"""A service that asks for more is given up at once."""

BY_STATUS: dict[int, type[ApiError]] = {
    401: Unauthenticated,
    403: Forbidden,
    429: RateLimited,
    502: Unavailable,
    503: Unavailable,
    504: Unavailable,
}


class Answer(NamedTuple):
    """An answer of HTTP."""

    status: int
    retry_after: str | None
    body: bytes


def bearer(token: Token) -> str | None:
    """Return the header that says who calls."""
    said = token() if callable(token) else token
    return f"Bearer {said}" if said else None


def headers(token: Token, more: Mapping[str, str]) -> dict[str, str]:
    """Return the headers of a request."""
    told = {
        "content-type": "application/json",
        "accept": "application/graphql-response+json, application/json;q=0.9",
        "user-agent": f"yumi-billing-python/{VERSION}",
        **more,
    }
    if authorization := bearer(token):
        told["authorization"] = authorization
    return told


def data_of(answer: Answer) -> dict[str, Any]:
    """Return the data of an answer. Raises ApiError, also if a part of the data is there."""
    try:
        content = json.loads(answer.body)
        errors = content.get("errors")
    except (ValueError, AttributeError):
        raise _with_wait(_of_status(answer), answer.retry_after) from None
    if errors:
        raise _with_wait(error_of(errors), answer.retry_after)
    if answer.status >= 400 or not isinstance(content.get("data"), dict):
        raise _with_wait(_of_status(answer), answer.retry_after)
    data: dict[str, Any] = content["data"]
    return data


def error_of(errors: list[dict[str, Any]]) -> ApiError:
    """Return the exception for the first of some errors."""
    first = errors[0]
    extensions = first.get("extensions") or {}
    code = extensions.get("code")
    message = str(first.get("message", "the service gave no reason"))
    error = BY_CODE.get(str(code), ApiError)(message, code=code, errors=errors)
    if isinstance(error, PassingError):
        error.retry_after = _seconds(extensions.get("retryAfterSeconds"))
    return error


def _of_status(answer: Answer) -> ApiError:
    text = answer.body[:200].decode(errors="replace")
    kind = BY_STATUS.get(answer.status, ApiError)
    return kind(f"the service answered HTTP {answer.status} without GraphQL: {text}")


def _with_wait(error: ApiError, retry_after: str | None) -> ApiError:
    if isinstance(error, PassingError) and error.retry_after is None:
        error.retry_after = _seconds(retry_after)
    return error


def _seconds(value: object) -> float | None:
    try:
        return max(0.0, float(value))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None


class Tries:
    """The tries of one request. Each wait is twice as long as the last one, or as long as the
    service asks, and a random part of it longer or shorter: clients do not come back together."""

    def __init__(self, most: int = TRIES) -> None:
        self._left = most
        self._wait = FIRST_WAIT_SECONDS

    def wait_after(self, error: PassingError) -> float:
        """Return the seconds to wait. Raises the error if no try is left."""
        self._left -= 1
        asked = error.retry_after
        if self._left <= 0 or (asked or 0) > LONGEST_RETRY_AFTER_SECONDS:
            raise error
        own = self._wait * random.uniform(0.5, 1)  # noqa: S311 - it is no secret
        self._wait = min(LONGEST_WAIT_SECONDS, self._wait * 2)
        return own if asked is None else asked + own


def lost(error: BaseException, url: str) -> ConnectionFailed:
    """Return the exception for a connection that failed."""
    failed = ConnectionFailed(f"{url} did not answer: {type(error).__name__}: {error}")
    failed.__cause__ = error
    return failed
