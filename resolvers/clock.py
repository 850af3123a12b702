"""The service's clock, for operators: shows the time, and in development moves it ahead."""

from __future__ import annotations

from typing import Annotated

import strawberry

from billing.checks import check_key
from billing.errors import BadInput
from resolvers.context import Info
from schema.clock import AdvanceClockInput, AdvanceClockResult, ClockAdvanced, ServiceClock
from schema.refusals import refusal_of
from schema.scalars import BigInt
from services.clock.moves import MOVE_SECONDS_MAX, ClockState, Moved

Advancing = Annotated[AdvanceClockInput, strawberry.argument(description="How far.")]


@strawberry.type
class ClockQuery:
    @strawberry.field(description="The service's clock. For operators.")
    def clock(self, info: Info) -> ServiceClock:
        info.context.require_operator()
        return _shown(info.context.services.clock_moves.state())


@strawberry.type
class ClockMutation:
    @strawberry.mutation(
        description="Moves the service's time ahead, so that the end of a month can be tried out. "
        "Only in development. For operators."
    )
    async def advance_clock(self, info: Info, input: Advancing) -> AdvanceClockResult:
        context = info.context
        caller = context.require_operator()
        check_key(input.idempotency_key)
        if not 1 <= input.seconds <= MOVE_SECONDS_MAX:
            raise BadInput("seconds", f"must be from 1 to {MOVE_SECONDS_MAX}")
        outcome = await context.services.clock_moves.advance(
            input.seconds, actor=caller.subject, key=input.idempotency_key
        )
        if isinstance(outcome, Moved):
            return ClockAdvanced(clock=_shown(outcome.clock), replayed=outcome.replayed)
        return refusal_of(outcome, context.book)


def _shown(state: ClockState) -> ServiceClock:
    return ServiceClock(
        now=state.now, ahead_seconds=BigInt(state.seconds_ahead), movable=state.movable
    )
