"""Whole numbers of tokens, the unit of this service."""

from __future__ import annotations

MAX_TOKENS = 2**53 - 1
"""The largest number of tokens (and of anything counted) that JSON clients read exactly."""


def is_count(value: object) -> bool:
    """Return whether `value` is a whole number of tokens from 0 to MAX_TOKENS. True and False are
    not."""
    return type(value) is int and 0 <= value <= MAX_TOKENS
