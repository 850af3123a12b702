"""One request, or one websocket connection: who calls, and what they may reach."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import strawberry
from strawberry.dataloader import DataLoader

from billing.catalog.catalog import PriceBook
from billing.checks import check_text
from billing.errors import BadInput
from billing.ledger.account import Account
from resolvers.errors import Forbidden
from resolvers.insights import (
    account_forecasts,
    account_savings,
    account_suggestions,
    usage_summaries,
)
from resolvers.ledger.pages import ledger_connection, purchase_connection, usage_connection
from schema.enums import HoldStatus, UsageGrouping
from schema.insights import Forecast, Savings, Suggestion
from schema.ledger.balance import UsageSummary
from schema.ledger.history import LedgerEntryConnection, UsageConnection
from schema.ledger.hold import Hold
from schema.payments.purchases import PlanSubscription, PurchaseConnection
from services.analytics.rollups import Rollups
from services.catalog import CatalogService
from services.commit.batcher import Batcher
from services.identity.identity import Caller, Unauthenticated
from services.ledger.accounts import Accounts
from services.ledger.holds import Holds, holds_of
from services.live.accounts import Live
from services.payments.purchases import Purchases
from services.payments.subscriptions import Subscriptions
from services.privacy.actions import AdminLog
from services.privacy.erasure import Erasures


@dataclass(frozen=True, slots=True)
class Services:
    """The acts, wired together by `server.wiring`."""

    clock: Callable[[], datetime]
    catalog: CatalogService
    batcher: Batcher
    accounts: Accounts
    holds: Holds
    live: Live
    purchases: Purchases
    subscriptions: Subscriptions
    admin_log: AdminLog
    erasures: Erasures
    rollups: Rollups


@dataclass
class Context:
    """Implements `schema.context.SchemaContext`, and tells who may do what."""

    services: Services
    caller: Caller | None = None

    # No cache: a websocket's context outlives many operations. All that ask at the same moment
    # still share one read.
    @cached_property
    def _subscriptions(self) -> DataLoader[str, PlanSubscription | None]:
        return DataLoader(load_fn=self._load_subscriptions, cache=False)

    @property
    def book(self) -> PriceBook:
        return self.services.catalog.book

    def now(self) -> datetime:
        return self.services.clock()

    @property
    def signed_in(self) -> bool:
        return self.caller is not None

    def require_caller(self) -> Caller:
        """Raises Unauthenticated for callers who showed nothing."""
        if self.caller is None:
            raise Unauthenticated
        return self.caller

    def require_admin(self) -> Caller:
        """Raises Unauthenticated or Forbidden."""
        caller = self.require_caller()
        if not caller.is_admin:
            raise Forbidden("admin")
        return caller

    def account_meant(self, account_id: str | None, *, name: str = "accountId") -> str:
        """The account that an argument means: the caller's own when left out. Raises BadInput."""
        caller = self.require_caller()
        meant = caller.account_id if account_id is None else account_id
        if meant is None:
            raise BadInput(name, "is needed: an API key has no account of its own")
        check_text(name, meant)
        return meant

    def may_read(self, account_id: str) -> bool:
        """Whether the caller may see it, if it exists. Forbidden for the own without the scope."""
        return self._allowed(account_id, self.require_caller().may_read, "account:read")

    def may_write(self, account_id: str) -> bool:
        """Likewise for whatever changes it."""
        return self._allowed(account_id, self.require_caller().may_write, "account:write")

    def may_record(self, account_id: str) -> bool:
        """Likewise for recording usage."""
        return self._allowed(account_id, self.require_caller().may_record, "account:write")

    def may_quote(self, account_id: str) -> bool:
        """Likewise for asking what a use would cost: whoever reads or records."""
        caller = self.require_caller()
        if caller.may_read(account_id):
            return True
        return self.may_record(account_id)

    def _allowed(self, account_id: str, rule: Callable[[str], bool], scope: str) -> bool:
        # Another's account must look as if it did not exist; one's own may be spoken of.
        if rule(account_id):
            return True
        if self.require_caller().owns(account_id):
            raise Forbidden(scope)
        return False

    def owns(self, account_id: str) -> bool:
        return self.caller is not None and self.caller.owns(account_id)

    async def account(self, account_id: str) -> Account | None:
        """As it is now; the caller's own is opened if it was not there. All that ask at the same
        moment share one read."""
        own = (account_id,) if self.owns(account_id) else ()
        return (await self.services.accounts.present((account_id,), may_open=own)).get(account_id)

    async def own_account(self) -> Account | None:
        if self.caller is None or self.caller.account_id is None:
            return None
        if not self.caller.may_read(self.caller.account_id):
            return None
        return await self.account(self.caller.account_id)

    def check_reading(self, account_id: str) -> None:
        caller = self.require_caller()
        if not caller.may_read(account_id):
            raise Forbidden("account:read" if caller.owns(account_id) else "accounts:read")

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
        return await usage_connection(
            account_id, self.book, first=first, after=after, model=model, start=start, end=end
        )

    async def ledger_page(
        self, account_id: str, *, first: int | None, after: str | None
    ) -> LedgerEntryConnection:
        return await ledger_connection(account_id, self.book, first=first, after=after)

    async def purchases_page(
        self, account_id: str, *, first: int | None, after: str | None
    ) -> PurchaseConnection:
        return await purchase_connection(account_id, self.book, first=first, after=after)

    async def subscription(self, account_id: str) -> PlanSubscription | None:
        return await self._subscriptions.load(account_id)

    async def holds(self, account: Account, status: HoldStatus | None) -> list[Hold]:
        return [
            Hold(account_id=account.id, hold=one.hold, book=self.book, status=one.status)
            for one in await holds_of(account, status)
        ]

    async def _load_subscriptions(self, ids: list[str]) -> list[PlanSubscription | None]:
        service = self.services.subscriptions
        found = await service.current(ids)
        shown = {
            name: PlanSubscription.of(one, self.book, service.grace) for name, one in found.items()
        }
        return [shown.get(account_id) for account_id in ids]

    async def usage_summary(
        self,
        account_id: str,
        *,
        start: datetime | None,
        end: datetime | None,
        by: UsageGrouping,
        time_zone: str,
    ) -> list[UsageSummary]:
        return await usage_summaries(
            account_id, self.book, start=start, end=end, by=by, time_zone=time_zone
        )

    async def forecast(self, account: Account) -> list[Forecast]:
        return await account_forecasts(account, self.book, self.now())

    async def savings(
        self,
        account_id: str,
        *,
        start: datetime | None,
        end: datetime | None,
        instead_of: str | None,
    ) -> Savings:
        return await account_savings(
            account_id, self.book, self.now(), start=start, end=end, instead_of=instead_of
        )

    async def suggestions(self, account: Account) -> list[Suggestion]:
        return await account_suggestions(account, self.book, self.now())


Info = strawberry.Info[Context, None]
