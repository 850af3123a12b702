"""JSON, fast: orjson, and Python's own parser for what orjson takes otherwise or refuses."""

from __future__ import annotations

import json
import re
from typing import Any

import orjson

_LONG_NUMBER = re.compile(rb"[0-9]{19}")
"""orjson would make a float of a whole number beyond 64 bits."""


class NotJson(Exception):
    """The body can't be read as JSON in UTF-8."""


def parse(body: bytes) -> object:
    """Not stricter than Python's own parser, which lets NaN and lone surrogates through: then the
    answer names the field that holds them. Raises NotJson."""
    # Only in metadata may a number be that long, and looking for one takes longer than parsing.
    if b"metadata" not in body or _LONG_NUMBER.search(body) is None:
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError:
            pass
    try:
        return json.loads(body.decode())
    except (ValueError, RecursionError) as error:
        raise NotJson from error


def encode(content: dict[str, Any]) -> bytes:
    """Lone surrogates, whole numbers beyond 64 bits and depth are left to Python's own encoder."""
    try:
        return orjson.dumps(content)
    except orjson.JSONEncodeError:
        return json.dumps(content, separators=(",", ":")).encode()
