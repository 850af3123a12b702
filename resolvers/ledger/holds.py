"""The mutations of holds."""

from __future__ import annotations

from typing import Annotated

import strawberry

from billing.ledger.hold import HoldStatus
from billing.ledger.hold_commands import ExtendHold, ReleaseHold, SettleHold
from billing.ledger.refusals import AccountNotFound, HoldClosed, HoldNotFound
from resolvers.context import Context, Info
from resolvers.ledger.commands import extend_hold, place_hold, release_hold, settle_hold
from schema.ledger.balance import Balance
from schema.ledger.history import Usage
from schema.ledger.hold import Hold
from schema.ledger.hold_results import (
    ExtendHoldResult,
    HoldExtended,
    HoldPlaced,
    HoldReleased,
    HoldSettled,
    PlaceHoldResult,
    ReleaseHoldResult,
    SettleHoldResult,
)
from schema.ledger.inputs import (
    ExtendHoldInput,
    PlaceHoldInput,
    ReleaseHoldInput,
    SettleHoldInput,
)
from schema.refusals import refusal_of
from services.commit.decisions import Done

Placing = Annotated[PlaceHoldInput, strawberry.argument(description="The tokens to reserve.")]
Settling = Annotated[SettleHoldInput, strawberry.argument(description="The counts of the use.")]
Extending = Annotated[ExtendHoldInput, strawberry.argument(description="The hold.")]
Releasing = Annotated[ReleaseHoldInput, strawberry.argument(description="The hold.")]


@strawberry.type
class HoldMutation:
    @strawberry.mutation(
        description=(
            "Reserves the highest possible cost of a use, until the hold is settled, released or "
            "expired."
        ),
    )
    async def place_hold(self, info: Info, input: Placing) -> PlaceHoldResult:
        context = info.context
        command = place_hold(input, context)
        context.check_model(command.model)
        if not context.may_record(command.account_id):
            return refusal_of(AccountNotFound(command.account_id), context.book)
        placed = await context.services.holds.place(command)
        if not isinstance(placed, tuple):
            return refusal_of(placed, context.book)
        done, standing = placed
        return HoldPlaced(
            hold=_shown(done._replace(hold=standing.hold), context, standing.status),
            balance=Balance.of(done.account),
            replayed=done.replayed,
        )

    @strawberry.mutation(
        description=(
            "Records the use of a hold. The hold pays first, then the balance; the rest becomes "
            "debt. Tokens that are left of the hold return."
        ),
    )
    async def settle_hold(self, info: Info, input: Settling) -> SettleHoldResult:
        context = info.context
        context.require_caller()
        closed = await _done(settle_hold(input, context), input.hold_id, context)
        if not isinstance(closed, Done):
            return refusal_of(closed, context.book)
        return HoldSettled(
            hold=_shown(closed, context, HoldStatus.SETTLED),
            usage=Usage.of(closed.recorded, context.book),
            balance=Balance.of(closed.account),
            replayed=closed.replayed,
        )

    @strawberry.mutation(description="Closes a hold without a use. Its tokens return.")
    async def release_hold(self, info: Info, input: Releasing) -> ReleaseHoldResult:
        context = info.context
        context.require_caller()
        closed = await _done(release_hold(input, context), input.hold_id, context)
        if not isinstance(closed, Done):
            return refusal_of(closed, context.book)
        return HoldReleased(
            hold=_shown(closed, context, HoldStatus.RELEASED),
            balance=Balance.of(closed.account),
            replayed=closed.replayed,
        )

    @strawberry.mutation(
        description=(
            "Lets an open hold last longer, for a long stream. Repeat it while the stream runs; a "
            "hold that has expired can't be extended."
        ),
    )
    async def extend_hold(self, info: Info, input: Extending) -> ExtendHoldResult:
        context = info.context
        context.require_caller()
        done = await _done(extend_hold(input, context), input.hold_id, context)
        if not isinstance(done, Done):
            return refusal_of(done, context.book)
        return HoldExtended(
            hold=_shown(done, context, HoldStatus.OPEN), balance=Balance.of(done.account)
        )


async def _done(
    command: SettleHold | ReleaseHold | ExtendHold | None, hold_id: str, context: Context
) -> Done | HoldNotFound | HoldClosed:
    """Close or extend a hold. Holds of other accounts look like holds that do not exist."""
    if command is None or not context.may_record(command.account_id):
        return HoldNotFound(hold_id)
    holds = context.services.holds
    if isinstance(command, ExtendHold):
        outcome = await holds.extend(command)
    else:
        outcome = await holds.close(command)
    return HoldNotFound(hold_id) if isinstance(outcome, AccountNotFound) else outcome


def _shown(done: Done, context: Context, status: HoldStatus) -> Hold:
    if done.hold is None:
        raise TypeError("no hold was placed, closed or extended")
    return Hold(account_id=done.account.id, hold=done.hold, book=context.book, status=status)
