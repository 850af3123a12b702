"""Error answers of the API, in the form of Stripe's errors.

ApiError            400, invalid_request_error
├── NotFound        404, no such object
├── Unauthorized    401, no key or a wrong one
├── Misused         400, idempotency_error
└── Declined        402, card_error: the only one that keeps the changes of the attempt
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class ApiError(Exception):
    """A refusal. `code` and `param` are Stripe's. The changes are rolled back unless `keep`."""

    status = 400
    kind = "invalid_request_error"
    keep = False

    def __init__(
        self, message: str, *, code: str | None = None, param: str | None = None, **more: object
    ) -> None:
        super().__init__(message)
        fields = {"code": code, "message": message, "param": param, **more}
        self.fields = {name: value for name, value in fields.items() if value is not None}

    def body(self) -> Json:
        return {"error": {"type": self.kind, **self.fields}}


class NotFound(ApiError):
    """No object with this id, or one of another type."""

    status = 404


class Unauthorized(ApiError):
    status = 401


class Misused(ApiError):
    kind = "idempotency_error"


class Declined(ApiError):
    status = 402
    kind = "card_error"
    keep = True


def no_such(what: str, name: str, *, param: str | None = None) -> ApiError:
    """Return 404 for the object in the path (without `param`), 400 for one that a parameter
    names."""
    error = NotFound if param is None else ApiError
    message = f"No such {what.replace('.', ' ')}: '{name}'"
    return error(message, code="resource_missing", param=param or "id")


def missing(param: str) -> ApiError:
    return ApiError(f"Missing required param: {param}.", code="parameter_missing", param=param)


def exclusive(one: str, other: str) -> ApiError:
    message = f"You may only specify one of these parameters: {one}, {other}."
    return ApiError(message, code="parameters_exclusive", param=other)
