"""Names: from those of GraphQL to those of Python."""

from __future__ import annotations

import keyword
import re
import textwrap

WIDTH = 92

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def snake(name: str) -> str:
    """Return `maxOutputTokens` as `max_output_tokens`; a word of Python gets a `_` at its end."""
    plain = _WORD.sub("_", name).lower()
    return f"{plain}_" if keyword.iskeyword(plain) else plain


def constant(name: str) -> str:
    return _WORD.sub("_", name).upper()


def docstring(text: str | None, indent: str) -> str:
    """Return a description as a docstring on lines of its own; nothing without a description."""
    if not text:
        return ""
    flat = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    if len(flat) + len(indent) < WIDTH:
        return f'{indent}"""{flat}"""\n'
    body = textwrap.fill(flat, WIDTH, initial_indent=indent, subsequent_indent=indent)
    return f'{indent}"""{body.strip()}\n{indent}"""\n'
