"""Whether a secret could be guessed: what people type where a random text is asked for."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from math import log2

BITS_MIN = 80
"""By the frequencies of its characters. 32 random hexadecimal digits have some 115."""
_RUN_SHARE_MAX = 2 / 3
_MAKE = 'make one with `python -c "import secrets; print(secrets.token_urlsafe(32))"`'


def weakness(secret: str, *, length_min: int) -> str | None:
    """What is wrong with the secret, as the end of a sentence; None for a good one. Never holds
    anything of the secret."""
    unit = _unit(secret)
    if len(secret) < length_min:
        return f"has to have at least {length_min} characters: {_MAKE}"
    if len(unit) < length_min:
        return f"repeats itself, which is easy to guess: {_MAKE}"
    if _bits(unit) < min(BITS_MIN, 3 * length_min) or _is_a_run(unit):
        return f"is easy to guess: {_MAKE}"
    return None


def _unit(text: str) -> str:
    """What `text` is a repetition of; itself where it does not repeat."""
    for length in range(1, len(text) // 2 + 1):
        if text.startswith(text[length:]):
            return text[:length]
    return text


def _bits(text: str) -> float:
    counts = Counter(text).values()
    return sum(count * log2(len(text) / count) for count in counts)


def _is_a_run(text: str) -> bool:
    """As `abcdef…` and `aabbccdd…`: most characters follow from the one before."""
    near = sum(abs(ord(a) - ord(b)) <= 1 for a, b in pairwise(text))
    return near > _RUN_SHARE_MAX * (len(text) - 1)
