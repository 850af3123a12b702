"""The arguments of pages."""

from __future__ import annotations

from typing import Annotated

import strawberry

from billing.errors import BadInput

PAGE_SIZE = 50
PAGE_SIZE_MAX = 500

First = Annotated[
    int | None, strawberry.argument(description="The number of items, 1 to 500. Default: 50.")
]
After = Annotated[
    str | None, strawberry.argument(description="The `endCursor` of the previous page.")
]


def page_size(first: int | None) -> int:
    """Return the number of items on a page. Raises BadInput for too few or too many."""
    if first is None:
        return PAGE_SIZE
    if not 1 <= first <= PAGE_SIZE_MAX:
        raise BadInput("first", f"must be from 1 to {PAGE_SIZE_MAX}")
    return first
