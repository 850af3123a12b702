"""When a subscription is opened again, and when it is given up."""

from __future__ import annotations

import random

from websockets.exceptions import InvalidStatus, WebSocketException

from yumi_billing._live_protocol import Dialogue, Ended
from yumi_billing._wire import BY_STATUS, LONGEST_RETRY_AFTER_SECONDS, TRIES, Token, bearer
from yumi_billing.errors import ApiError, PassingError, Unauthenticated

FIRST_WAIT_SECONDS = 0.1
LONGEST_WAIT_SECONDS = 15.0


class Reconnecting:
    """Once something has arrived, it is tried for ever: a service may be away for hours. Before,
    few tries are made, because the address may be wrong."""

    def __init__(self, token: Token) -> None:
        self._token = token
        self._failures = 0
        self._worked = False

    def works(self) -> None:
        self._failures = 0
        self._worked = True

    def wait_after(self, error: Exception, dialogue: Dialogue) -> float:
        """Return the seconds to wait. Raises the error if another try would not help."""
        self._failures += 1
        if isinstance(error, Unauthenticated):
            # Never send a refused token again: only another one may help.
            if not callable(self._token) or bearer(self._token) == dialogue.authorization:
                raise error
            return 0.0
        passing = isinstance(error, PassingError | OSError | WebSocketException | Ended)
        if not passing or (not self._worked and self._failures >= TRIES):
            raise error
        asked = getattr(error, "retry_after", None) or 0.0
        own = FIRST_WAIT_SECONDS * 2 ** min(self._failures - 1, 10)
        jitter = random.uniform(0.5, 1)  # noqa: S311 - it is no secret
        return float(
            min(asked, LONGEST_RETRY_AFTER_SECONDS) + min(own, LONGEST_WAIT_SECONDS) * jitter
        )


def rejected(error: InvalidStatus) -> ApiError:
    """Return the exception for a handshake that the service refused."""
    status = error.response.status_code
    told = BY_STATUS.get(status, ApiError)(f"the service refused the websocket with {status}")
    if isinstance(told, PassingError):
        value = error.response.headers.get("retry-after")
        told.retry_after = float(value) if value and value.isdigit() else None
    return told
