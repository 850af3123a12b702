"""Detects secrets that are easy to guess because somebody typed them instead of generating them."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from math import log2

BITS_MIN = 80
"""The minimum entropy, estimated from the frequencies of the characters. 32 random hexadecimal
digits have about 115 bits."""
_RUN_SHARE_MAX = 2 / 3
_REPEATED_MIN = 4
"""The shortest part that counts as repeated when it comes a second time."""
_KEYBOARDS = ("qwertyuiop", "qwertzuiop", "azertyuiop", "asdfghjkl", "yxcvbnm", "zxcvbnm", "90")
_NEIGHBOURS = {frozenset(pair) for row in _KEYBOARDS for pair in pairwise(row)}
_PLACEHOLDERS = ("changeme", "change-me", "change_me", "replaceme", "password", "secret", "example")
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
    unit = _without_placeholders(unit)
    enough = min(BITS_MIN, 3 * length_min)
    if _bits(_without_repeats(unit)) < enough or _is_a_run(unit):
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
    """Return whether most characters follow from the one before, as in `abcdef…`, `aabbccdd…` and
    on a row of a keyboard."""
    pairs = list(pairwise(text.lower()))
    near = sum(abs(ord(a) - ord(b)) <= 1 or frozenset((a, b)) in _NEIGHBOURS for a, b in pairs)
    return near > _RUN_SHARE_MAX * len(pairs)


def _without_placeholders(text: str) -> str:
    """Return `text` without the words that stand in examples of settings."""
    return re.sub("|".join(_PLACEHOLDERS), "", text, flags=re.IGNORECASE)


def _without_repeats(text: str) -> str:
    """Return `text` without the parts that came before, as in `monday1monday2monday3`."""
    kept, at = "", 0
    while at < len(text):
        length = 0
        while at + length < len(text) and text[at : at + length + 1] in text[:at]:
            length += 1
        if length < _REPEATED_MIN:
            kept, length = kept + text[at], 1
        at += length
    return kept
