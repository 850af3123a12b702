"""The service's clock, which operators move ahead in development."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry

from schema.ledger.results import IdempotencyConflict, Refusal
from schema.scalars import BigInt, described


@strawberry.type(description="The time by which windows renew, plans end and holds expire.")
class ServiceClock:
    now: datetime = described("The service's time.")
    ahead_seconds: BigInt = described(
        "How far operators moved it ahead of the real time. Always 0 in production."
    )
    movable: bool = described(
        "Whether it can be moved: only in development, with the built-in payment sandbox."
    )


@strawberry.input(description="A move of the service's time ahead. It cannot be moved back.")
class AdvanceClockInput:
    seconds: int = described("At least 1, at most 31622400, which are 366 days.")
    idempotency_key: str = described(
        "1 to 255 characters, unique per caller: a repeated request does not move it again."
    )


@strawberry.type(
    description="The service's time and the payment sandbox's time were moved, in all "
    "processes. Everything due in the sandbox has happened, each at its own instant."
)
class ClockAdvanced:
    clock: ServiceClock = described("The clock afterwards; for a repeated request, the present.")
    replayed: bool = described("Whether the key was known, so that nothing was moved now.")


@strawberry.type(
    description="The time cannot be moved, for example in production, with a real payment "
    "provider, or during another move. `message` gives the reason."
)
class ClockNotMovable(Refusal):
    pass


AdvanceClockResult = Annotated[
    ClockAdvanced | ClockNotMovable | IdempotencyConflict,
    strawberry.union("AdvanceClockResult", description="The result of moving the clock."),
]
