"""What a request may bring, before anything is done with it. HTTP and websockets share it."""

from __future__ import annotations

from typing import Any

from resolvers.budgets import Budget
from resolvers.errors import LimitExceeded

MARKS_PER_VALUE = 2
"""A text with more marks than so many a value is not even parsed. Those inside of strings count
here too: to tell them apart takes as long as parsing."""


def marks_in(body: bytes) -> int:
    """Return the number of commas and opening brackets. JSON has at most so many values inside of
    lists and objects."""
    return body.count(b",") + body.count(b"[") + body.count(b"{")


def check_length(length: int, budget: Budget) -> None:
    """Check the bytes of a body or message. Raises LimitExceeded."""
    if length > budget.body_bytes:
        raise LimitExceeded(
            f"The body has {length:,} bytes; at most {budget.body_bytes:,} are taken."
        )


def check_marks(marks: int, budget: Budget) -> None:
    """Check a body or message before it is parsed. Raises LimitExceeded."""
    if marks > MARKS_PER_VALUE * budget.values:
        raise _too_many(f"about {marks:,}", budget)


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
