"""The mutations of accounts and usage."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated

import strawberry

from billing.errors import BadInput
from billing.ledger.commands import RecordUsage
from billing.ledger.refusals import AccountNotFound, ModelNotAllowed, UseRefusal
from billing.reserved import check_unreserved
from resolvers.clock import ClockMutation
from resolvers.context import Context, Info
from resolvers.discounts import DiscountMutation
from resolvers.errors import Forbidden, LimitExceeded, NotFound
from resolvers.ledger.alerts import AlertMutation
from resolvers.ledger.caps import CapMutation
from resolvers.ledger.commands import adjust_balance, record_usage
from resolvers.ledger.holds import HoldMutation
from resolvers.payments import PaymentMutation
from resolvers.plan_changes import PlanChangeMutation
from resolvers.privacy import AdminMutation, adjusting, opening
from resolvers.teams.account import Account
from resolvers.teams.mutation import TeamMutation
from resolvers.top_ups import TopUpMutation
from resolvers.webhooks.operations import WebhookMutation
from schema.ledger.balance import Balance, Grant
from schema.ledger.history import LedgerEntry, Usage
from schema.ledger.inputs import AdjustBalanceInput, OpenAccountInput, RecordUsageInput
from schema.ledger.results import (
    AdjustBalanceResult,
    BalanceAdjusted,
    ModelNotFound,
    RecordUsageResult,
    UsageRecorded,
)
from schema.refusals import refusal_of
from services.commit.decisions import Done
from services.ledger.times import untimely

READ_AT_ONCE = 100
"""The uses of a batch that are read before others get a turn: one with all details takes 50 µs."""
ANSWERED_AT_ONCE = 25
"""The uses of a batch that are answered before others get a turn."""
SUGGESTED = 5
"""The uses that one with an unknown name counts for: the names nearest to it take up to 2 ms in a
catalog of 5,000 models, so a batch holds the others up for about 10 ms."""

Opening = Annotated[OpenAccountInput, strawberry.argument(description="The account.")]
OneUse = Annotated[RecordUsageInput, strawberry.argument(description="The use.")]
Uses = Annotated[
    list[RecordUsageInput],
    strawberry.argument(
        description="The uses, in order: at most 1,000, or 100 with a user's own token."
    ),
]
Adjusting = Annotated[AdjustBalanceInput, strawberry.argument(description="The correction.")]


@strawberry.type(description="Changes. Each is safe to repeat with the same idempotency key.")
class Mutation(
    HoldMutation,
    CapMutation,
    AlertMutation,
    TeamMutation,
    PaymentMutation,
    PlanChangeMutation,
    DiscountMutation,
    TopUpMutation,
    AdminMutation,
    ClockMutation,
    WebhookMutation,
):
    @strawberry.mutation(
        description="Opens an account, or returns the existing one. To read more than `id` and "
        "`createdAt` of an existing account, the caller needs a scope for reading it."
    )
    async def open_account(self, info: Info, input: Opening) -> Account:
        account_id = info.context.account_meant(input.account_id)
        check_unreserved("accountId", account_id)
        caller = info.context.require_caller()
        if not caller.reaches(account_id):
            raise NotFound(f"There is no account {account_id!r} that this key may open.")
        if not caller.may_open(account_id):
            raise Forbidden("accounts:write")
        if not caller.owns(account_id):
            await info.context.services.admin_log.asked(opening(caller, account_id))
        opened = await info.context.services.accounts.open(account_id)
        return Account.of(opened.account, is_known=opened.is_new)

    @strawberry.mutation(description="Records one use of a model, and charges it.")
    async def record_usage(self, info: Info, input: OneUse) -> RecordUsageResult:
        context = info.context
        command = record_usage(input, context)
        context.check_model(command.model)
        # Before anything is looked up, which would show what the account has.
        if not context.may_record(command.account_id):
            return refusal_of(AccountNotFound(command.account_id), context.book)
        # Most uses happen when they are recorded.
        if command.occurred_at is not None:
            for _, mistake in await untimely([command], context.now()):
                raise mistake
        return _recorded(await context.services.batcher.submit(command), context)

    @strawberry.mutation(
        description="Records up to 1,000 uses, or 100 with a user's own token, in order and "
        "independently: a refused use does not stop the others. An invalid input rejects all of "
        "them before any is recorded."
    )
    async def record_usage_batch(self, info: Info, input: Uses) -> list[RecordUsageResult]:
        context = info.context
        context.require_caller()
        most = context.budget.batch
        if len(input) > most:
            raise LimitExceeded(f"The batch has {len(input):,} uses; at most {most:,} are taken.")
        commands = await _commands(input, context)
        refused = _refused(commands, context)
        allowed = [number for number in range(len(commands)) if number not in refused]
        given = [commands[number] for number in allowed]
        for number in allowed:
            # Before anything is recorded: whoever may record for everybody gets no half answer.
            check_unreserved(f"input[{number}].accountId", commands[number].account_id)
        for place, mistake in await untimely(given, context.now()):
            raise BadInput(f"input[{allowed[place]}].{mistake.field}", mistake.message)
        outcomes = iter(await context.services.batcher.submit_all(given))
        results: list[RecordUsageResult] = []
        answered = 0
        for number in range(len(commands)):
            if number in refused:
                results.append(refusal_of(refused[number], context.book))
            else:
                results.append(_recorded(_value(next(outcomes)), context))
            answered += SUGGESTED if isinstance(results[-1], ModelNotFound) else 1
            if answered >= ANSWERED_AT_ONCE:
                answered = 0
                await asyncio.sleep(0)
        return results

    @strawberry.mutation(description="Gives or takes premium tokens. For operators.")
    async def adjust_balance(self, info: Info, input: Adjusting) -> AdjustBalanceResult:
        context = info.context
        asked = adjusting(caller := context.require_admin(), command := adjust_balance(input))
        if not caller.reaches(command.account_id):
            return refusal_of(AccountNotFound(command.account_id), context.book)
        log = context.services.admin_log
        await log.asked(asked)
        outcome = await context.services.batcher.submit(command)
        if not isinstance(outcome, Done):
            await log.done(asked, type(outcome).__name__)
            return refusal_of(outcome, context.book)
        await log.done(asked, "BalanceAdjusted", revision=outcome.recorded.revision)
        return _adjusted(outcome, context)


def _refused(
    commands: Sequence[RecordUsage], context: Context
) -> dict[int, ModelNotAllowed | AccountNotFound]:
    """Return the uses that the caller may not record, by their positions."""
    names = {command.account_id for command in commands}
    accounts = {name for name in names if context.may_record(name)}
    models = {name for name in {c.model for c in commands} if context.may_use(name)}
    return {
        number: AccountNotFound(one.account_id)
        if one.model in models
        else ModelNotAllowed(one.model)
        for number, one in enumerate(commands)
        if one.account_id not in accounts or one.model not in models
    }


def _recorded(outcome: Done | UseRefusal, context: Context) -> RecordUsageResult:
    if not isinstance(outcome, Done):
        return refusal_of(outcome, context.book)
    return UsageRecorded(
        state=outcome.account,
        usage=Usage.of(outcome.recorded, context.book),
        replayed=outcome.replayed,
    )


def _adjusted(done: Done, context: Context) -> BalanceAdjusted:
    account = done.account
    return BalanceAdjusted(
        entry=LedgerEntry.of(done.recorded, context.book),
        grant=Grant.of(account.id, done.grant) if done.grant else None,
        balance=Balance.of(account),
        replayed=done.replayed,
    )


async def _commands(given: Sequence[RecordUsageInput], context: Context) -> list[RecordUsage]:
    """Return the commands of a batch. Raises BadInput, which names the place of the use."""
    commands: list[RecordUsage] = []
    for number, one in enumerate(given):
        if number % READ_AT_ONCE == 0:
            await asyncio.sleep(0)
        commands.append(_numbered(number, one, context))
    return commands


def _numbered(number: int, given: RecordUsageInput, context: Context) -> RecordUsage:
    try:
        return record_usage(given, context)
    except BadInput as mistake:
        raise BadInput(f"input[{number}].{mistake.field}", mistake.message) from None


def _value(outcome: Done | UseRefusal | Exception) -> Done | UseRefusal:
    if isinstance(outcome, Exception):
        raise outcome
    return outcome
