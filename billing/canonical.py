"""Canonical text of plain values, for digests: the JSON that `json.dumps` writes, made faster.

Every use passes here twice. A test holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from json.encoder import encode_basestring_ascii
from typing import Any

Plain = str | int | None

quoted = encode_basestring_ascii
"""JSON in ASCII of a string."""


def json_value(value: Plain) -> str:
    """JSON in ASCII of one value."""
    if type(value) is str:
        return quoted(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return quoted(value) if isinstance(value, str) else str(value)


_BY_CLASS: dict[type, Callable[[Any], str]] = {str: quoted, int: int.__repr__}


def json_list(values: Iterable[Plain]) -> str:
    """JSON in ASCII of a list of values, as `json.dumps` sets its spaces."""
    return f"[{', '.join([_BY_CLASS.get(type(one), json_value)(one) for one in values])}]"
