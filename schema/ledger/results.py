"""What mutations answer: what was done, or a typed refusal. Refusals leave nothing behind."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry

from billing.catalog.catalog import PriceBook
from billing.ledger import refusals as domain
from billing.ledger.account import Account
from billing.ledger.quota import quota_of
from schema.catalog import Model
from schema.context import Info
from schema.ledger.balance import Balance, Grant, Quota
from schema.ledger.history import LedgerEntry, Usage
from schema.scalars import BigInt, described, reads


@strawberry.interface(description="Why a request was refused. Nothing was changed.")
class Refusal:
    code: str = described("For programs; the same for every refusal of a type.")
    message: str = described("For people.")


@strawberry.type(description="There are fewer premium tokens than the request takes.")
class InsufficientTokens(Refusal):
    required: BigInt = described("Premium tokens it takes.")
    available: BigInt = described("Premium tokens there are.")
    next_reset: datetime = described("When the plan's allowance renews.")
    alternatives: list[Model] = described("Models that would serve now, free ones first.")


@strawberry.type(description="The native limit of a free model leaves too little.")
class QuotaExceeded(Refusal):
    quota: Quota = described("How far the limit is used, and when it resets.")
    alternatives: list[Model] = described("Models that would serve now, free ones first.")


@strawberry.type(description="The catalog has no such model.")
class ModelNotFound(Refusal):
    pass


@strawberry.type(description="There is no such account, or it is not the caller's to see.")
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
        "The balance after it; for a repeated request the present one.",
        lambda self: Balance.of(self.state),
    )
    replayed: bool = described("Whether the key was known, so that nothing was charged now.")

    @strawberry.field(
        description="The quota it counted against; null for a premium model or an unlimited one."
    )
    def quota(self, info: Info) -> Quota | None:
        model = info.context.book.described(self.usage.use.model)
        quota = quota_of(self.state, model, info.context.now())
        return Quota.of(quota) if quota else None


@strawberry.type(description="The tokens were given or taken.")
class BalanceAdjusted:
    entry: LedgerEntry = described("The ledger entry.")
    grant: Grant | None = described("The grant, where tokens were given just now.")
    balance: Balance = described("The balance after it; for a repeated request the present one.")
    replayed: bool = described("Whether the key was known, so that nothing was changed now.")


@strawberry.type(description="What a use would cost now, and whether it would be allowed.")
class Quote:
    cost: BigInt = described("Premium tokens; 0 for a free model or an unknown one.")
    allowed: bool = described("Whether `recordUsage` would accept it now.")
    refusal: Refusal | None = described("Why it would be refused.")
    model: Model | None = described("The model; null if the catalog has none of that name.")


RecordUsageResult = Annotated[
    UsageRecorded
    | InsufficientTokens
    | QuotaExceeded
    | ModelNotFound
    | AccountNotFound
    | IdempotencyConflict,
    strawberry.union("RecordUsageResult", description="What became of a use."),
]

AdjustBalanceResult = Annotated[
    BalanceAdjusted | InsufficientTokens | AccountNotFound | IdempotencyConflict,
    strawberry.union("AdjustBalanceResult", description="What became of an adjustment."),
]

AnyRefusal = (
    InsufficientTokens | QuotaExceeded | ModelNotFound | AccountNotFound | IdempotencyConflict
)


def refusal_of(refusal: domain.Refusal, book: PriceBook) -> AnyRefusal:
    """The API's type for a refusal of `billing`; they have the same names. TypeError for those that
    only closing a hold can meet."""
    match refusal:
        case domain.InsufficientTokens():
            return InsufficientTokens(
                code=refusal.code,
                message=refusal.message,
                required=BigInt(refusal.required),
                available=BigInt(refusal.available),
                next_reset=refusal.next_reset,
                alternatives=_models(refusal.alternatives, book),
            )
        case domain.QuotaExceeded():
            return QuotaExceeded(
                code=refusal.code,
                message=refusal.message,
                quota=Quota.of(refusal.quota),
                alternatives=_models(refusal.alternatives, book),
            )
        case domain.ModelNotFound():
            return ModelNotFound(code=refusal.code, message=refusal.message)
        case domain.AccountNotFound():
            return AccountNotFound(code=refusal.code, message=refusal.message)
        case domain.IdempotencyConflict():
            return IdempotencyConflict(code=refusal.code, message=refusal.message)
        case _:
            raise TypeError(f"{refusal.code} is about a hold")


def _models(names: tuple[str, ...], book: PriceBook) -> list[Model]:
    return [Model.of(book.described(name)) for name in names]
