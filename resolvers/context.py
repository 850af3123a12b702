"""The context of a request or a websocket connection: the caller and the caller's rights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Annotated

import strawberry
from strawberry.dataloader import DataLoader

from billing.catalog.price_book import PriceBook
from billing.checks import check_text
from billing.discounts.deciding import Enrolment
from billing.errors import BadInput
from billing.ledger.account import Account
from billing.ledger.refusals import ModelNotAllowed
from billing.ledger.teams.invitations import TeamInfo
from billing.ledger.teams.membership import Membership, is_team_id
from billing.ledger.teams.rights import manages
from billing.payments.purchase import PlanSubscription
from resolvers.access import ALL, View, view_of_team
from resolvers.budgets import Budget, Budgets
from resolvers.errors import Forbidden, Restricted
from services.analytics.rollups import Rollups
from services.catalog import CatalogService
from services.clock.moves import ClockMoves
from services.commit.batcher import Batcher
from services.discounts.enrolments import enrolments_of
from services.discounts.programmes import Programmes
from services.identity.identity import Caller, Missing
from services.insights.following import Following
from services.ledger.accounts import Accounts
from services.ledger.alert_sweep import AlertSweep
from services.ledger.alerts import Alerts
from services.ledger.caps import SpendCaps
from services.ledger.holds import Holds
from services.live.accounts import Live
from services.payments.packs.purchases import Purchases
from services.payments.plans.changes import PlanChanges
from services.payments.plans.previews import PlanPreviews
from services.payments.subscriptions import Subscriptions
from services.payments.top_ups import Cards, TopUps
from services.pools.watch import PoolWatch
from services.privacy.actions import AdminLog
from services.privacy.erasure import Erasures
from services.teams.teams import Teams
from services.webhooks.endpoints import WebhookEndpoints


@dataclass(frozen=True, slots=True)
class Services:
    """The services, wired together by `server.wiring`."""

    clock: Callable[[], datetime]
    clock_moves: ClockMoves
    catalog: CatalogService
    batcher: Batcher
    holds: Holds
    spend_caps: SpendCaps
    alerts: Alerts
    alert_sweep: AlertSweep
    cards: Cards
    top_ups: TopUps
    live: Live
    pools: PoolWatch
    purchases: Purchases
    subscriptions: Subscriptions
    plan_changes: PlanChanges
    plan_previews: PlanPreviews
    teams: Teams
    programmes: Programmes
    admin_log: AdminLog
    erasures: Erasures
    rollups: Rollups
    following: Following
    webhook_endpoints: WebhookEndpoints
    budgets: Budgets

    @property
    def accounts(self) -> Accounts:
        return self.live.accounts


@dataclass
class Context:
    """Implements `schema.context.SchemaContext`, and checks rights."""

    services: Services
    caller: Caller | None = None

    # No cache: a websocket's context serves many operations. Fields that are read at the same time
    # still share one read.
    @cached_property
    def subscriptions(self) -> DataLoader[str, PlanSubscription | None]:
        """Return the subscription that an account has, or had last."""
        return DataLoader(load_fn=self._load_subscriptions, cache=False)

    @cached_property
    def _members(self) -> DataLoader[tuple[str, str], str | None]:
        return DataLoader(load_fn=self.services.teams.reader.accounts_behind, cache=False)

    async def member_of(self, team_id: str, handle: str) -> str | None:
        return await self._members.load((team_id, handle))

    @cached_property
    def team_infos(self) -> DataLoader[str, TeamInfo | None]:
        """Return what is shown of a team."""
        return DataLoader(load_fn=self.services.teams.reader.infos, cache=False)

    @cached_property
    def enrolments(self) -> DataLoader[str, Sequence[Enrolment]]:
        """Return the enrolments of an account."""
        return DataLoader(load_fn=self._load_enrolments, cache=False)

    @property
    def book(self) -> PriceBook:
        return self.services.catalog.book

    def now(self) -> datetime:
        return self.services.clock()

    def pool_used(self, key: str) -> int:
        return self.services.pools.leases.used(key)

    @property
    def budget(self) -> Budget:
        """The budget of one request of the caller."""
        return self.services.budgets.of(self.caller)

    @property
    def signed_in(self) -> bool:
        return self.caller is not None

    def require_caller(self) -> Caller:
        """Return the caller. Raises Missing for one without credentials."""
        if self.caller is None:
            raise Missing
        return self.caller

    def require_admin(self) -> Caller:
        """Return the caller if it is an administrator: perhaps only of the accounts that its key
        reaches. Raises Missing or Forbidden."""
        caller = self.require_caller()
        if not caller.is_admin:
            raise Forbidden("admin")
        return caller

    def require_operator(self) -> Caller:
        """Return the caller if it is an administrator of all accounts. Raises Missing, Forbidden or
        Restricted."""
        caller = self.require_admin()
        if caller.account_prefixes is not None:
            raise Restricted("This is about all accounts, and this key is restricted to some.")
        return caller

    def account_meant(self, account_id: str | None, *, name: str = "accountId") -> str:
        """Return the account of an argument. Default: the caller's own. Raises BadInput."""
        caller = self.require_caller()
        meant = caller.account_id if account_id is None else account_id
        if meant is None:
            raise BadInput(name, "is needed: an API key has no account of its own")
        check_text(name, meant)
        return meant

    async def view(self, account_id: str) -> View | None:
        """Return what the caller may see of the account; None: nothing. Raises Forbidden for the
        caller's own account without the scope."""
        if self._allowed(account_id, self.require_caller().may_read, "account:read"):
            return ALL
        member = await self.membership_in(account_id)
        return None if member is None else view_of_team(member)

    async def can_see(self, account_id: str) -> bool:
        """Return whether the caller may see anything of the account, like `view`."""
        return await self.view(account_id) is not None

    async def can_change(self, account_id: str) -> bool:
        """Check the right to change the account, like `can_see`: also that of the owner and the
        admins of a team to change its account."""
        if self._allowed(account_id, self.require_caller().may_write, "account:write"):
            return True
        return await self._manages(account_id)

    async def actor_to_log(self, account_id: str) -> str | None:
        """Return who changes the account, for the log of actions; None if its owner or a manager of
        its team does, which is not logged."""
        caller = self.require_caller()
        if caller.owns(account_id) or await self._manages(account_id):
            return None
        return caller.subject

    async def _manages(self, team_id: str) -> bool:
        caller, member = self.require_caller(), await self.membership_in(team_id)
        if member is None or caller.account_id is None or not caller.may_write(caller.account_id):
            return False
        return manages(member.role)

    async def membership_in(self, team_id: str) -> Membership | None:
        """Return the membership of the caller's own account in the team; None for everybody else.

        Nothing is read of the team, so that it looks as if it did not exist.
        """
        account = await self.own_account() if is_team_id(team_id) else None
        member = None if account is None else account.membership
        return member if member is not None and member.team == team_id else None

    def may_record(self, account_id: str) -> bool:
        """Check the right to record usage, like `can_see`."""
        return self._allowed(account_id, self.require_caller().may_record, "account:write")

    def may_quote(self, account_id: str) -> bool:
        """Check the right to get quotes, like `can_see`: a caller that may read or record."""
        caller = self.require_caller()
        if caller.may_read(account_id):
            return True
        return self.may_record(account_id)

    def may_use(self, model: str) -> bool:
        """Return whether the caller may use the model that is found under this name."""
        if self.require_caller().models is None:
            return True
        return self.book.names.own_name(model) in (self.allowed_models or ())

    @property
    def allowed_models(self) -> frozenset[str] | None:
        """The only models that the caller may use, by the catalog's names; None means all. The
        names of a key that no model has are among them, because a hold may be for an older
        model."""
        models = self.require_caller().models
        if models is None:
            return None
        return models | {self.book.names.own_name(name) for name in models}

    def check_model(self, model: str) -> None:
        """Raise Restricted unless the caller may use the model. Before anything is known of an
        account, so that the answer is the same for all."""
        if not self.may_use(model):
            raise Restricted(ModelNotAllowed(model).message)

    def _allowed(self, account_id: str, rule: Callable[[str], bool], scope: str) -> bool:
        # Another user's account must look as if it did not exist; errors may name the caller's own.
        if rule(account_id):
            return True
        if self.require_caller().owns(account_id):
            raise Forbidden(scope)
        return False

    def owns(self, account_id: str) -> bool:
        return self.caller is not None and self.caller.owns(account_id)

    async def account(self, account_id: str) -> Account | None:
        """Return the present account; open the caller's own if it does not exist. Fields that are
        read at the same time share one read."""
        own = (account_id,) if self.owns(account_id) else ()
        return (await self.services.accounts.present((account_id,), may_open=own)).get(account_id)

    async def team_of(self, account: Account) -> Account | None:
        """Return the account of the team that may pay for the account's uses."""
        membership = account.membership
        return None if membership is None else await self.account(membership.team)

    async def own_account(self) -> Account | None:
        if self.caller is None or self.caller.account_id is None:
            return None
        if not self.caller.may_read(self.caller.account_id):
            return None
        return await self.account(self.caller.account_id)

    async def own_team(self) -> Account | None:
        account = await self.own_account()
        return await self.team_of(account) if account else None

    async def enrolments_of(self, payer: str | None) -> Sequence[Enrolment]:
        if payer is not None:
            return await self.enrolments.load(payer)
        if self.caller is None or self.caller.account_id is None:
            return ()
        if not self.caller.may_read(self.caller.account_id):
            return ()
        return await self.enrolments.load(self.caller.account_id)

    def check_reading(self, account_id: str) -> None:
        """Raise Forbidden unless the caller may read the account. A caller who may only change it
        gets only the result of the change."""
        caller = self.require_caller()
        if not caller.may_read(account_id):
            raise Forbidden("account:read" if caller.owns(account_id) else "accounts:read")

    async def _load_enrolments(self, ids: list[str]) -> list[Sequence[Enrolment]]:
        found = await enrolments_of(ids, self.book.catalog.programmes)
        return [found.get(account_id, ()) for account_id in ids]

    async def _load_subscriptions(self, ids: list[str]) -> list[PlanSubscription | None]:
        found = await self.services.subscriptions.current(ids)
        return [found.get(account_id) for account_id in ids]


Info = strawberry.Info[Context, None]
AccountId = Annotated[
    strawberry.ID | None,
    strawberry.argument(description="The account. Default: the caller's own."),
]
