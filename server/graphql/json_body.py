"""Fast JSON: orjson, and Python's own parser for values that orjson refuses or reads
differently."""

from __future__ import annotations

import json
from typing import Any

import orjson

_LONG_NUMBER = b"0" * 19
"""orjson reads an integer beyond 64 bits as a float."""
_ZEROS = bytes(ord("0") if chr(code).isdecimal() else ord(" ") for code in range(256))
"""Maps every digit to a zero and all other bytes to blanks. Finding long numbers in this way takes
a tenth of the time of a regular expression."""


class NotJson(Exception):
    """The body is not JSON in UTF-8."""


def parse(body: bytes) -> object:
    """Parse a body as leniently as Python's own parser, which accepts NaN and lone surrogates.
    So the answer can name the field that contains them. Raises NotJson."""
    if _LONG_NUMBER not in body.translate(_ZEROS):
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError:
            pass
    try:
        return json.loads(body.decode())
    except (ValueError, RecursionError) as error:
        raise NotJson from error


def encode(content: dict[str, Any]) -> bytes:
    """Encode an answer. Lone surrogates, large integers and deep nesting need Python's own
    encoder."""
    try:
        return orjson.dumps(content)
    except orjson.JSONEncodeError:
        return json.dumps(content, separators=(",", ":")).encode()
