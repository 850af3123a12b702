"""Logs changes of accounts that neither their owners nor the managers of their teams make."""

from __future__ import annotations

from collections.abc import Mapping

from billing.ledger.refusals import Refusal
from billing.payments.refusals import PaymentRefusal
from billing.privacy.actions import AdminActionKind
from resolvers.context import Context
from services.commit.decisions import Done
from services.privacy.actions import Asked


async def asked(
    account_id: str, kind: AdminActionKind, details: Mapping[str, object], context: Context
) -> Asked | None:
    """Log the request, if it is an operator's; without a key, each one. Ask it before `done`."""
    actor = await context.actor_to_log(account_id)
    if actor is None:
        return None
    request = Asked(actor=actor, kind=kind, account_id=account_id, details=details)
    await context.services.admin_log.asked(request)
    return request


async def done(
    request: Asked | None, outcome: Done | Refusal | PaymentRefusal, success: str, context: Context
) -> None:
    """Log the outcome of a logged request."""
    if request is None:
        return
    told = success if isinstance(outcome, Done) else type(outcome).__name__
    changed = isinstance(outcome, Done) and outcome.entry is not None
    await context.services.admin_log.done(request, told, changed=changed)
