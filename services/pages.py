"""Pages of lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

ItemT = TypeVar("ItemT")


@dataclass(frozen=True, slots=True)
class Page(Generic[ItemT]):
    """Items, the newest first; `more` is true if older ones follow."""

    items: Sequence[ItemT]
    more: bool


def page_from(found: Sequence[ItemT], size: int) -> Page[ItemT]:
    """Return the page of `size` items, from a query for `size` + 1 items."""
    return Page(found[:size], len(found) > size)
