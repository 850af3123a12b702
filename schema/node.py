"""The interface of objects that can be read again by their id."""

from __future__ import annotations

import strawberry

from schema.scalars import described


@strawberry.interface(
    description="An object that `node` finds by its id: an account, a use, a hold, a grant or a "
    "purchase."
)
class Node:
    id: strawberry.ID = described("Its id. Ids of one type are unique.")
