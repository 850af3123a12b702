"""One operation of the API: its document, and how its result is read."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from yumi_billing._reading import refusals
from yumi_billing._writing import encoded
from yumi_billing.errors import Refused

T = TypeVar("T")


class Operation(Generic[T]):
    """A document that is sent often, so it is encoded once."""

    __slots__ = ("_start", "document", "read")

    def __init__(self, document: str, read: Callable[[dict[str, Any]], T]) -> None:
        self.document = document
        self.read = read
        self._start = f'{{"query":{json.dumps(document)},"variables":'

    def body(self, variables: dict[str, Any]) -> bytes:
        """Return the body of a request."""
        return f"{self._start}{encoded(variables)}}}".encode()


class Page(Generic[T]):
    """A page of a list."""

    __slots__ = ("items", "next")

    def __init__(self, items: list[T], following: str | None) -> None:
        self.items = items
        self.next = following
        """The cursor of the next page; None after the last one."""

    @classmethod
    def of(cls, data: dict[str, Any], read: Callable[[dict[str, Any]], T]) -> Page[T]:
        info = data["pageInfo"]
        following = info["endCursor"] if info["hasNextPage"] else None
        return cls([read(one) for one in data["nodes"]], following)


_TYPES = {"ACCOUNT_NOT_FOUND": "AccountNotFound", "TEAM_NOT_FOUND": "TeamNotFound"}


def found(data: dict[str, Any] | None, code: str) -> dict[str, Any]:
    """Return the object. Raises the refusal with this code if there is none."""
    if data is not None:
        return data
    told = {"code": code, "message": "There is no such thing, or the caller may not see it."}
    read = refusals.get(_TYPES[code])
    raise read(told) if read else Refused(**told)


def as_it_is(data: dict[str, Any]) -> dict[str, Any]:
    """Read nothing: for documents of a caller's own."""
    return data
