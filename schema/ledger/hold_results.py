"""The results of mutations of holds."""

from __future__ import annotations

from typing import Annotated

import strawberry

from schema.ledger.balance import Balance
from schema.ledger.history import Usage
from schema.ledger.hold import Hold
from schema.ledger.results import (
    AccountNotFound,
    CapReached,
    IdempotencyConflict,
    InsufficientTokens,
    ModelNotFound,
    QuotaExceeded,
    Refusal,
)
from schema.scalars import described


@strawberry.type(
    description="There is no such hold, or the caller may not close it. A hold placed with a "
    "`usage:write` key can only be closed or extended with a `usage:write` key."
)
class HoldNotFound(Refusal):
    pass


@strawberry.type(description="The hold was closed before: in another way, or it has expired.")
class HoldClosed(Refusal):
    hold: Hold = described("The hold, with its status.")


@strawberry.type(description="The tokens are reserved.")
class HoldPlaced:
    hold: Hold = described("The hold; `maxOutputTokens` is the output that it covers.")
    balance: Balance = described(
        "The balance after it; for a repeated request the present balance."
    )
    replayed: bool = described("Whether the key was used before. If so, nothing was reserved now.")


@strawberry.type(description="The use was recorded and charged, and the hold is closed.")
class HoldSettled:
    hold: Hold = described("The hold.")
    usage: Usage = described("The use; for a repeated request the first one.")
    balance: Balance = described(
        "The balance after it; for a repeated request the present balance."
    )
    replayed: bool = described("Whether it was settled before, so that nothing was charged now.")


@strawberry.type(
    description="The hold is closed. Its tokens paid debt first; the rest returned to its grants."
)
class HoldReleased:
    hold: Hold = described("The hold.")
    balance: Balance = described(
        "The balance after it; for a repeated request the present balance."
    )
    replayed: bool = described("Whether it was released before, so that nothing changed now.")


@strawberry.type(description="The hold lasts until its new `expiresAt`.")
class HoldExtended:
    hold: Hold = described("The hold.")
    balance: Balance = described("The balance; extending a hold moves no tokens.")


PlaceHoldResult = Annotated[
    HoldPlaced
    | InsufficientTokens
    | QuotaExceeded
    | CapReached
    | ModelNotFound
    | AccountNotFound
    | IdempotencyConflict,
    strawberry.union("PlaceHoldResult", description="The result of placing a hold."),
]

SettleHoldResult = Annotated[
    HoldSettled | HoldNotFound | HoldClosed,
    strawberry.union("SettleHoldResult", description="The result of settling a hold."),
]

ReleaseHoldResult = Annotated[
    HoldReleased | HoldNotFound | HoldClosed,
    strawberry.union("ReleaseHoldResult", description="The result of releasing a hold."),
]

ExtendHoldResult = Annotated[
    HoldExtended | HoldNotFound | HoldClosed,
    strawberry.union("ExtendHoldResult", description="The result of extending a hold."),
]
