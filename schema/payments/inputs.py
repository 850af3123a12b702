"""Inputs of purchases and subscriptions."""

from __future__ import annotations

import strawberry

from schema.scalars import BigInt, described


@strawberry.input(description="A pack to buy.")
class PurchasePackInput:
    account_id: strawberry.ID | None = described(
        "The account that buys. Default: the caller's own.", default=None
    )
    pack: str = described("The pack's name in the catalog.")
    quantity: int | None = described("How many, 1 to 100.", default=1)
    success_url: str | None = described("Where the checkout leads after the payment.", default=None)
    cancel_url: str | None = described(
        "Where the checkout leads if the buyer cancels.", default=None
    )
    idempotency_key: str = described(
        "1 to 255 characters, unique per account: makes the request safe to repeat."
    )
    receipt_email: str | None = described("The address for the receipt.", default=None)
    promotion_codes: bool | None = described(
        "Whether the checkout takes promotion codes.", default=False
    )
    automatic_tax: bool | None = described("Whether tax is added.", default=False)


@strawberry.input(description="A refund.")
class RefundPurchaseInput:
    purchase_id: strawberry.ID = described("The purchase.")
    amount: BigInt | None = described(
        "In the currency's minor unit. Default: everything that is left.", default=None
    )
    idempotency_key: str = described(
        "1 to 255 characters, unique per purchase: makes the request safe to repeat."
    )


@strawberry.input(description="A plan to subscribe to.")
class SubscribeInput:
    account_id: strawberry.ID | None = described(
        "The account that subscribes. Default: the caller's own.", default=None
    )
    plan: str | None = described("The plan's name in the catalog.", default="PREMIUM")
    seats: int | None = described(
        "For a plan with seats. Default: the least that can be bought.", default=None
    )
    success_url: str | None = described("Where the checkout leads after the payment.", default=None)
    cancel_url: str | None = described(
        "Where the checkout leads if the buyer cancels.", default=None
    )
    idempotency_key: str = described(
        "1 to 255 characters, unique per account: makes the request safe to repeat."
    )
    promotion_codes: bool | None = described(
        "Whether the checkout takes promotion codes.", default=False
    )
    automatic_tax: bool | None = described("Whether tax is added.", default=False)


@strawberry.input(description="A subscription to end.")
class CancelSubscriptionInput:
    account_id: strawberry.ID | None = described(
        "The account. Default: the caller's own.", default=None
    )
    at_period_end: bool | None = described(
        "True: it ends with the paid period. False: it ends now.", default=True
    )


@strawberry.input(description="A subscription to resume.")
class ResumeSubscriptionInput:
    account_id: strawberry.ID | None = described(
        "The account. Default: the caller's own.", default=None
    )
