"""The context that the types of the API need.

`resolvers.context` provides it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import strawberry

from billing.catalog.price_book import PriceBook
from billing.discounts.deciding import Enrolment
from billing.ledger.account import Account


class SchemaContext(Protocol):
    """One request, or one websocket connection."""

    @property
    def book(self) -> PriceBook:
        """The present catalog and prices."""

    def now(self) -> datetime:
        """The present time, aware and in UTC."""

    def pool_used(self, key: str) -> int:
        """Return how much of a pool's window is used, at most a second old. Billing rule 11."""

    async def own_account(self) -> Account | None:
        """Return the caller's own account, or None."""

    async def own_team(self) -> Account | None:
        """Return the account of the team that the caller's own account is a member of, or None."""

    async def enrolments_of(self, payer: str | None) -> Sequence[Enrolment]:
        """Return the programmes of an account that the caller may read; None: of its own."""

    async def member_of(self, team_id: str, handle: str) -> str | None:
        """Return the account behind a handle in the ledger of a team; None if it was erased."""

    @property
    def signed_in(self) -> bool:
        """True if the caller is authenticated."""


Info = strawberry.Info[SchemaContext, None]
