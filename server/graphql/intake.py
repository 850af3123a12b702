"""Checks of a request's size before it is parsed or executed, for HTTP and websockets."""

from __future__ import annotations

from typing import Any

from resolvers.budgets import Budget
from resolvers.errors import LimitExceeded

MARKS_PER_VALUE = 2
"""A text with more marks than so many a value is not even parsed. Only if it has that many, those
inside of strings are left out: to tell them apart takes as long as parsing."""


_OF_NO_INTEREST = bytes(set(range(256)) - set(b'",[{'))


def marks_in(body: bytes) -> int:
    """Return the number of commas and opening brackets. JSON has at most so many values inside of
    lists and objects."""
    return body.count(b",") + body.count(b"[") + body.count(b"{")


def marks_outside_strings(text: bytes, most: int) -> int:
    """Return the number of marks that are not part of a string. A text with so many strings that
    there are more than `most` marks is not taken apart: their least number is returned."""
    plain = text.replace(b"\\\\", b"").replace(b'\\"', b"")
    # Between two strings there is a mark or a colon, and between two colons a mark.
    least = plain.count(b'"') // 4
    if least > most:
        return least
    # Two quotes side by side, with nothing of interest between them, change nothing for the rest.
    bare = plain.translate(None, _OF_NO_INTEREST).replace(b'""', b"")
    return marks_in(b"".join(bare.split(b'"')[::2]))


def check_length(length: int, budget: Budget) -> None:
    """Check the bytes of a body or message. Raises LimitExceeded."""
    if length > budget.body_bytes:
        raise LimitExceeded(
            f"The body has {length:,} bytes; at most {budget.body_bytes:,} are taken."
        )


def check_marks(text: bytes, marks: int, budget: Budget) -> None:
    """Check a body or message before it is parsed; `marks` are all of its marks. Raises
    LimitExceeded."""
    most = MARKS_PER_VALUE * budget.values
    if marks > most and (outside := marks_outside_strings(text, most)) > most:
        raise _too_many(f"about {outside:,}", budget)


def check_request(query: str, variables: dict[str, Any] | None, marks: int, budget: Budget) -> None:
    """Check the document's length and the number of values in the variables. Raises
    LimitExceeded."""
    if len(query) > budget.document_length:
        most = budget.document_length
        raise LimitExceeded(
            f"The document has {len(query):,} characters; at most {most:,} are taken."
        )
    if variables and marks > budget.values:
        number = number_of_values(variables)
        if number > budget.values:
            raise _too_many(f"{number:,}", budget)


def number_of_values(value: object) -> int:
    """Return the number of items of lists and members of objects in a JSON value."""
    number, waiting = 0, [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            number += len(one)
            waiting.extend(one.values())
        elif isinstance(one, list):
            number += len(one)
            waiting.extend(one)
    return number


def _too_many(number: str, budget: Budget) -> LimitExceeded:
    return LimitExceeded(
        f"The variables have {number} values in lists and objects; at most {budget.values:,} "
        "are taken."
    )
