"""What asking for holds is answered with."""

from __future__ import annotations

from typing import Annotated

import strawberry

from schema.ledger.balance import Balance
from schema.ledger.history import Usage
from schema.ledger.hold import Hold
from schema.ledger.results import (
    AccountNotFound,
    IdempotencyConflict,
    InsufficientTokens,
    ModelNotFound,
    QuotaExceeded,
    Refusal,
)
from schema.scalars import described


@strawberry.type(description="There is no such hold, or it is not the caller's to close.")
class HoldNotFound(Refusal):
    pass


@strawberry.type(description="The hold was closed before, in another way.")
class HoldClosed(Refusal):
    hold: Hold = described("The hold, with how it was closed.")


@strawberry.type(description="The tokens are set aside.")
class HoldPlaced:
    hold: Hold = described("The hold; `maxOutputTokens` is what it is good for.")
    balance: Balance = described("The balance after it; for a repeated request the present one.")
    replayed: bool = described("Whether the key was known, so that nothing was set aside now.")


@strawberry.type(description="The use was recorded and charged, and the hold is closed.")
class HoldSettled:
    hold: Hold = described("The hold.")
    usage: Usage = described("The use; the first one, whatever a repeated request counts.")
    balance: Balance = described("The balance after it; for a repeated request the present one.")
    replayed: bool = described("Whether it was settled before, so that nothing was charged now.")


@strawberry.type(
    description="The hold is closed, and its tokens are back where they came from, debt paid first."
)
class HoldReleased:
    hold: Hold = described("The hold.")
    balance: Balance = described("The balance after it; for a repeated request the present one.")
    replayed: bool = described("Whether it was released before, so that nothing changed now.")


PlaceHoldResult = Annotated[
    HoldPlaced
    | InsufficientTokens
    | QuotaExceeded
    | ModelNotFound
    | AccountNotFound
    | IdempotencyConflict,
    strawberry.union("PlaceHoldResult", description="What became of a hold."),
]

SettleHoldResult = Annotated[
    HoldSettled | HoldNotFound | HoldClosed,
    strawberry.union("SettleHoldResult", description="What became of settling a hold."),
]

ReleaseHoldResult = Annotated[
    HoldReleased | HoldNotFound | HoldClosed,
    strawberry.union("ReleaseHoldResult", description="What became of releasing a hold."),
]
