"""Numbers of older systems: whole or decimal, positive or negative, exact."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from math import isfinite

Number = int | Fraction
"""Whole numbers are int, so that they do not change in JSON. Sums of fractions are exact."""

BLANKS = " \t\r\n"
PATTERN = r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?"
"""The pattern also works in PostgreSQL, which calculates the sums."""

_PLAIN = re.compile(PATTERN)
_POINT = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+")
_COMMA = re.compile(r"[+-]?(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+),(?:[0-9]{1,2}|[0-9]{4,40})")
_COMMA_TOLD = re.compile(r"[+-]?(?:[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,[0-9]{1,40})?")


def number_in(cell: object) -> Number | None:
    """Return the number in a cell; None if it is not a number."""
    if type(cell) is int:
        return cell
    if isinstance(cell, float) and isfinite(cell):
        return whole(Fraction(Decimal(repr(cell))))
    if isinstance(cell, str):
        text = cell.strip(BLANKS)
        if _PLAIN.fullmatch(text):
            return whole(Fraction(text))
    return None


def whole(number: Number) -> Number:
    """Return the same number, as int if it is whole."""
    return number.numerator if number.denominator == 1 else number


def plain_text(text: str, mark: str | None) -> str:
    """Convert a number with a decimal comma, or with separated thousands, to Python's notation.

    `mark` is the decimal mark, `.` or `,`. Without it, only a text with a single meaning is
    changed. A text that is not a number is not changed.
    """
    stripped = text.strip(BLANKS)
    has_comma = _COMMA_TOLD if mark == "," else _COMMA if mark is None else None
    if has_comma is not None and has_comma.fullmatch(stripped):
        return stripped.replace(".", "").replace(",", ".")
    if mark != "," and _POINT.fullmatch(stripped):
        return stripped.replace(",", "")
    return text
