"""What goes wrong, as exceptions.

`Refused` is a business refusal; each code has a class of its own in `yumi_billing.types`.
`ApiError` is a mistake of the caller, or a failure of the service. `ConnectionFailed` says that no
answer came.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any


class BillingError(Exception):
    """The base of all exceptions of this package."""


@dataclass(eq=False, kw_only=True)
class Refused(BillingError):
    """The service refused, and changed nothing: the same key may succeed later."""

    code: str
    """A code for programs; the same for all refusals of one type."""
    message: str
    """For people."""

    def __str__(self) -> str:
        return f"{self.message} ({self.code})"

    def __reduce__(self) -> Any:
        given = {one.name: getattr(self, one.name) for one in fields(self)}
        return _restored, (type(self), given)


def _restored(kind: type[Refused], given: dict[str, Any]) -> Refused:
    return kind(**given)


class PassingError(BillingError):
    """A failure that may be over when the request is repeated."""

    retry_after: float | None = None
    """Seconds to wait, if the service told."""


class ConnectionFailed(PassingError):
    """No answer came. Whether the request was executed is not known; repeat it with its key."""


class ApiError(BillingError):
    """An entry of `errors`."""

    code = "UNKNOWN"

    def __init__(
        self, message: str, *, code: str | None = None, errors: Sequence[dict[str, Any]] = ()
    ) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code
        self.errors = list(errors)
        """All entries of `errors`, as they came."""


class Unauthenticated(ApiError):
    """The token or key is missing, not valid, expired or revoked."""

    code = "UNAUTHENTICATED"


class Forbidden(ApiError):
    """The caller may not do this."""

    code = "FORBIDDEN"


class NotFound(ApiError):
    """There is no such thing."""

    code = "NOT_FOUND"


class BadInput(ApiError):
    """The request is not valid."""

    code = "BAD_INPUT"


class LimitExceeded(ApiError):
    """The document asks for too much at once."""

    code = "LIMIT_EXCEEDED"


class InternalError(ApiError):
    """The service failed. The message has a reference for its operator."""

    code = "INTERNAL"


class RateLimited(ApiError, PassingError):
    """The caller sent too many requests."""

    code = "RATE_LIMITED"


class Unavailable(ApiError, PassingError):
    """The service has too much to do, or its database is away."""

    code = "UNAVAILABLE"


BY_CODE: dict[str, type[ApiError]] = {
    kind.code: kind
    for kind in (
        Unauthenticated,
        Forbidden,
        NotFound,
        BadInput,
        LimitExceeded,
        InternalError,
        RateLimited,
        Unavailable,
    )
}
