"""The mutations of spend caps."""

from __future__ import annotations

from typing import Annotated

import strawberry

from billing.errors import BadInput
from billing.ledger.caps.cap import CapName, CapScope
from billing.ledger.caps.limits import cap_use
from billing.ledger.commands import RemoveSpendCap, SetSpendCap
from billing.ledger.refusals import AccountNotFound, ModelNotFound
from resolvers.context import Context, Info
from schema.ledger.cap_results import (
    RemoveSpendCapInput,
    RemoveSpendCapResult,
    SetSpendCapInput,
    SetSpendCapResult,
    SpendCapRemoved,
    SpendCapSet,
)
from schema.ledger.caps import SpendCap
from schema.refusals import refusal_of
from services.commit.decisions import Done
from services.ledger.caps import caps_meant

Setting = Annotated[SetSpendCapInput, strawberry.argument(description="The cap.")]
Removing = Annotated[RemoveSpendCapInput, strawberry.argument(description="The cap.")]


@strawberry.type
class CapMutation:
    @strawberry.mutation(
        description="Sets a spend cap, or changes its tokens. Safe to repeat without a key."
    )
    async def set_spend_cap(self, info: Info, input: Setting) -> SetSpendCapResult:
        context = info.context
        account_id = context.account_meant(input.account_id)
        command = SetSpendCap(
            account_id,
            may_open=context.owns(account_id),
            cap=caps_meant(_named(input), context.book)[0],
            tokens=input.tokens,
        )
        _check_allowed(command.cap, context)
        if not await context.can_change(account_id):
            return refusal_of(AccountNotFound(account_id), context.book)
        scope, subject, _ = command.cap
        if scope is CapScope.MODEL and context.book.model(subject, context.now()) is None:
            return refusal_of(ModelNotFound(input.model or subject), context.book)
        actor = await context.actor_to_log(account_id)
        outcome = await context.services.spend_caps.set(command, actor=actor)
        if not isinstance(outcome, Done):
            return refusal_of(outcome, context.book)
        cap = outcome.account.cap(command.cap)
        if cap is None:
            raise TypeError("setting a cap set none")
        return SpendCapSet(
            cap=SpendCap.of(cap_use(outcome.account, cap, context.now()), context.book)
        )

    @strawberry.mutation(description="Removes a spend cap. Safe to repeat without a key.")
    async def remove_spend_cap(self, info: Info, input: Removing) -> RemoveSpendCapResult:
        context = info.context
        account_id = context.account_meant(input.account_id)
        names = caps_meant(_named(input), context.book)
        may_open = context.owns(account_id)
        commands = [RemoveSpendCap(account_id, may_open=may_open, cap=name) for name in names]
        _check_allowed(names[0], context)
        if not await context.can_change(account_id):
            return refusal_of(AccountNotFound(account_id), context.book)
        actor = await context.actor_to_log(account_id)
        removed = await context.services.spend_caps.remove(commands, actor=actor)
        if isinstance(removed, AccountNotFound):
            return refusal_of(removed, context.book)
        return SpendCapRemoved(removed=removed)


def _named(given: SetSpendCapInput | RemoveSpendCapInput) -> CapName:
    """Return the name of the cap. Raises BadInput for a subject that is not of its scope."""
    for scope, name, value in (
        (CapScope.MODEL, "model", given.model),
        (CapScope.API_KEY, "apiKeyId", given.api_key_id),
    ):
        if value is None and given.scope is scope:
            raise BadInput(name, f"is needed for the scope {scope}")
        if value is not None and given.scope is not scope:
            raise BadInput(name, f"is only for the scope {scope}")
    return CapName(given.scope, given.model or given.api_key_id or "", given.period)


def _check_allowed(cap: CapName, context: Context) -> None:
    if cap.scope is CapScope.MODEL:
        context.check_model(cap.subject)
