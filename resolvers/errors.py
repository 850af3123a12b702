"""The tree of errors that callers see, and how each error is shown.

ApiError ├── Forbidden        FORBIDDEN: known, but lacks the scope ├── NotFound         NOT_FOUND:
does not exist, or the caller may not see it └── LimitExceeded    LIMIT_EXCEEDED: more than the
service takes at once

Defined elsewhere and shown too: `billing.errors.BadInput` (BAD_INPUT, or a subclass's code),
`services.identity.identity.Unauthenticated` (UNAUTHENTICATED) and
`services.commit.unavailable.Unavailable` (UNAVAILABLE).
Any other error is our fault: INTERNAL, with only a reference to the log.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from graphql import (
    ArgumentNode,
    GraphQLError,
    Node,
    ObjectFieldNode,
    ValueNode,
    VariableDefinitionNode,
    parse,
)
from strawberry.extensions import SchemaExtension
from strawberry.schema.exceptions import CannotGetOperationTypeError

from billing.errors import BadInput
from resolvers.request import request_id
from services.commit.unavailable import Unavailable, as_unavailable
from services.identity.identity import Unauthenticated

logger = logging.getLogger(__name__)


class ApiError(Exception):
    """An error of the caller, with its own code."""

    code = "INTERNAL"


class Forbidden(ApiError):
    code = "FORBIDDEN"

    def __init__(self, scope: str) -> None:
        super().__init__(f"This needs the scope {scope}.")


class NotFound(ApiError):
    code = "NOT_FOUND"


class LimitExceeded(ApiError):
    code = "LIMIT_EXCEEDED"


def shown(error: GraphQLError, *, hide_suggestions: bool = False) -> GraphQLError:
    """Return the error as callers may see it, with its code. An error shown before stays unchanged.

    `hide_suggestions` removes names that the caller did not send.
    """
    if "code" in (error.extensions or {}):
        return error
    message, extensions = _explain(error)
    if hide_suggestions:
        message = _SUGGESTION.sub("", message)
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
    if isinstance(cause, CannotGetOperationTypeError):
        return cause.as_http_error_reason(), {"code": "BAD_INPUT", "field": "operationName"}
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
        case ApiError():
            return str(cause), {"code": cause.code}
        case Unauthenticated():
            return str(cause), {"code": "UNAUTHENTICATED"}
        case RecursionError():
            return "The document is nested too deeply.", {"code": "LIMIT_EXCEEDED"}
    busy = None if cause is None else as_unavailable(cause)
    return None if busy is None else unavailable(busy)


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
    fault = error.nodes[0].loc
    named = _named_values(parse(fault.source.body))
    names = [name for name, node in named if node.loc and node.loc.start == fault.start]
    return names[-1] if names else None


def _named_values(node: Node, name: str | None = None) -> Iterator[tuple[str, Node]]:
    """Yield every node below `node`, with the argument or input field that it is a value of."""
    for key in node.keys:
        value = getattr(node, key, None)
        for child in value if isinstance(value, list | tuple) else (value,):
            if not isinstance(child, Node):
                continue
            inner = name
            if isinstance(child, ArgumentNode | ObjectFieldNode):
                inner = child.name.value
            elif isinstance(child, VariableDefinitionNode):
                inner = child.variable.name.value
            if inner is not None:
                yield inner, child
            yield from _named_values(child, inner)


class ShowErrors(SchemaExtension):
    """Replaces the errors of every result of a websocket with `shown`. POST does this itself,
    because extensions do not run for documents that cannot be parsed."""

    def __init__(self, *, hide_suggestions: bool) -> None:
        super().__init__()
        self._hide_suggestions = hide_suggestions

    def on_stream_result(self, result: Any) -> Iterator[None]:
        if getattr(result, "errors", None):
            hide = self._hide_suggestions
            result.errors = [shown(error, hide_suggestions=hide) for error in result.errors]
        yield
