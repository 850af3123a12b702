"""The tree of errors that callers see, and how each error is shown.

- ApiError
  - Forbidden (FORBIDDEN): known, but lacks the scope
  - Restricted (FORBIDDEN): a restriction of the API key does not allow it
  - NotFound (NOT_FOUND): does not exist, or the caller may not see it
  - LimitExceeded (LIMIT_EXCEEDED): above a limit; to repeat it does not help
  - RateLimited (RATE_LIMITED): too much in a short time; to repeat it later helps

Defined elsewhere and shown too: `billing.errors.BadInput` (BAD_INPUT, or a subclass's code),
`services.identity.identity.Unauthenticated` (UNAUTHENTICATED) and
`services.commit.unavailable.Unavailable` (UNAVAILABLE).
Any other error is our fault: INTERNAL, with only a reference to the log.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from graphql import GraphQLError, Token, TokenKind, ValueNode

from billing.errors import BadInput
from resolvers.budgets import ERRORS_MAX
from resolvers.request import request_id
from services.commit.unavailable import Unavailable, as_unavailable
from services.identity.identity import Unauthenticated

logger = logging.getLogger(__name__)


MESSAGE_LENGTH_MAX = 1_000
"""The most characters of a message: one may repeat a value of the document."""


class ApiError(Exception):
    """An error of the caller, with its own code."""

    code = "INTERNAL"


class Forbidden(ApiError):
    code = "FORBIDDEN"

    def __init__(self, scope: str) -> None:
        super().__init__(f"This needs the scope {scope}.")


class Restricted(ApiError):
    code = "FORBIDDEN"


class NotFound(ApiError):
    code = "NOT_FOUND"


class LimitExceeded(ApiError):
    code = "LIMIT_EXCEEDED"


class RateLimited(ApiError):
    """Too many requests. After `retry_after_seconds`, there is room for the same one."""

    code = "RATE_LIMITED"

    def __init__(self, message: str, retry_after_seconds: int) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


def all_shown(
    errors: Sequence[GraphQLError], *, hide_suggestions: bool = False
) -> list[GraphQLError]:
    """Return the errors of an answer as callers may see them: at most ERRORS_MAX, of which the
    last one says how many more there are."""
    if len(errors) <= ERRORS_MAX:
        return [shown(error, hide_suggestions=hide_suggestions) for error in errors]
    first = [shown(one, hide_suggestions=hide_suggestions) for one in errors[: ERRORS_MAX - 1]]
    message = f"There are {len(errors) - len(first):,} more errors, which are not listed."
    return [*first, GraphQLError(message, extensions={"code": "LIMIT_EXCEEDED"})]


def shown(error: GraphQLError, *, hide_suggestions: bool = False) -> GraphQLError:
    """Return the error as callers may see it, with its code. An error shown before stays unchanged.

    `hide_suggestions` removes names that the caller did not send.
    """
    message, extensions = error.message, error.extensions or {}
    if "code" not in extensions:
        message, extensions = _explain(error)
    elif len(message) <= MESSAGE_LENGTH_MAX:
        return error
    if hide_suggestions:
        message = _SUGGESTION.sub("", message)
    if len(message) > MESSAGE_LENGTH_MAX:
        message = f"{message[:MESSAGE_LENGTH_MAX]}…"
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions=extensions,
    )


def _explain(error: GraphQLError) -> tuple[str, dict[str, Any]]:
    cause = error.original_error
    if isinstance(cause, GraphQLError):
        cause = cause.original_error
    if error.path is None and (cause is None or isinstance(cause, ValueError)):
        field = _field_at_fault(error)
        return error.message, {"code": "BAD_INPUT", **({"field": field} if field else {})}
    if cause is None and error.nodes and isinstance(error.nodes[0], ValueNode):
        # A null variable in a non-null place is found only when the value is used.
        return error.message, {"code": "BAD_INPUT"}
    return _explain_ours(cause) or _confess(cause)


def _explain_ours(cause: BaseException | None) -> tuple[str, dict[str, Any]] | None:
    """Return the error for callers, if it is one of ours."""
    match cause:
        case BadInput():
            return str(cause), {"code": cause.code, "field": cause.field}
        case RateLimited():
            return str(cause), rate_limited(cause)
        case ApiError():
            return str(cause), {"code": cause.code}
        case Unauthenticated():
            return str(cause), {"code": "UNAUTHENTICATED"}
        case RecursionError():
            return "The document is nested too deeply.", {"code": "LIMIT_EXCEEDED"}
    busy = None if cause is None else as_unavailable(cause)
    return None if busy is None else unavailable(busy)


def rate_limited(error: RateLimited) -> dict[str, Any]:
    """Return the extensions to show."""
    return {"code": error.code, "retryAfterSeconds": error.retry_after_seconds}


def unavailable(error: Unavailable) -> tuple[str, dict[str, Any]]:
    """Return the message and the extensions to show."""
    return str(error), {"code": "UNAVAILABLE", "retryAfterSeconds": error.retry_after_seconds}


def _confess(cause: BaseException | None) -> tuple[str, dict[str, Any]]:
    reference = request_id.get() or uuid4().hex[:12]
    logger.error("internal error %s", reference, exc_info=cause)
    message = f"Something went wrong on our side. Reference: {reference}"
    return message, {"code": "INTERNAL", "reference": reference}


_SUGGESTION = re.compile(r" ?Did you mean [^?]*\?", re.IGNORECASE)
_MEMBER = re.compile(r"(?:required|unknown) field '(\w+)'")
_VARIABLE = re.compile(r"Variable '\$(\w+)' has invalid value(?: at ([^:]+))?:")


def _field_at_fault(error: GraphQLError) -> str | None:
    """Return the input field whose value was refused: GraphQL names it only in its message."""
    if found := _VARIABLE.match(error.message):
        variable, path = found[1], found[2] or ""
        if member := _MEMBER.search(error.message):
            path += f".{member[1]}"
        return path[1:] if path.startswith(".") else variable + path
    if member := _MEMBER.search(error.message):
        return member[1]
    if not error.nodes or error.nodes[0].loc is None or not isinstance(error.nodes[0], ValueNode):
        return None
    return _name_of_value(error.nodes[0].loc.start_token)


_OPENING = {TokenKind.BRACKET_L: 1, TokenKind.BRACE_L: 1, TokenKind.PAREN_L: 1}
_CLOSING = {TokenKind.BRACKET_R: -1, TokenKind.BRACE_R: -1, TokenKind.PAREN_R: -1}
_NESTING = _OPENING | _CLOSING
STEPS_MAX = 2_000
"""The most tokens before a value that are searched for its name."""


def _name_of_value(start: Token) -> str | None:
    """Return the argument, input field or variable that a value is given to.

    The tokens of a document are linked: its tree does not lead from a value to what is around it.
    """
    token, depth = start.prev, 0
    for _ in range(STEPS_MAX):
        if token is None:
            return None
        depth += _NESTING.get(token.kind, 0)
        if depth > 0:
            # The value is inside this list or object: its name is before it.
            depth = 0
        elif depth == 0 and token.kind is TokenKind.COLON and token.prev is not None:
            return token.prev.value
        elif depth == 0 and token.kind is TokenKind.EQUALS:
            return _variable_before(token)
        token = token.prev
    return None


def _variable_before(equals: Token) -> str | None:
    """Return the variable whose default follows: `$name: [Type!]! =`."""
    name, token = None, equals.prev
    while token is not None and token.kind is not TokenKind.DOLLAR:
        name, token = token.value, token.prev
    return name if token is not None else None
