"""Operations of administrators: the log of actions, and erasure."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry

from billing.checks import check_key, check_text
from billing.errors import BadInput
from billing.ledger.commands import AdjustBalance
from billing.ledger.refusals import AccountNotFound
from resolvers.context import Info
from resolvers.ledger.pages import After, First, page_size
from schema.enums import AdminActionKind
from schema.ids import purchase_place
from schema.payments.inputs import RefundPurchaseInput
from schema.privacy import (
    AccountErased,
    AdminActionConnection,
    EraseAccountInput,
    EraseAccountResult,
)
from schema.refusals import refusal_of
from schema.scalars import BigInt, format_datetime
from services.identity.caller import Caller
from services.privacy.actions import Asked
from services.privacy.erasure import Erased

Of = Annotated[strawberry.ID | None, strawberry.argument(description="Only on this account.")]
Kind = Annotated[
    AdminActionKind | None, strawberry.argument(description="Only this kind of action.")
]
LoggedFrom = Annotated[
    datetime | None,
    strawberry.argument(name="from", description="Only actions at this time or later."),
]
LoggedBefore = Annotated[
    datetime | None, strawberry.argument(description="Only actions before this time.")
]
Erasing = Annotated[EraseAccountInput, strawberry.argument(description="The account.")]


@strawberry.type
class AdminQuery:
    @strawberry.field(
        name="auditLog",
        description="Actions on other people's accounts, the newest first. For operators.",
    )
    async def log_of_actions(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        account_id: Of = None,
        action: Kind = None,
        from_: LoggedFrom = None,
        to: LoggedBefore = None,
    ) -> AdminActionConnection:
        context = info.context
        caller = context.require_admin() if account_id else context.require_operator()
        if account_id is not None:
            check_text("accountId", account_id)
        size, before = page_size(first), None if after is None else purchase_place(after)
        if account_id is not None and not caller.reaches(account_id):
            return AdminActionConnection.of([], more=False, later=after is not None)
        page = await context.services.admin_log.page(
            size=size,
            before=before,
            account_id=account_id,
            kind=action,
            start=from_,
            end=to,
        )
        return AdminActionConnection.of(page.items, more=page.more, later=after is not None)


@strawberry.type
class AdminMutation:
    @strawberry.mutation(
        description=(
            "Erases an account permanently. Personal data is removed; the ledger stays, under "
            "a pseudonym. The id can be used again. For operators."
        ),
    )
    async def erase_account(self, info: Info, input: Erasing) -> EraseAccountResult:
        context = info.context
        caller = context.require_admin()
        check_text("accountId", input.account_id)
        if input.confirm != input.account_id:
            raise BadInput("confirm", "must be the id of the account")
        if input.idempotency_key is not None:
            check_key(input.idempotency_key)
        if not caller.reaches(input.account_id):
            return refusal_of(AccountNotFound(input.account_id), context.book)
        outcome = await context.services.erasures.erase(
            input.account_id, actor=caller.subject, key=input.idempotency_key
        )
        if isinstance(outcome, Erased):
            return AccountErased(
                pseudonym=strawberry.ID(outcome.pseudonym),
                entries=BigInt(outcome.entries),
                replayed=outcome.replayed,
            )
        return refusal_of(outcome, context.book)


def opening(caller: Caller, account_id: str) -> Asked:
    """Return the action to log when a caller opens another user's account. Without a key, each
    request is logged."""
    return Asked(
        actor=caller.subject,
        kind=AdminActionKind.OPEN_ACCOUNT,
        account_id=account_id,
        details={},
    )


def adjusting(caller: Caller, command: AdjustBalance) -> Asked:
    """Return the action to log for an adjustment."""
    expires_at = command.expires_at
    return Asked(
        actor=caller.subject,
        kind=AdminActionKind.ADJUST_BALANCE,
        account_id=command.account_id,
        details={
            "tokens": command.tokens,
            "reason": command.reason,
            "expiresAt": None if expires_at is None else format_datetime(expires_at),
            "idempotencyKey": command.idempotency_key,
        },
        key=command.idempotency_key,
    )


def refunding(caller: Caller, given: RefundPurchaseInput, account_id: str | None) -> Asked:
    """Return the action to log for a refund. `account_id` is None if the purchase does not
    exist."""
    return Asked(
        actor=caller.subject,
        kind=AdminActionKind.REFUND_PURCHASE,
        account_id=account_id,
        details={
            "purchaseId": given.purchase_id,
            "amount": given.amount,
            "idempotencyKey": given.idempotency_key,
        },
        key=given.idempotency_key,
    )
