"""What the nouns ask of whoever executes an operation. `resolvers.context` provides it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

import strawberry

from billing.catalog.catalog import PriceBook
from billing.ledger.account import Account

if TYPE_CHECKING:
    from schema.enums import HoldStatus, UsageGrouping
    from schema.insights import Forecast, Savings, Suggestion
    from schema.ledger.balance import UsageSummary
    from schema.ledger.history import LedgerEntryConnection, UsageConnection
    from schema.ledger.hold import Hold
    from schema.payments.purchases import PlanSubscription, PurchaseConnection


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

    def check_reading(self, account_id: str) -> None:
        """Raises unless the caller may read the account. Who changes one hears what the change led
        to, and no more."""

    async def usage_page(
        self,
        account_id: str,
        *,
        first: int | None,
        after: str | None,
        model: str | None,
        start: datetime | None,
        end: datetime | None,
    ) -> UsageConnection:
        """A page of uses, the newest first. BadInput for a bad page."""

    async def ledger_page(
        self, account_id: str, *, first: int | None, after: str | None
    ) -> LedgerEntryConnection:
        """A page of entries, the newest first. BadInput for a bad page."""

    async def purchases_page(
        self, account_id: str, *, first: int | None, after: str | None
    ) -> PurchaseConnection:
        """A page of purchases, the newest first. BadInput for a bad page."""

    async def holds(self, account: Account, status: HoldStatus | None) -> list[Hold]:
        """The account's holds: open ones, then the last closed ones."""

    async def subscription(self, account_id: str) -> PlanSubscription | None:
        """The subscription that the account has, or had last."""

    async def usage_summary(
        self,
        account_id: str,
        *,
        start: datetime | None,
        end: datetime | None,
        by: UsageGrouping,
        time_zone: str,
    ) -> list[UsageSummary]:
        """Sums over uses that occurred in [start, end). BadInput for an unknown time zone."""

    async def forecast(self, account: Account) -> list[Forecast]:
        """How long each source of the account's tokens lasts."""

    async def savings(
        self,
        account_id: str,
        *,
        start: datetime | None,
        end: datetime | None,
        instead_of: str | None,
    ) -> Savings:
        """What free models saved in [start, end). BadInput for what is no premium model."""

    async def suggestions(self, account: Account) -> list[Suggestion]:
        """What would have served the account better."""


Info = strawberry.Info[SchemaContext, None]
