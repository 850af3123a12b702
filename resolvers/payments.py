"""The mutations of purchases and subscriptions."""

from __future__ import annotations

from typing import Annotated

import strawberry

from billing.checks import KEY_LENGTH_MAX, check_text
from billing.errors import BadInput
from billing.ledger.refusals import AccountNotFound
from billing.payments import purchase as domain
from billing.payments.refusals import PurchaseNotFound
from resolvers.context import Context, Info
from resolvers.privacy import refunding
from schema.ledger.balance import Balance
from schema.payments.inputs import (
    CancelSubscriptionInput,
    PurchasePackInput,
    RefundPurchaseInput,
    ResumeSubscriptionInput,
    SubscribeInput,
)
from schema.payments.purchases import PlanSubscription, Purchase
from schema.payments.results import (
    CancelSubscriptionResult,
    PurchasePackResult,
    PurchaseRefunded,
    PurchaseStarted,
    RefundPurchaseResult,
    ResumeSubscriptionResult,
    SubscribeResult,
    SubscriptionCanceled,
    SubscriptionResumed,
    SubscriptionStarted,
)
from schema.refusals import refusal_of
from services.payments.orders import Ordered
from services.payments.packs.refunds import Refunded, RefundRefusal

Buying = Annotated[PurchasePackInput, strawberry.argument(description="The pack to buy.")]
Refunding = Annotated[RefundPurchaseInput, strawberry.argument(description="The amount to refund.")]
Subscribing = Annotated[
    SubscribeInput, strawberry.argument(description="The plan to subscribe to.")
]
Canceling = Annotated[
    CancelSubscriptionInput, strawberry.argument(description="The subscription to cancel.")
]
Resuming = Annotated[
    ResumeSubscriptionInput, strawberry.argument(description="The subscription to resume.")
]


@strawberry.type
class PaymentMutation:
    @strawberry.mutation(
        description="Starts the purchase of a pack. Its tokens are credited when it is paid."
    )
    async def purchase_pack(self, info: Info, input: Buying) -> PurchasePackResult:
        context = info.context
        command = domain.PurchasePack(
            account_id=context.account_meant(input.account_id),
            pack=input.pack,
            quantity=1 if input.quantity is None else input.quantity,
            success_url=input.success_url,
            cancel_url=input.cancel_url,
            idempotency_key=input.idempotency_key,
            promotion_codes=bool(input.promotion_codes),
            automatic_tax=bool(input.automatic_tax),
            receipt_email=input.receipt_email,
        )
        if not await may_buy(command.account_id, context):
            return refusal_of(AccountNotFound(command.account_id), context.book)
        started = await context.services.purchases.start(command)
        if not isinstance(started, Ordered):
            return refusal_of(started, context.book)
        return PurchaseStarted(
            purchase=Purchase.of(started.order, context.book),
            checkout_url=started.order.checkout_url or "",
            replayed=started.replayed,
        )

    @strawberry.mutation(description="Refunds a purchase. For operators.")
    async def refund_purchase(self, info: Info, input: Refunding) -> RefundPurchaseResult:
        context = info.context
        caller = context.require_admin()
        check_text("purchaseId", input.purchase_id)
        check_text("idempotencyKey", input.idempotency_key, KEY_LENGTH_MAX)
        if input.amount is not None and input.amount < 1:
            raise BadInput("amount", "must be above 0")
        log = context.services.admin_log
        purchases = context.services.purchases
        found = await purchases.find(input.purchase_id)
        account_id = found.account_id if found and caller.reaches(found.account_id) else None
        asked = refunding(caller, input, account_id)
        await log.asked(asked)
        refunded: Refunded | RefundRefusal = PurchaseNotFound(input.purchase_id)
        if account_id is not None:
            refunded = await purchases.refunds.refund(
                input.purchase_id, amount=input.amount, key=input.idempotency_key
            )
        if not isinstance(refunded, Refunded):
            await log.done(asked, type(refunded).__name__)
            return refusal_of(refunded, context.book)
        await log.done(asked, "PurchaseRefunded", status=refunded.purchase.status)
        return PurchaseRefunded(
            purchase=Purchase.of(refunded.purchase, context.book),
            balance=Balance.of(refunded.account),
            replayed=refunded.replayed,
        )

    @strawberry.mutation(description="Starts a subscription. It begins when it is paid.")
    async def subscribe(self, info: Info, input: Subscribing) -> SubscribeResult:
        context = info.context
        command = domain.Subscribe(
            account_id=context.account_meant(input.account_id),
            plan="PREMIUM" if input.plan is None else input.plan,
            success_url=input.success_url,
            cancel_url=input.cancel_url,
            idempotency_key=input.idempotency_key,
            promotion_codes=bool(input.promotion_codes),
            automatic_tax=bool(input.automatic_tax),
            seats=input.seats,
        )
        if not await may_buy(command.account_id, context):
            return refusal_of(AccountNotFound(command.account_id), context.book)
        started = await context.services.subscriptions.start(command)
        if not isinstance(started, Ordered):
            return refusal_of(started, context.book)
        return SubscriptionStarted(
            subscription=shown_subscription(started.order, context),
            checkout_url=started.order.checkout_url or "",
            replayed=started.replayed,
        )

    @strawberry.mutation(description="Ends a subscription, with its paid period or now.")
    async def cancel_subscription(self, info: Info, input: Canceling) -> CancelSubscriptionResult:
        context = info.context
        account_id = context.account_meant(input.account_id)
        if not await may_change(account_id, context):
            return refusal_of(AccountNotFound(account_id), context.book)
        at_period_end = input.at_period_end is not False
        changed = await context.services.subscriptions.cancel(
            account_id, at_period_end=at_period_end
        )
        if not isinstance(changed, domain.PlanSubscription):
            return refusal_of(changed, context.book)
        return SubscriptionCanceled(subscription=shown_subscription(changed, context))

    @strawberry.mutation(
        description="Cancels a pending cancellation, so that the subscription renews."
    )
    async def resume_subscription(self, info: Info, input: Resuming) -> ResumeSubscriptionResult:
        context = info.context
        account_id = context.account_meant(input.account_id)
        if not await may_change(account_id, context):
            return refusal_of(AccountNotFound(account_id), context.book)
        changed = await context.services.subscriptions.resume(account_id)
        if not isinstance(changed, domain.PlanSubscription):
            return refusal_of(changed, context.book)
        return SubscriptionResumed(subscription=shown_subscription(changed, context))


async def may_change(account_id: str, context: Context) -> bool:
    """Return whether the account exists and the caller may change it and buy for it. The caller's
    own account is opened at its first use. All purchases and changes of plans ask this."""
    return await context.can_change(account_id) and await context.account(account_id) is not None


async def may_buy(account_id: str, context: Context) -> bool:
    """As `may_change`, but nothing is sold to a team that is closed: nobody could use it."""
    if not await may_change(account_id, context):
        return False
    account = await context.account(account_id)
    return account is not None and (account.team is None or not account.team.closed)


def shown_subscription(subscription: domain.PlanSubscription, context: Context) -> PlanSubscription:
    policy = context.services.subscriptions.policy
    return PlanSubscription.of(subscription, context.book, policy)
