"""Grants, balance, quotas and usage sums of an account, as the API shows them."""

from __future__ import annotations

from datetime import datetime

import strawberry

from billing.catalog.price_book import PriceBook
from billing.ledger import account as domain
from billing.ledger import grant as domain_grant
from billing.ledger import quota as domain_quota
from schema.catalog import Model
from schema.enums import GrantSource, QuotaPeriod, QuotaUnit
from schema.ids import item_id
from schema.ledger.history import UsageDetail
from schema.node import Node
from schema.scalars import BigInt, described, reads


@strawberry.type(description="Tokens that were given to an account.")
class Grant(Node):
    account_id: strawberry.Private[str]
    grant: strawberry.Private[domain_grant.Grant]

    id: strawberry.ID = reads("Unique.", lambda self: item_id(self.account_id, self.grant.number))
    source: GrantSource = reads("Where the tokens come from.", lambda self: self.grant.source)
    amount: BigInt = reads("Premium tokens that were granted.", lambda self: self.grant.amount)
    remaining: BigInt = reads(
        "Premium tokens that are left of the grant, without tokens reserved by holds.",
        lambda self: self.grant.remaining,
    )
    effective_at: datetime = reads(
        "The time from which they can be spent.", lambda self: self.grant.effective_at
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
    """For subscriptions: when this state was committed or read, in seconds of the event loop's
    clock."""

    account_id: strawberry.ID = reads("The account that it belongs to.", lambda self: self.state.id)
    available: BigInt = reads("Spendable now.", lambda self: self.state.available)
    held: BigInt = reads("Reserved by open holds.", lambda self: self.state.held)
    debt: BigInt = reads("Owed; the next grant pays it first.", lambda self: self.state.debt)
    grants: list[Grant] = reads(
        "The grants that make up `available`, in burn order.",
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


@strawberry.type(
    description="How much of a free model's native limit an account has used; or of the limit that "
    "all accounts share, where that is nearer."
)
class Quota:
    told_at: strawberry.Private[float | None] = None
    """As in Balance."""

    account_id: strawberry.ID = described("The account that it belongs to.")
    model: Model = described("The model.")
    unit: QuotaUnit = described("The counted unit.")
    limit: BigInt = described("The limit per window.")
    used: BigInt = described("How much is used in this window.")
    held: BigInt = described("How much of it is reserved by open holds.")
    remaining: BigInt = described("How much is left in this window.")
    period: QuotaPeriod = described("The length of a window.")
    resets_at: datetime = described("When the next window starts.")
    shared: bool = described(
        "Whether it is the limit that all accounts share. Then `used` is what all of them have "
        "used and reserved, at most a second ago."
    )

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
            shared=quota.shared,
        )


@strawberry.type(description="Sums over a group of uses.")
class UsageSummary:
    key: str = described(
        "The model, provider or tier; or the day (2026-03-29) or the start of the hour in the "
        "requested time zone: 2026-03-29T01:00:00Z in UTC, 2026-03-29T01:00:00+01:00 elsewhere. "
        "An imported model that was in no catalog has the provider `unknown` and the tier "
        "`UNKNOWN`."
    )
    requests: BigInt = described("How many uses, imported ones included.")
    input_tokens: BigInt = described("Input tokens, cached included.")
    output_tokens: BigInt = described("Output tokens.")
    cached_input_tokens: BigInt = described("Input tokens that the providers had cached.")
    cost: BigInt = described("Premium tokens they cost.")
    imported_tokens: BigInt = described(
        "Tokens, input and output together, of uses that an older system recorded. No other sum "
        "contains them, and they cost nothing here."
    )
    details: list[UsageDetail] = described("Quantities of units beyond the plain counts.")
    unpriced: list[UsageDetail] = described(
        "The part of `details` that cost nothing because the catalog had no rate for the unit."
    )
    model: Model | None = described("The model, in a summary by model.")


@strawberry.type(description="The columns of the first billing system, under its names.")
class UserBilling:
    premium_tokens: BigInt = described("Premium tokens that can be spent now.")
    qwen_tokens_used: BigInt = described("Tokens used of all Qwen models this month.")
    openrouter_requests_used: BigInt = described("Requests to all OpenRouter models today.")
    next_reset: datetime = described("When the plan's allowance renews.")

    @classmethod
    def of(cls, account: domain.Account, book: PriceBook, now: datetime) -> UserBilling:
        used = dict.fromkeys(("qwen", "openrouter"), 0)
        for name, use in account.quotas.items():
            provider = book.described(name).provider
            if provider in used and use.start <= now < use.end:
                used[provider] += use.used
        return cls(
            premium_tokens=BigInt(account.available),
            qwen_tokens_used=BigInt(used["qwen"]),
            openrouter_requests_used=BigInt(used["openrouter"]),
            next_reset=account.next_reset,
        )
