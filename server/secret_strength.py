"""Detects secrets that are easy to guess because somebody typed them instead of generating them."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from math import log2

BITS_MIN = 80
"""The minimum entropy, estimated from the frequencies of the characters. 32 random hexadecimal
digits have about 115 bits."""
_RUN_SHARE_MAX = 2 / 3
_MAKE = 'make one with `python -c "import secrets; print(secrets.token_urlsafe(32))"`'


def weakness(secret: str, *, length_min: int) -> str | None:
    """Return the weakness of the secret, as the end of a sentence; None if it is good.

    The text contains no part of the secret.
    """
    unit = _unit(secret)
    if len(secret) < length_min:
        return f"must have at least {length_min} characters: {_MAKE}"
    if len(unit) < length_min:
        return f"repeats itself, which is easy to guess: {_MAKE}"
    if _bits(unit) < min(BITS_MIN, 3 * length_min) or _is_a_run(unit):
        return f"is easy to guess: {_MAKE}"
    return None


def _unit(text: str) -> str:
    """Return the shortest part that `text` repeats; `text` itself if it does not repeat."""
    for length in range(1, len(text) // 2 + 1):
        if text.startswith(text[length:]):
            return text[:length]
    return text


def _bits(text: str) -> float:
    counts = Counter(text).values()
    return sum(count * log2(len(text) / count) for count in counts)


def _is_a_run(text: str) -> bool:
    """Return whether most characters repeat or follow the one before, as in `abcdef…` and
    `aabbccdd…`."""
    near = sum(abs(ord(a) - ord(b)) <= 1 for a, b in pairwise(text))
    return near > _RUN_SHARE_MAX * (len(text) - 1)
