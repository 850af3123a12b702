"""The mutations of saved cards and automatic top-ups."""

from __future__ import annotations

from typing import Annotated

import strawberry

from billing.checks import check_text
from billing.ledger.refusals import AccountNotFound
from billing.ledger.top_ups.commands import RemoveAutoTopUp, SetAutoTopUp
from billing.payments.purchase import check_url
from billing.privacy.actions import AdminActionKind
from resolvers import logged
from resolvers.context import Info
from resolvers.ledger.top_ups import auto_top_up, card_shown
from resolvers.payments import may_buy, may_change
from schema.payments.top_ups import (
    AutoTopUpRemoved,
    AutoTopUpSet,
    PaymentMethodRemoved,
    PaymentMethodStarted,
    RemoveAutoTopUpInput,
    RemoveAutoTopUpResult,
    RemovePaymentMethodInput,
    RemovePaymentMethodResult,
    SavePaymentMethodInput,
    SavePaymentMethodResult,
    SetAutoTopUpInput,
    SetAutoTopUpResult,
)
from schema.refusals import refusal_of
from services.commit.decisions import Done
from services.payments.top_ups import SavedCard

Saving = Annotated[SavePaymentMethodInput, strawberry.argument(description="Where to return.")]
CardToRemove = Annotated[RemovePaymentMethodInput, strawberry.argument(description="The card.")]
TopUpToSet = Annotated[SetAutoTopUpInput, strawberry.argument(description="The top-up.")]
TopUpToRemove = Annotated[RemoveAutoTopUpInput, strawberry.argument(description="The account.")]


@strawberry.type
class TopUpMutation:
    @strawberry.mutation(
        description="Starts saving a card, on a page of the payment provider. Nothing is paid."
    )
    async def save_payment_method(self, info: Info, input: Saving) -> SavePaymentMethodResult:
        context = info.context
        account_id = context.account_meant(input.account_id)
        check_url("successUrl", input.success_url)
        check_url("cancelUrl", input.cancel_url)
        if not await may_buy(account_id, context):
            return refusal_of(AccountNotFound(account_id), context.book)
        url = await context.services.cards.save(
            account_id, success_url=input.success_url, cancel_url=input.cancel_url
        )
        if not isinstance(url, str):
            return refusal_of(url, context.book)
        return PaymentMethodStarted(url=url)

    @strawberry.mutation(description="Removes a saved card.")
    async def remove_payment_method(
        self, info: Info, input: CardToRemove
    ) -> RemovePaymentMethodResult:
        context = info.context
        account_id = context.account_meant(input.account_id)
        check_text("paymentMethodId", input.payment_method_id)
        if not await may_change(account_id, context):
            return refusal_of(AccountNotFound(account_id), context.book)
        removed = await context.services.cards.remove(account_id, input.payment_method_id)
        if not isinstance(removed, SavedCard):
            return refusal_of(removed, context.book)
        return PaymentMethodRemoved(payment_method=card_shown(removed))

    @strawberry.mutation(
        description="Sets the automatic top-up, or starts a stopped one again. Safe to repeat "
        "without a key. It needs a saved card."
    )
    async def set_auto_top_up(self, info: Info, input: TopUpToSet) -> SetAutoTopUpResult:
        context = info.context
        account_id = context.account_meant(input.account_id)
        command = SetAutoTopUp(
            account_id,
            may_open=context.owns(account_id),
            pack=input.pack,
            below=int(input.below),
            max_per_month=input.max_per_month,
        )
        if not await may_buy(account_id, context):
            return refusal_of(AccountNotFound(account_id), context.book)
        details = {"pack": input.pack, "below": command.below, "maxPerMonth": input.max_per_month}
        asked = await logged.asked(account_id, AdminActionKind.SET_AUTO_TOP_UP, details, context)
        outcome = await context.services.top_ups.set(command)
        await logged.done(asked, outcome, "AutoTopUpSet", context)
        if not isinstance(outcome, Done):
            return refusal_of(outcome, context.book)
        shown = await auto_top_up(outcome.account, context)
        if shown is None:
            raise TypeError("setting a top-up set none")
        return AutoTopUpSet(auto_top_up=shown)

    @strawberry.mutation(
        description="Removes the automatic top-up. Safe to repeat without a key. A payment that "
        "has begun is still credited."
    )
    async def remove_auto_top_up(self, info: Info, input: TopUpToRemove) -> RemoveAutoTopUpResult:
        context = info.context
        account_id = context.account_meant(input.account_id)
        command = RemoveAutoTopUp(account_id, may_open=context.owns(account_id))
        if not await context.can_change(account_id):
            return refusal_of(AccountNotFound(account_id), context.book)
        asked = await logged.asked(account_id, AdminActionKind.REMOVE_AUTO_TOP_UP, {}, context)
        outcome = await context.services.top_ups.remove(command)
        await logged.done(asked, outcome, "AutoTopUpRemoved", context)
        if not isinstance(outcome, Done):
            return refusal_of(outcome, context.book)
        return AutoTopUpRemoved(removed=outcome.entry is not None)
