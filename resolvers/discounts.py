"""Programmes and codes: the queries and mutations."""

from __future__ import annotations

from typing import Annotated

import strawberry

from billing.catalog.discounts import ProgrammeJoining
from billing.discounts.commands import (
    ApplyCode,
    RemoveProgramme,
    RequestProgramme,
    SetProgramme,
)
from billing.discounts.rules import Changed
from billing.ledger.refusals import AccountNotFound
from billing.privacy.actions import AdminActionKind
from resolvers.context import Context, Info
from resolvers.ledger.pages import First, page_size
from resolvers.payments import may_change
from schema.discounts.programmes import AccountProgramme, Programme, ProgrammeRequest
from schema.discounts.results import (
    ApplyCodeInput,
    ApplyCodeResult,
    CodeApplied,
    ProgrammeRemoved,
    ProgrammeRequested,
    ProgrammeSet,
    RemoveProgrammeInput,
    RemoveProgrammeResult,
    RequestProgrammeInput,
    RequestProgrammeResult,
    SetProgrammeInput,
    SetProgrammeResult,
)
from schema.refusals import refusal_of
from schema.scalars import format_datetime
from services.identity.caller import Caller
from services.privacy.actions import Asked

Applying = Annotated[ApplyCodeInput, strawberry.argument(description="The code.")]
Enrolling = Annotated[SetProgrammeInput, strawberry.argument(description="The programme.")]
Unenrolling = Annotated[RemoveProgrammeInput, strawberry.argument(description="The programme.")]
Requesting = Annotated[RequestProgrammeInput, strawberry.argument(description="The request.")]


@strawberry.type
class DiscountQuery:
    @strawberry.field(description="The programmes that one can ask for, with a proof.")
    def programmes(self, info: Info) -> list[Programme]:
        known = info.context.book.catalog.programmes.values()
        return [Programme.of(one) for one in known if one.joining is ProgrammeJoining.PROOF]

    @strawberry.field(
        description="The requests for programmes that nobody has answered, the oldest first. For "
        "operators."
    )
    async def programme_requests(self, info: Info, first: First = None) -> list[ProgrammeRequest]:
        context = info.context
        context.require_operator()
        found = await context.services.programmes.requests(page_size(first))
        return [ProgrammeRequest.of(one, context.book) for one in found]


@strawberry.type
class DiscountMutation:
    @strawberry.mutation(
        description="Uses a code for an account, which is then in the code's programme. Tries are "
        "limited: each takes much of the rate limits."
    )
    async def apply_code(self, info: Info, input: Applying) -> ApplyCodeResult:
        context = info.context
        command = ApplyCode(
            account_id=context.account_meant(input.account_id),
            code=input.code,
            idempotency_key=input.idempotency_key,
        )
        if not await may_change(command.account_id, context):
            return refusal_of(AccountNotFound(command.account_id), context.book)
        actor = context.require_caller().subject
        done = await context.services.programmes.apply_code(command, actor=actor)
        if not isinstance(done, Changed):
            return refusal_of(done, context.book)
        return CodeApplied(programme=_shown(done, context), replayed=done.replayed)

    @strawberry.mutation(
        description="Asks an operator to put an account into a programme that needs a proof."
    )
    async def request_programme(self, info: Info, input: Requesting) -> RequestProgrammeResult:
        context = info.context
        command = RequestProgramme(
            account_id=context.account_meant(input.account_id),
            programme=input.programme,
            proof=input.proof,
        )
        if not await may_change(command.account_id, context):
            return refusal_of(AccountNotFound(command.account_id), context.book)
        actor = context.require_caller().subject
        done = await context.services.programmes.request(command, actor=actor)
        if not isinstance(done, Changed):
            return refusal_of(done, context.book)
        return ProgrammeRequested(request=ProgrammeRequest.of(done.change, context.book))

    @strawberry.mutation(
        description="Puts an account into a programme, or changes its end. Safe to repeat without "
        "a key. For operators."
    )
    async def set_programme(self, info: Info, input: Enrolling) -> SetProgrammeResult:
        context = info.context
        caller = context.require_admin()
        command = SetProgramme(
            account_id=input.account_id,
            programme=input.programme,
            until=input.until,
            reason=input.reason,
        )
        if not caller.reaches(command.account_id):
            return refusal_of(AccountNotFound(command.account_id), context.book)
        log, asked = context.services.admin_log, _asked(command, caller)
        await log.asked(asked)
        done = await context.services.programmes.set(command, actor=caller.subject)
        if not isinstance(done, Changed):
            await log.done(asked, type(done).__name__)
            return refusal_of(done, context.book)
        await log.done(asked, "ProgrammeSet", changed=not done.replayed)
        return ProgrammeSet(programme=_shown(done, context))

    @strawberry.mutation(
        description="Takes an account out of a programme, or declines its request. Safe to repeat "
        "without a key. For operators."
    )
    async def remove_programme(self, info: Info, input: Unenrolling) -> RemoveProgrammeResult:
        context = info.context
        caller = context.require_admin()
        command = RemoveProgramme(
            account_id=input.account_id, programme=input.programme, reason=input.reason
        )
        if not caller.reaches(command.account_id):
            return refusal_of(AccountNotFound(command.account_id), context.book)
        log, asked = context.services.admin_log, _asked(command, caller)
        await log.asked(asked)
        done = await context.services.programmes.remove(command, actor=caller.subject)
        if not isinstance(done, bool):
            await log.done(asked, type(done).__name__)
            return refusal_of(done, context.book)
        await log.done(asked, "ProgrammeRemoved", changed=done)
        return ProgrammeRemoved(removed=done)


def _asked(command: SetProgramme | RemoveProgramme, caller: Caller) -> Asked:
    """Return the action to log. Without a key, each request is logged."""
    details: dict[str, object] = {"programme": command.programme, "reason": command.reason}
    kind = AdminActionKind.REMOVE_PROGRAMME
    if isinstance(command, SetProgramme):
        kind = AdminActionKind.SET_PROGRAMME
        details["until"] = None if command.until is None else format_datetime(command.until)
    return Asked(actor=caller.subject, kind=kind, account_id=command.account_id, details=details)


def _shown(done: Changed, context: Context) -> AccountProgramme:
    return AccountProgramme.of(done.change, context.book, context.now())
