"""The encodings of texts from older systems, and the bytes that an encoding does not have."""

from __future__ import annotations

import codecs

UTF_8 = "utf-8"
WINDOWS_1252 = "cp1252"

INVALID = "\udcff"
"""Stands for a byte that the encoding does not have. It is a lone surrogate, which no text may
contain."""
MARK_INVALID = "billing.mark_invalid"
"""The error handler that decodes such bytes as INVALID, for encodings other than UTF-8."""


def is_encoding(name: str) -> bool:
    """Return whether Python can decode text with this encoding."""
    try:
        return codecs.lookup(name)._is_text_encoding
    except (LookupError, ValueError):
        return False


def same_name(encoding: str) -> str:
    """Return the one name of an encoding that has several, such as UTF8 and utf-8."""
    return codecs.lookup(encoding).name


def _mark_invalid(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return INVALID * (error.end - error.start), error.end


codecs.register_error(MARK_INVALID, _mark_invalid)
