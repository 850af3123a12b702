"""The results of mutations of purchases and subscriptions: success, or a typed refusal."""

from __future__ import annotations

from typing import Annotated

import strawberry

from schema.ledger.balance import Balance
from schema.ledger.results import AccountNotFound, IdempotencyConflict, Refusal
from schema.payments.purchases import PlanSubscription, Purchase
from schema.scalars import described


@strawberry.type(description="The catalog has no such pack.")
class PackNotFound(Refusal):
    pass


@strawberry.type(description="The catalog has no such plan, or it can't be subscribed to.")
class PlanNotFound(Refusal):
    pass


@strawberry.type(
    description="The plan is for persons, or for families and teams, and this account is not one."
)
class PlanNotForAccount(Refusal):
    pass


@strawberry.type(
    description="The plan has other seats, the team has more members, or fewer seats have to wait "
    "for the end of the period."
)
class SeatsNotPossible(Refusal):
    pass


@strawberry.type(description="There is no such purchase.")
class PurchaseNotFound(Refusal):
    pass


@strawberry.type(description="The purchase cannot be refunded, or not by this amount.")
class PurchaseNotRefundable(Refusal):
    pass


@strawberry.type(description="The account has a subscription already.")
class AlreadySubscribed(Refusal):
    pass


@strawberry.type(description="The account has no subscription that could be changed.")
class SubscriptionNotFound(Refusal):
    pass


@strawberry.type(description="The payment provider can't be reached. Repeat with the same key.")
class PaymentUnavailable(Refusal):
    pass


@strawberry.type(
    description=(
        "The payment provider refused the request, and would refuse a repetition too. The reason "
        "is in the log of this service."
    ),
)
class PaymentRefused(Refusal):
    pass


@strawberry.type(description="The checkout is ready to be paid.")
class PurchaseStarted:
    purchase: Purchase = described("The purchase. Its tokens are credited when it is paid.")
    checkout_url: str = described("Where to pay.")
    replayed: bool = described("Whether the key was used before.")


@strawberry.type(description="The purchase is refunded, and its tokens are taken back.")
class PurchaseRefunded:
    purchase: Purchase = described("The purchase after it.")
    balance: Balance = described("The account's balance after it.")
    replayed: bool = described("Whether the key was used before.")


@strawberry.type(description="The checkout is ready to be paid.")
class SubscriptionStarted:
    subscription: PlanSubscription = described("The subscription; it begins when it is paid.")
    checkout_url: str = described("Where to pay.")
    replayed: bool = described("Whether the key was used before.")


@strawberry.type(description="The subscription ends, now or with its period.")
class SubscriptionCanceled:
    subscription: PlanSubscription = described("The subscription after it.")


@strawberry.type(description="The subscription continues.")
class SubscriptionResumed:
    subscription: PlanSubscription = described("The subscription after it.")


PurchasePackResult = Annotated[
    PurchaseStarted
    | PackNotFound
    | AccountNotFound
    | IdempotencyConflict
    | PaymentUnavailable
    | PaymentRefused,
    strawberry.union("PurchasePackResult", description="The result of a purchase."),
]
RefundPurchaseResult = Annotated[
    PurchaseRefunded
    | PurchaseNotFound
    | PurchaseNotRefundable
    | IdempotencyConflict
    | PaymentUnavailable,
    strawberry.union("RefundPurchaseResult", description="The result of a refund."),
]
SubscribeResult = Annotated[
    SubscriptionStarted
    | PlanNotFound
    | PlanNotForAccount
    | SeatsNotPossible
    | AlreadySubscribed
    | AccountNotFound
    | IdempotencyConflict
    | PaymentUnavailable
    | PaymentRefused,
    strawberry.union("SubscribeResult", description="The result of a subscription."),
]
CancelSubscriptionResult = Annotated[
    SubscriptionCanceled
    | SubscriptionNotFound
    | AccountNotFound
    | PaymentUnavailable
    | PaymentRefused,
    strawberry.union("CancelSubscriptionResult", description="The result of a cancellation."),
]
ResumeSubscriptionResult = Annotated[
    SubscriptionResumed
    | SubscriptionNotFound
    | AccountNotFound
    | PaymentUnavailable
    | PaymentRefused,
    strawberry.union("ResumeSubscriptionResult", description="The result of a resumption."),
]
