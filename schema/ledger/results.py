"""The results of mutations: success, or a typed refusal. Refusals change nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry

from billing.ledger.account import Account
from billing.ledger.quota import nearest_quota
from schema.catalog import Model
from schema.context import Info
from schema.enums import UsageUnit
from schema.ledger.balance import Balance, Grant, Quota
from schema.ledger.caps import SpendCap
from schema.ledger.history import LedgerEntry, Usage
from schema.scalars import BigInt, described, reads


@strawberry.interface(description="Why a request was refused. Nothing was changed.")
class Refusal:
    code: str = described("A code for programs; the same for all refusals of one type.")
    message: str = described("For people.")


@strawberry.type(description="There are fewer premium tokens than the request needs.")
class InsufficientTokens(Refusal):
    required: BigInt = described("Premium tokens that the request needs.")
    available: BigInt = described("Premium tokens that are available.")
    next_reset: datetime = described("When the plan's allowance renews.")
    alternatives: list[Model] = described("Models that can be used now, free ones first.")


@strawberry.type(
    description="Too little is left of the native limit of a free model, or of the limit that all "
    "accounts share (`quota.shared`)."
)
class QuotaExceeded(Refusal):
    quota: Quota = described("How much of the limit is used, and when it resets.")
    alternatives: list[Model] = described("Models that can be used now, free ones first.")


@strawberry.type(description="A spend cap of the account leaves too little for this use.")
class CapReached(Refusal):
    cap: SpendCap = described("The cap.")
    used: BigInt = described("Premium tokens that uses have cost in its window.")
    resets_at: datetime = described("When its next window starts.")
    alternatives: list[Model] = described("Models that can be used now, free ones first.")


@strawberry.type(description="The catalog has no model with this name, or it can't be used yet.")
class ModelNotFound(Refusal):
    nearest: list[Model] = described(
        "The models with the most similar names, the best first: at most three."
    )


@strawberry.type(
    description="The caller's API key may not use this model. Only in a batch: alone, a use with "
    "such a model is an error."
)
class ModelNotAllowed(Refusal):
    pass


@strawberry.type(description="There is no such account, or the caller may not see it.")
class AccountNotFound(Refusal):
    pass


@strawberry.type(description="The idempotency key was used before, with other content.")
class IdempotencyConflict(Refusal):
    pass


@strawberry.type(description="The use was recorded and charged.")
class UsageRecorded:
    state: strawberry.Private[Account]

    usage: Usage = described("The use.")
    balance: Balance = reads(
        "The balance after it; for a repeated request the present balance.",
        lambda self: Balance.of(self.state),
    )
    replayed: bool = described("Whether the key was used before. If so, nothing was charged now.")

    @strawberry.field(
        description="The quota it counted against, or the limit that all accounts share, if that "
        "is nearer; null for a model without a limit."
    )
    def quota(self, info: Info) -> Quota | None:
        model = info.context.book.described(self.usage.use.model)
        context = info.context
        quota = nearest_quota(self.state, model, context.pool_used, context.now())
        return Quota.of(quota) if quota else None


@strawberry.type(description="The tokens were added or removed.")
class BalanceAdjusted:
    entry: LedgerEntry = described("The ledger entry.")
    grant: Grant | None = described("The grant, where tokens were given just now.")
    balance: Balance = described(
        "The balance after it; for a repeated request the present balance."
    )
    replayed: bool = described("Whether the key was used before. If so, nothing was changed now.")


@strawberry.type(description="The cost of a use now, and whether it would be allowed.")
class Quote:
    cost: BigInt = described("Premium tokens; 0 for a free model or an unknown one.")
    allowed: bool = described("Whether `recordUsage` would accept it now.")
    refusal: Refusal | None = described("Why it would be refused.")
    model: Model | None = described("The model. Null if the catalog has no model of this name.")
    unpriced: list[UsageUnit] = described(
        "Units in `details` that cost nothing because the catalog has no rate for them."
    )


RecordUsageResult = Annotated[
    UsageRecorded
    | InsufficientTokens
    | QuotaExceeded
    | CapReached
    | ModelNotFound
    | ModelNotAllowed
    | AccountNotFound
    | IdempotencyConflict,
    strawberry.union("RecordUsageResult", description="The result of recording a use."),
]

AdjustBalanceResult = Annotated[
    BalanceAdjusted | InsufficientTokens | AccountNotFound | IdempotencyConflict,
    strawberry.union("AdjustBalanceResult", description="The result of an adjustment."),
]
