"""Scalars: whole numbers that JSON clients read exactly, and instants in UTC."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

from billing.tokens import MAX_TOKENS

BigInt = NewType("BigInt", int)

_DECIMAL = re.compile(r"-?[0-9]{1,16}")
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def parse_big_int(value: object) -> BigInt:
    """Read a whole JSON number or a decimal string, within ±(2^53-1). Raises ValueError
    otherwise."""
    whole = value if type(value) is int else _whole(value)
    if abs(whole) > MAX_TOKENS:
        raise ValueError(f"must be within ±{MAX_TOKENS}")
    return BigInt(whole)


def _whole(value: object) -> int:
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    raise ValueError("must be a whole number, as a JSON number or a decimal string")


def parse_datetime(value: object) -> datetime:
    """Read RFC 3339 with an offset; digits beyond microseconds are cut. Raises ValueError
    otherwise."""
    if not isinstance(value, str) or not _RFC3339.fullmatch(value):
        raise ValueError("must be a time in RFC 3339 with an offset, as 2026-01-31T12:00:00Z")
    try:
        return datetime.fromisoformat(value.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("is not a time that exists") from None


def format_datetime(value: datetime) -> str:
    """Write RFC 3339 in UTC, with a Z."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


SCALARS: dict[object, ScalarDefinition] = {
    BigInt: strawberry.scalar(
        name="BigInt",
        description="A whole number within ±(2^53-1): a JSON number. "
        "Input may be a number or a decimal string.",
        serialize=int,
        parse_value=parse_big_int,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="An instant in UTC, as RFC 3339: 2026-01-31T12:00:00Z. "
        "Input may have any offset, but must have one.",
        serialize=format_datetime,
        parse_value=parse_datetime,
    ),
}


def reads(description: str, read: Callable[[Any], Any]) -> Any:
    """Return a field that is calculated when it is requested. Most callers request few fields, and
    calculating all of them would cost more than recording a use."""
    return strawberry.field(resolver=read, description=description)


def described(description: str, **options: Any) -> Any:
    """Return a field with its description. Every field of the API has one."""
    return strawberry.field(description=description, **options)
