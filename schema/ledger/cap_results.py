"""The inputs and results of setting and removing a spend cap."""

from __future__ import annotations

from typing import Annotated

import strawberry

from schema.enums import CapScope, QuotaPeriod
from schema.ledger.caps import SpendCap
from schema.ledger.results import AccountNotFound, ModelNotFound, Refusal
from schema.scalars import BigInt, described

_MODEL = "The name of the model, for the scope MODEL; all names of a model mean the same cap."
_KEY = "The id of the API key, for the scope API_KEY: as `key list` and `viewer.subject` tell it."


@strawberry.type(
    description="No valid API key with this id may record usage for the account. Whether there is "
    "another such key is not told."
)
class ApiKeyNotFound(Refusal):
    pass


@strawberry.input(
    description="A spend cap to set. An account has at most one cap of a scope, model or key, and "
    "period, and at most 50 in all."
)
class SetSpendCapInput:
    account_id: strawberry.ID | None = described(
        "The account. Default: the caller's own.", default=None
    )
    scope: CapScope = described("The uses that it counts.")
    model: str | None = described(_MODEL, default=None)
    api_key_id: strawberry.ID | None = described(_KEY, default=None)
    tokens: BigInt = described(
        "Premium tokens that uses may cost in each window; 0 lets none through that costs anything."
    )
    period: QuotaPeriod = described("The length of a window.")


@strawberry.input(description="The spend cap to remove.")
class RemoveSpendCapInput:
    account_id: strawberry.ID | None = described(
        "The account. Default: the caller's own.", default=None
    )
    scope: CapScope = described("The scope of the cap.")
    model: str | None = described(_MODEL, default=None)
    api_key_id: strawberry.ID | None = described(_KEY, default=None)
    period: QuotaPeriod = described("The length of its windows.")


@strawberry.type(description="The cap is set. A repeated request changes nothing.")
class SpendCapSet:
    cap: SpendCap = described("The cap. A new one starts at 0; a changed one goes on.")


@strawberry.type(description="There is no such cap any more.")
class SpendCapRemoved:
    removed: bool = described("Whether it was removed just now; false: there was none.")


SetSpendCapResult = Annotated[
    SpendCapSet | ModelNotFound | ApiKeyNotFound | AccountNotFound,
    strawberry.union("SetSpendCapResult", description="The result of setting a spend cap."),
]

RemoveSpendCapResult = Annotated[
    SpendCapRemoved | AccountNotFound,
    strawberry.union("RemoveSpendCapResult", description="The result of removing a spend cap."),
]
