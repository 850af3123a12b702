"""The error of a service that is busy or stopping, or whose database takes no writes."""

from __future__ import annotations

from billing.errors import BillingError
from db.errors import is_unavailable, write_refusal
from services.commit.capacity import RETRY_SECONDS_MIN

REFUSED_RETRY_SECONDS = 10
"""The seconds after which callers may retry while the database takes no writes, as on a full
disk."""


class Unavailable(BillingError):
    """Too many commands wait, or the service is stopping. Nothing was done; try again in
    `retry_after_seconds` (1 to 30). The cause, if it is an error of the database, is for operators
    only."""

    def __init__(
        self,
        retry_after_seconds: int = RETRY_SECONDS_MIN,
        reason: str = "The service is busy.",
        *,
        cause: BaseException | None = None,
    ) -> None:
        super().__init__(f"{reason} Repeat the request with the same idempotency key.")
        self.retry_after_seconds = retry_after_seconds
        self.__cause__ = cause


def unavailable_because(error: BaseException) -> Unavailable:
    """Return Unavailable for a transient error of the database."""
    if write_refusal(error) is None:
        return Unavailable(cause=error)
    reason = "Nothing can be recorded at the moment."
    return Unavailable(REFUSED_RETRY_SECONDS, reason, cause=error)


def as_unavailable(error: BaseException) -> Unavailable | None:
    """Return the error as Unavailable if the request may be repeated later; otherwise None."""
    if isinstance(error, Unavailable):
        return error
    return unavailable_because(error) if is_unavailable(error) else None
