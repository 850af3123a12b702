"""Saved cards and automatic top-ups: types, inputs and results."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry

from billing.ledger.top_ups import top_up as domain
from billing.ledger.top_ups.top_up import TopUpStatus
from schema.describing import describe
from schema.goods import Pack
from schema.ledger.results import AccountNotFound, Refusal
from schema.payments.results import PackNotFound, PaymentRefused, PaymentUnavailable
from schema.scalars import BigInt, described

_ACCOUNT = "The account. Default: the caller's own."

describe(
    TopUpStatus,
    "What an automatic top-up does now.",
    ACTIVE="It waits until too few tokens are available.",
    PENDING="It buys a pack just now.",
    STOPPED="A payment failed. It buys nothing until it is set again.",
)


@strawberry.type(description="A saved card. Its number is known to the payment provider only.")
class PaymentMethod:
    id: strawberry.ID = described("Its id.")
    brand: str = described("The brand, such as visa.")
    last4: str = described("The last digits of its number.")
    exp_month: int = described("The last month in which it is valid, from 1 to 12.")
    exp_year: int = described("The year of that month.")


@strawberry.type(description="Why an automatic top-up stopped, and what its owner can do.")
class TopUpFailure:
    code: str = described(
        "`authentication_required` if the bank wants the owner to confirm, `card_declined` or "
        "another code of the payment provider, `no_payment_method` without a saved card, "
        "`pack_not_found` if the pack is gone."
    )
    message: str = described("An explanation for people.")
    url: str | None = described("Where the owner can pay the failed purchase, with any card.")


@strawberry.type(
    description="Buys a pack with the latest saved card when too few tokens are available."
)
class AutoTopUp:
    pack: Pack | None = described("The pack; null if the catalog has it no more.")
    below: BigInt = described("It buys when fewer tokens than that are available.")
    max_per_month: int = described("How often it buys at most in a month of the account.")
    used: int = described("How often it bought or tried to in this month.")
    resets_at: datetime = described("When the next month starts.")
    status: TopUpStatus = described("What it does now.")
    failure: TopUpFailure | None = described("Why it stopped.")


MESSAGES = {
    "authentication_required": "The bank wants you to confirm the payment.",
    "card_declined": "The card was declined.",
    "no_payment_method": "There is no saved card.",
    "pack_not_found": "The pack is not for sale any more.",
}


def auto_top_up_of(top_up: domain.TopUp, pack: Pack | None, url: str | None) -> AutoTopUp:
    """Return the top-up as the API shows it."""
    failure, code = None, top_up.failure
    if code is not None:
        message = MESSAGES.get(code, "The payment failed.")
        failure = TopUpFailure(code=code, message=message, url=url)
    return AutoTopUp(
        pack=pack,
        below=BigInt(top_up.below),
        max_per_month=top_up.max_per_month,
        used=top_up.used,
        resets_at=top_up.ends_at,
        status=top_up.status,
        failure=failure,
    )


@strawberry.type(description="The account has no such saved card, or none at all.")
class PaymentMethodNotFound(Refusal):
    pass


@strawberry.input(description="Where the page that saves a card leads back to.")
class SavePaymentMethodInput:
    account_id: strawberry.ID | None = described(_ACCOUNT, default=None)
    success_url: str | None = described(
        "Where to return after saving. Default: this service's page.", default=None
    )
    cancel_url: str | None = described("Where to return without saving.", default=None)


@strawberry.input(description="The saved card to remove.")
class RemovePaymentMethodInput:
    account_id: strawberry.ID | None = described(_ACCOUNT, default=None)
    payment_method_id: strawberry.ID = described("The card.")


@strawberry.input(description="The automatic top-up to set. An account has at most one.")
class SetAutoTopUpInput:
    account_id: strawberry.ID | None = described(_ACCOUNT, default=None)
    pack: str = described("The name of the pack to buy.")
    below: BigInt = described("Buy when fewer tokens than that are available; from 1.")
    max_per_month: int = described("How often at most in a month of the account, from 1 to 100.")


@strawberry.input(description="The account whose automatic top-up to remove.")
class RemoveAutoTopUpInput:
    account_id: strawberry.ID | None = described(_ACCOUNT, default=None)


@strawberry.type(description="The page that saves a card is ready. Nothing is paid there.")
class PaymentMethodStarted:
    url: str = described("Where to save the card.")


@strawberry.type(description="The card is not saved any more.")
class PaymentMethodRemoved:
    payment_method: PaymentMethod = described("The card that was removed.")


@strawberry.type(description="The top-up is set. Setting it again starts a stopped one.")
class AutoTopUpSet:
    auto_top_up: AutoTopUp = described("The top-up after it.")


@strawberry.type(description="There is no automatic top-up any more.")
class AutoTopUpRemoved:
    removed: bool = described("Whether it was removed just now; false: there was none.")


SavePaymentMethodResult = Annotated[
    PaymentMethodStarted | AccountNotFound | PaymentUnavailable | PaymentRefused,
    strawberry.union("SavePaymentMethodResult", description="The result of saving a card."),
]
RemovePaymentMethodResult = Annotated[
    PaymentMethodRemoved | PaymentMethodNotFound | AccountNotFound | PaymentUnavailable,
    strawberry.union("RemovePaymentMethodResult", description="The result of removing a card."),
]
SetAutoTopUpResult = Annotated[
    AutoTopUpSet | PackNotFound | PaymentMethodNotFound | AccountNotFound | PaymentUnavailable,
    strawberry.union("SetAutoTopUpResult", description="The result of setting a top-up."),
]
RemoveAutoTopUpResult = Annotated[
    AutoTopUpRemoved | AccountNotFound,
    strawberry.union("RemoveAutoTopUpResult", description="The result of removing a top-up."),
]
