"""An account and what it is made of, as the API shows it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry

from billing.errors import BadInput
from billing.ledger import account as domain
from billing.ledger import grant as domain_grant
from billing.ledger import quota as domain_quota
from billing.ledger.quota import quota_of
from schema.catalog import Model, Plan
from schema.context import Info, SchemaContext
from schema.enums import GrantSource, HoldStatus, QuotaPeriod, QuotaUnit, UsageGrouping
from schema.ids import item_id
from schema.insights import Forecast, Savings, Suggestion
from schema.ledger.history import LedgerEntryConnection, UsageConnection
from schema.ledger.hold import Hold
from schema.payments.purchases import PlanSubscription, PurchaseConnection
from schema.scalars import BigInt, described, reads


@strawberry.type(description="Tokens that were given to an account.")
class Grant:
    account_id: strawberry.Private[str]
    grant: strawberry.Private[domain_grant.Grant]

    id: strawberry.ID = reads("Unique.", lambda self: item_id(self.account_id, self.grant.number))
    source: GrantSource = reads("Where the tokens come from.", lambda self: self.grant.source)
    amount: BigInt = reads("Premium tokens that were granted.", lambda self: self.grant.amount)
    remaining: BigInt = reads(
        "Premium tokens that are left of them, without those set aside by holds.",
        lambda self: self.grant.remaining,
    )
    effective_at: datetime = reads(
        "From when they can be spent.", lambda self: self.grant.effective_at
    )
    expires_at: datetime | None = reads(
        "When the rest lapses; null: never.", lambda self: self.grant.expires_at
    )

    @classmethod
    def of(cls, account_id: str, grant: domain_grant.Grant) -> Grant:
        return cls(account_id=account_id, grant=grant)


@strawberry.type(description="An account's premium tokens at one revision.")
class Balance:
    state: strawberry.Private[domain.Account]
    told_at: strawberry.Private[float | None] = None
    """Where a subscription yields it: when this state was committed or read, in seconds of the
    event loop's clock."""

    account_id: strawberry.ID = reads("Whose balance it is.", lambda self: self.state.id)
    available: BigInt = reads("Spendable now.", lambda self: self.state.available)
    held: BigInt = reads("Set aside by open holds.", lambda self: self.state.held)
    debt: BigInt = reads("Owed; the next grant pays it first.", lambda self: self.state.debt)
    grants: list[Grant] = reads(
        "What `available` is made of, in burn order.",
        lambda self: [Grant.of(self.state.id, one) for one in self.state.grants],
    )
    next_reset: datetime = reads(
        "When the plan's allowance renews.", lambda self: self.state.next_reset
    )
    revision: BigInt = reads(
        "Grows by one at every change of this account.", lambda self: self.state.revision
    )

    @classmethod
    def of(cls, account: domain.Account, *, told_at: float | None = None) -> Balance:
        return cls(state=account, told_at=told_at)


@strawberry.type(description="How far an account has used a free model's native limit.")
class Quota:
    told_at: strawberry.Private[float | None] = None
    """As a balance's."""

    account_id: strawberry.ID = described("Whose quota it is.")
    model: Model = described("The free model.")
    unit: QuotaUnit = described("What is counted.")
    limit: BigInt = described("How much there is in a window.")
    used: BigInt = described("How much is used of this window.")
    held: BigInt = described("How much open holds set aside of it.")
    remaining: BigInt = described("How much is left of this window.")
    period: QuotaPeriod = described("The length of a window.")
    resets_at: datetime = described("When the next window starts.")

    @classmethod
    def of(cls, quota: domain_quota.Quota) -> Quota:
        return cls(
            account_id=strawberry.ID(quota.account_id),
            model=Model.of(quota.model),
            unit=quota.limit.unit,
            limit=BigInt(quota.limit.amount),
            used=BigInt(quota.used),
            held=BigInt(quota.held),
            remaining=BigInt(quota.remaining),
            period=quota.limit.period,
            resets_at=quota.resets_at,
        )


@strawberry.type(description="Sums over uses that belong together.")
class UsageSummary:
    key: str = described(
        "The model, provider or tier; or the day (2026-03-29) or the start of the hour in the time "
        "zone asked for: 2026-03-29T01:00:00Z in UTC, 2026-03-29T01:00:00+01:00 elsewhere. "
        "`unknown` for the provider of an imported model that no catalog ever had, its tier "
        "`UNKNOWN`."
    )
    requests: BigInt = described("How many uses, imported ones included.")
    input_tokens: BigInt = described("Input tokens, cached included.")
    output_tokens: BigInt = described("Output tokens.")
    cached_input_tokens: BigInt = described("Input tokens that the providers had cached.")
    cost: BigInt = described("Premium tokens they cost.")
    imported_tokens: BigInt = described(
        "Tokens, input and output together, of uses that an older system recorded; they are in no "
        "other sum and cost nothing here."
    )


@strawberry.type(description="The columns that the first billing system knew, by its names.")
class UserBilling:
    premium_tokens: BigInt = described("Premium tokens that can be spent now.")
    qwen_tokens_used: BigInt = described("Tokens used of all Qwen models this month.")
    openrouter_requests_used: BigInt = described("Requests to all OpenRouter models today.")
    next_reset: datetime = described("When the plan's allowance renews.")


First = Annotated[
    int | None, strawberry.argument(description="How many, 1 to 500; 50 when left out.")
]
After = Annotated[
    str | None, strawberry.argument(description="The `endCursor` of the page before.")
]
From = Annotated[
    datetime | None,
    strawberry.argument(name="from", description="Only what occurred then or later."),
]
To = Annotated[datetime | None, strawberry.argument(description="Only what occurred before then.")]
ModelName = Annotated[str | None, strawberry.argument(description="Only uses of this model.")]
ModelNames = Annotated[
    list[str] | None, strawberry.argument(description="Free models, by name; all when left out.")
]
OfStatus = Annotated[
    HoldStatus | None, strawberry.argument(description="Only holds that stand there.")
]
TimeZone = Annotated[
    str,
    strawberry.argument(
        description="Whose days and hours: a name of the IANA time zone database, as "
        "Europe/Berlin. For DAY and HOUR."
    ),
]
InsteadOf = Annotated[
    str | None,
    strawberry.argument(
        description="The premium model to compare to, by name; the one that would have been the "
        "cheapest when left out."
    ),
]
By = Annotated[UsageGrouping, strawberry.argument(description="What a row stands for.")]


@strawberry.type(description="Whoever uses models and pays in tokens.")
class Account:
    state: strawberry.Private[domain.Account]
    is_known: strawberry.Private[bool]

    @classmethod
    def of(cls, account: domain.Account, *, is_known: bool = True) -> Account:
        """`is_known`: the caller may read it, or has opened it by this very request."""
        return cls(state=account, is_known=is_known)

    def _require_known(self, context: SchemaContext) -> None:
        if not self.is_known:
            context.check_reading(self.state.id)

    @strawberry.field(description="The account's id: the `sub` of its tokens.")
    def id(self) -> strawberry.ID:
        return strawberry.ID(self.state.id)

    @strawberry.field(description="When it was opened; its monthly windows are anchored there.")
    def created_at(self) -> datetime:
        return self.state.opened_at

    @strawberry.field(description="The plan whose allowances it gets.")
    def plan(self, info: Info) -> Plan:
        self._require_known(info.context)
        plans = info.context.book.catalog.plans
        return Plan.of(plans.get(self.state.plan) or plans["FREE"])

    @strawberry.field(description="Its premium tokens.")
    def balance(self, info: Info) -> Balance:
        self._require_known(info.context)
        return Balance.of(self.state)

    @strawberry.field(description="How far native limits are used: of `models`, or of all.")
    def quotas(self, info: Info, models: ModelNames = None) -> list[Quota]:
        self._require_known(info.context)
        check_quota_names(info.context, models)
        return quotas_of(self.state, info.context, models)

    @strawberry.field(description="Its uses of models, the newest first.")
    async def usage(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        model: ModelName = None,
        from_: From = None,
        to: To = None,
    ) -> UsageConnection:
        info.context.check_reading(self.state.id)
        return await info.context.usage_page(
            self.state.id, first=first, after=after, model=model, start=from_, end=to
        )

    @strawberry.field(description="Sums over its uses that occurred in [from, to).")
    async def usage_summary(
        self,
        info: Info,
        by: By,
        from_: From = None,
        to: To = None,
        time_zone: TimeZone = "UTC",
    ) -> list[UsageSummary]:
        info.context.check_reading(self.state.id)
        return await info.context.usage_summary(
            self.state.id, start=from_, end=to, by=by, time_zone=time_zone
        )

    @strawberry.field(
        description="How long its tokens last: the allowance, the rest of the balance, and each "
        "native limit used in the last 28 days."
    )
    async def forecast(self, info: Info) -> list[Forecast]:
        info.context.check_reading(self.state.id)
        return await info.context.forecast(self.state)

    @strawberry.field(description="What its uses of free models in [from, to) saved.")
    async def savings(
        self, info: Info, from_: From = None, to: To = None, instead_of: InsteadOf = None
    ) -> Savings:
        info.context.check_reading(self.state.id)
        return await info.context.savings(self.state.id, start=from_, end=to, instead_of=instead_of)

    @strawberry.field(
        description="What would have served it better in the last 30 days: at most three free "
        "models, then the plan and packs that would have cost least; or models to start with."
    )
    async def suggestions(self, info: Info) -> list[Suggestion]:
        info.context.check_reading(self.state.id)
        return await info.context.suggestions(self.state)

    @strawberry.field(description="Every change of its balance, the newest first.")
    async def ledger(
        self, info: Info, first: First = None, after: After = None
    ) -> LedgerEntryConnection:
        info.context.check_reading(self.state.id)
        return await info.context.ledger_page(self.state.id, first=first, after=after)

    @strawberry.field(description="The packs it bought, the newest first.")
    async def purchases(
        self, info: Info, first: First = None, after: After = None
    ) -> PurchaseConnection:
        info.context.check_reading(self.state.id)
        return await info.context.purchases_page(self.state.id, first=first, after=after)

    @strawberry.field(
        description="Tokens set aside for uses under way: the open holds, oldest first, then those "
        "closed last, newest first; at most 100 closed ones."
    )
    async def holds(self, info: Info, status: OfStatus = None) -> list[Hold]:
        info.context.check_reading(self.state.id)
        return await info.context.holds(self.state, status)

    @strawberry.field(description="The subscription it has, or had last; null: never had one.")
    async def subscription(self, info: Info) -> PlanSubscription | None:
        info.context.check_reading(self.state.id)
        return await info.context.subscription(self.state.id)

    @strawberry.field(description="What the first billing system kept of a user.")
    def user_billing(self, info: Info) -> UserBilling:
        self._require_known(info.context)
        book, now = info.context.book, info.context.now()
        used = dict.fromkeys(("qwen", "openrouter"), 0)
        for name, use in self.state.quotas.items():
            provider = book.described(name).provider
            if provider in used and use.start <= now < use.end:
                used[provider] += use.used
        return UserBilling(
            premium_tokens=BigInt(self.state.available),
            qwen_tokens_used=BigInt(used["qwen"]),
            openrouter_requests_used=BigInt(used["openrouter"]),
            next_reset=self.state.next_reset,
        )


def check_quota_names(context: SchemaContext, names: list[str] | None) -> None:
    """BadInput for a name of no free model with a native limit."""
    limited = {m.name for m in context.book.free_models(context.now()) if m.native_limit}
    if unknown := [name for name in names or () if name not in limited]:
        raise BadInput("models", f"no free model with a native limit: {unknown[0]!r}")


def quotas_of(
    account: domain.Account, context: SchemaContext, names: list[str] | None
) -> list[Quota]:
    """Quotas in the order of the catalog, or of `names`; a model without a limit has none."""
    book, now = context.book, context.now()
    models = book.free_models(now)
    if names is not None:
        by_name = {model.name: model for model in models}
        models = tuple(by_name[name] for name in dict.fromkeys(names) if name in by_name)
    quotas = (quota_of(account, model, now) for model in models)
    return [Quota.of(quota) for quota in quotas if quota]
