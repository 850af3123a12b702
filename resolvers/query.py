"""The queries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

import strawberry

from billing.days import days_of
from resolvers import analytics as owners
from resolvers.catalog import CatalogQuery
from resolvers.clock import ClockQuery
from resolvers.context import AccountId, Info
from resolvers.discounts import DiscountQuery
from resolvers.ledger.commands import quoted_use
from resolvers.plan_changes import PlanChangeQuery
from resolvers.privacy import AdminQuery
from resolvers.teams.account import Account
from resolvers.teams.nodes import NodeQuery
from resolvers.teams.query import TeamQuery
from resolvers.webhooks.operations import WebhookQuery
from schema.analytics import Analytics
from schema.catalog import Model
from schema.enums import CallerKind
from schema.ledger.inputs import QuoteInput
from schema.ledger.results import Quote
from schema.refusals import refusal_of
from schema.scalars import BigInt, described
from services.analytics.figures import figures
from services.ledger.quotes import quote

ForUse = Annotated[QuoteInput, strawberry.argument(description="The use to check.")]


@strawberry.type(description="The caller.")
class Viewer:
    subject: str = described("The `sub` of the token, or the id of the API key.")
    kind: CallerKind = described("The kind of credentials.")
    scopes: list[str] = described("The scopes of the caller.")
    expires_at: datetime | None = described("When the token or key expires; null: never.")
    models: list[str] | None = described("The only models that the API key may use; null: all.")
    account_prefixes: list[str] | None = described(
        "The API key reaches only accounts whose id begins with one of these; null: all. Any other "
        "account is answered as one that does not exist."
    )

    @strawberry.field(description="The caller's own account; null for API keys.")
    async def account(self, info: Info) -> Account | None:
        account = await info.context.own_account()
        return Account.of(account) if account else None


@strawberry.type(description="Read-only. Reading may renew an allowance that is due.")
class Query(
    CatalogQuery,
    NodeQuery,
    TeamQuery,
    PlanChangeQuery,
    DiscountQuery,
    AdminQuery,
    ClockQuery,
    WebhookQuery,
):
    @strawberry.field(description="The caller.")
    def viewer(self, info: Info) -> Viewer:
        caller = info.context.require_caller()
        return Viewer(
            subject=caller.subject,
            kind=CallerKind(caller.kind.value),
            scopes=sorted(caller.scopes),
            expires_at=caller.expires_at,
            models=_sorted(caller.models),
            account_prefixes=_sorted(caller.account_prefixes),
        )

    @strawberry.field(
        description="An account. Null if it does not exist, or if the caller may not see it."
    )
    async def account(self, info: Info, id: AccountId = None) -> Account | None:
        account_id = info.context.account_meant(id, name="id")
        view = await info.context.view(account_id)
        if view is None:
            return None
        account = await info.context.account(account_id)
        return Account.of(account, view=view) if account else None

    @strawberry.field(description="The cost of a use now, and whether it would be allowed.")
    async def quote(self, info: Info, input: ForUse) -> Quote:
        context = info.context
        use = quoted_use(input, context)
        context.check_model(use.model)
        readable = context.may_quote(use.account_id)
        account = await context.account(use.account_id) if readable else None
        team = await context.team_of(account) if account else None
        given = (use, account, context.book, context.now(), context.pool_used)
        quoted = quote(*given, team=team)
        model = context.book.model(use.model, context.now())
        return Quote(
            cost=BigInt(quoted.cost),
            allowed=quoted.refusal is None,
            refusal=refusal_of(quoted.refusal, context.book) if quoted.refusal else None,
            model=Model.of(model) if model else None,
            unpriced=list(quoted.unpriced),
        )

    @strawberry.field(
        description="The service's figures for its owner (scope `admin`), in whole days (UTC), "
        "half-open. Default: the last 30 days."
    )
    async def analytics(
        self, info: Info, start: owners.FirstDay = None, to: owners.EndDay = None
    ) -> Analytics:
        context = info.context
        context.require_operator()
        now = context.now()
        days = days_of(start, to, now)
        as_of = context.services.rollups.as_of
        found = await figures(days, context.book.catalog, today=now.date())
        return owners.shown(found, context.book, as_of)


def _sorted(names: Iterable[str] | None) -> list[str] | None:
    return None if names is None else sorted(names)
