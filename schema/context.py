"""What the types of the API ask of the one who executes an operation.

`resolvers.context` provides it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

import strawberry

from billing.catalog.catalog import PriceBook
from billing.ledger.account import Account


class SchemaContext(Protocol):
    """One request, or one websocket connection."""

    @property
    def book(self) -> PriceBook:
        """The catalog and prices of now."""

    def now(self) -> datetime:
        """The present, aware and in UTC."""

    async def own_account(self) -> Account | None:
        """The caller's own account; None for a caller without one."""

    @property
    def signed_in(self) -> bool:
        """Whether the caller showed who they are."""


Info = strawberry.Info[SchemaContext, None]
