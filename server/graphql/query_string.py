"""The request in the query string of a GET: query, documentId, variables, operationName and
extensions."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from resolvers.budgets import Budget
from server.graphql.intake import check_marks, marks_in
from server.graphql.json_body import NotJson, parse

PARAMETERS_MAX = 100
"""The most parameters of a query string."""
OBJECTS = frozenset({"variables", "extensions"})
"""The parameters that are JSON. Others are text."""
NAMES = frozenset({"query", "operationName", "documentId", *OBJECTS})
"""All parameters that are read. Others are ignored, like other members of a body."""


class BadQueryString(Exception):
    """The message names the parameter."""


def read_query_string(raw: bytes, budget: Budget) -> tuple[dict[str, Any], int]:
    """Return what a body would have, and its marks as `marks_in` counts them.

    Empty text counts as none. Raises BadQueryString, or LimitExceeded.
    """
    content: dict[str, Any] = {}
    marks = 0
    for name, text in _parameters(raw):
        if name not in NAMES:
            continue
        if name in content:
            raise BadQueryString(f"{name}: must be given once")
        content[name] = text or None
        if text and name in OBJECTS:
            encoded = text.encode()
            found = marks_in(encoded)
            check_marks(encoded, found, budget)
            content[name] = _parsed(name, encoded)
            marks += found
    return content, marks


def _parameters(raw: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            raw.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=PARAMETERS_MAX,
        )
    except UnicodeError:
        raise BadQueryString("The query string must be UTF-8, percent-encoded.") from None
    except ValueError:
        message = f"The query string has more than {PARAMETERS_MAX} parameters."
        raise BadQueryString(message) from None


def _parsed(name: str, text: bytes) -> object:
    try:
        return parse(text)
    except NotJson:
        raise BadQueryString(f"{name}: must be JSON") from None
