"""The mutations of alerts."""

from __future__ import annotations

from typing import Annotated

import strawberry

from billing.errors import BadInput
from billing.ledger.alerts.alert import AlertKind, AlertName
from billing.ledger.alerts.commands import RemoveAlert, SetAlert
from billing.ledger.refusals import AccountNotFound
from billing.privacy.actions import AdminActionKind
from resolvers import logged
from resolvers.context import Context, Info
from schema.ledger.alert_results import (
    AlertRemoved,
    AlertSet,
    RemoveAlertInput,
    RemoveAlertResult,
    SetAlertInput,
    SetAlertResult,
)
from schema.ledger.alerts import Alert
from schema.refusals import refusal_of
from services.commit.decisions import Done

AlertToSet = Annotated[SetAlertInput, strawberry.argument(description="The alert.")]
AlertToRemove = Annotated[RemoveAlertInput, strawberry.argument(description="The alert.")]


@strawberry.type
class AlertMutation:
    @strawberry.mutation(description="Sets an alert. Safe to repeat without a key.")
    async def set_alert(self, info: Info, input: AlertToSet) -> SetAlertResult:
        context = info.context
        account_id = context.account_meant(input.account_id)
        command = SetAlert(
            account_id, may_open=context.owns(account_id), alert=_named(input, context)
        )
        if command.alert.model:
            context.check_model(command.alert.model)
        if not await context.can_change(account_id):
            return refusal_of(AccountNotFound(account_id), context.book)
        details = command.alert._asdict()
        asked = await logged.asked(account_id, AdminActionKind.SET_ALERT, details, context)
        outcome = await context.services.alerts.set(command)
        await logged.done(asked, outcome, "AlertSet", context)
        if not isinstance(outcome, Done):
            return refusal_of(outcome, context.book)
        alert = outcome.account.alert(command.alert)
        if alert is None:
            raise TypeError("setting an alert set none")
        return AlertSet(alert=Alert.of(account_id, alert, context.book, context.now()))

    @strawberry.mutation(description="Removes an alert. Safe to repeat without a key.")
    async def remove_alert(self, info: Info, input: AlertToRemove) -> RemoveAlertResult:
        context = info.context
        account_id = context.account_meant(input.account_id)
        name = _named(input, context)
        # The name may have been a model's own when the alert was set.
        names = dict.fromkeys((name, name._replace(model=input.model or name.model)))
        may_open = context.owns(account_id)
        commands = [RemoveAlert(account_id, may_open=may_open, alert=one) for one in names]
        if name.model:
            context.check_model(name.model)
        if not await context.can_change(account_id):
            return refusal_of(AccountNotFound(account_id), context.book)
        removed = False
        for command in commands:
            details = command.alert._asdict()
            asked = await logged.asked(account_id, AdminActionKind.REMOVE_ALERT, details, context)
            outcome = await context.services.alerts.remove(command)
            await logged.done(asked, outcome, "AlertRemoved", context)
            if not isinstance(outcome, Done):
                return refusal_of(outcome, context.book)
            removed = removed or outcome.entry is not None
        return AlertRemoved(removed=removed)


def _named(given: SetAlertInput | RemoveAlertInput, context: Context) -> AlertName:
    """Return the name of the alert. Raises BadInput for a model that its kind has not."""
    of_model = given.kind is AlertKind.QUOTA_USED_PERCENT
    if given.model is None and of_model:
        raise BadInput("model", f"is needed for the kind {given.kind}")
    if given.model is not None and not of_model:
        raise BadInput("model", f"is only for the kind {AlertKind.QUOTA_USED_PERCENT}")
    # A model that is in no catalog any more keeps its own name.
    model = "" if given.model is None else context.book.names.own_name(given.model)
    return AlertName(given.kind, int(given.threshold), model)
