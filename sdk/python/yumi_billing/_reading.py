"""Values of JSON, as values of Python."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar, cast

from yumi_billing.errors import BillingError, Refused

Json = Any
T = TypeVar("T")
Kind = TypeVar("Kind", bound=StrEnum)

moment = datetime.fromisoformat
refusals: dict[str, Callable[[dict[str, Any]], Refused]] = {}
"""How each refusal is read, by the name of its type. The generated module fills it."""


def known(kind: type[Kind], value: str) -> Kind:
    """Return the member of an enum. A value that a newer server has stays the text that it is."""
    return cast("Kind", kind._value2member_map_.get(value, value))


def refusal_of(data: dict[str, Any]) -> Refused:
    """Return a refusal. One that this version does not know has its code and its message only."""
    read = refusals.get(data["__typename"])
    return Refused(code=data["code"], message=data["message"]) if read is None else read(data)


def either(data: dict[str, Any], read: Callable[[dict[str, Any]], T]) -> T | Refused:
    """Return the success that `read` reads, or the refusal."""
    name = data["__typename"]
    if name in refusals or "code" in data:
        return refusal_of(data)
    if name != read.__self__.__name__:  # type: ignore[attr-defined]
        raise BillingError(f"this version of the client does not know the result {name}")
    return read(data)


def succeeded(data: dict[str, Any], read: Callable[[dict[str, Any]], T]) -> T:
    """Return the success. Raises the refusal, if it is one."""
    result = either(data, read)
    if isinstance(result, Refused):
        raise result
    return result
