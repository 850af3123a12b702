"""The mutations of spend caps."""

from __future__ import annotations

from typing import Annotated

import strawberry

from billing.errors import BadInput
from billing.ledger.caps.cap import CapName, CapScope
from billing.ledger.caps.limits import cap_use
from billing.ledger.commands import Capping, RemoveSpendCap, SetSpendCap
from billing.ledger.refusals import AccountNotFound, ModelNotFound, Refusal
from billing.privacy.actions import AdminActionKind
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
from services.identity.identity import KEY_SUBJECT
from services.privacy.actions import Asked

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
            cap=_named(input, context),
            tokens=input.tokens,
        )
        _check_allowed(command.cap, context)
        if not await context.can_change(account_id):
            return refusal_of(AccountNotFound(account_id), context.book)
        scope, subject, _ = command.cap
        if scope is CapScope.MODEL and context.book.model(subject, context.now()) is None:
            return refusal_of(ModelNotFound(input.model or subject), context.book)
        asked = await _asked(command, context)
        outcome = await context.services.spend_caps.set(command)
        await _done(asked, outcome, "SpendCapSet", context)
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
        cap = _named(input, context)
        # The name may have been a model's own when the cap was set.
        names = dict.fromkeys((cap, cap._replace(subject=input.model or cap.subject)))
        commands = [
            RemoveSpendCap(account_id, may_open=context.owns(account_id), cap=name)
            for name in names
        ]
        _check_allowed(cap, context)
        if not await context.can_change(account_id):
            return refusal_of(AccountNotFound(account_id), context.book)
        removed = False
        for command in commands:
            asked = await _asked(command, context)
            outcome = await context.services.spend_caps.remove(command)
            await _done(asked, outcome, "SpendCapRemoved", context)
            if not isinstance(outcome, Done):
                return refusal_of(outcome, context.book)
            removed = removed or outcome.entry is not None
        return SpendCapRemoved(removed=removed)


async def _asked(command: Capping, context: Context) -> Asked | None:
    """Log the request of an administrator. Without a key, each request is logged."""
    if not context.is_logged(command.account_id):
        return None
    scope, subject, period = command.cap
    details: dict[str, object] = {"scope": scope, "subject": subject, "period": period}
    kind = AdminActionKind.REMOVE_SPEND_CAP
    if isinstance(command, SetSpendCap):
        kind, details["tokens"] = AdminActionKind.SET_SPEND_CAP, command.tokens
    asked = Asked(
        actor=context.require_caller().subject,
        kind=kind,
        account_id=command.account_id,
        details=details,
    )
    await context.services.admin_log.asked(asked)
    return asked


async def _done(
    asked: Asked | None, outcome: Done | Refusal, success: str, context: Context
) -> None:
    if asked is None:
        return
    told = success if isinstance(outcome, Done) else type(outcome).__name__
    changed = isinstance(outcome, Done) and outcome.entry is not None
    await context.services.admin_log.done(asked, told, changed=changed)


def _named(given: SetSpendCapInput | RemoveSpendCapInput, context: Context) -> CapName:
    """Return the name of the cap. Raises BadInput for a subject that is not of its scope."""
    for scope, name, value in (
        (CapScope.MODEL, "model", given.model),
        (CapScope.API_KEY, "apiKeyId", given.api_key_id),
    ):
        if value is None and given.scope is scope:
            raise BadInput(name, f"is needed for the scope {scope}")
        if value is not None and given.scope is not scope:
            raise BadInput(name, f"is only for the scope {scope}")
    model, key = given.model, given.api_key_id
    if model is not None:
        # A model that is in no catalog any more keeps its own name.
        return CapName(CapScope.MODEL, context.book.names.own_name(model), given.period)
    return CapName(given.scope, (key or "").removeprefix(KEY_SUBJECT), given.period)


def _check_allowed(cap: CapName, context: Context) -> None:
    if cap.scope is CapScope.MODEL:
        context.check_model(cap.subject)
