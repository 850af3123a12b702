"""Refusals of purchases and subscriptions."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PackNotFound:
    pack: str
    code = "PACK_NOT_FOUND"

    @property
    def message(self) -> str:
        return f"There is no pack named {self.pack!r} in the catalog."


@dataclass(frozen=True, slots=True)
class PlanNotFound:
    plan: str
    code = "PLAN_NOT_FOUND"

    @property
    def message(self) -> str:
        return f"There is no plan named {self.plan!r} that can be subscribed to."


@dataclass(frozen=True, slots=True)
class PurchaseNotFound:
    purchase_id: str
    code = "PURCHASE_NOT_FOUND"

    @property
    def message(self) -> str:
        return f"There is no purchase {self.purchase_id!r}."


@dataclass(frozen=True, slots=True)
class PurchaseNotRefundable:
    reason: str
    code = "PURCHASE_NOT_REFUNDABLE"

    @property
    def message(self) -> str:
        return self.reason


@dataclass(frozen=True, slots=True)
class AlreadySubscribed:
    plan: str
    code = "ALREADY_SUBSCRIBED"

    @property
    def message(self) -> str:
        return f"The account is subscribed to {self.plan} already."


@dataclass(frozen=True, slots=True)
class PlanNotForAccount:
    plan: str
    for_teams: bool
    code = "PLAN_NOT_FOR_ACCOUNT"

    @property
    def message(self) -> str:
        if self.for_teams:
            return (
                f"{self.plan} is for families and teams: create one, and buy the plan for it, or "
                "give it your plan."
            )
        return f"{self.plan} is not for this account."


@dataclass(frozen=True, slots=True)
class SeatsNotPossible:
    message: str
    code = "SEATS_NOT_POSSIBLE"


@dataclass(frozen=True, slots=True)
class NothingToChange:
    code = "NOTHING_TO_CHANGE"
    message = "The account has this plan with these seats, or will have it after this period."


@dataclass(frozen=True, slots=True)
class ChangePending:
    plan: str
    code = "CHANGE_PENDING"

    @property
    def message(self) -> str:
        return (
            f"The subscription changes to {self.plan} at the end of its period. Take that back "
            "first."
        )


@dataclass(frozen=True, slots=True)
class SubscriptionNotPaid:
    code = "SUBSCRIPTION_NOT_PAID"
    message = "The present period of the subscription is not paid, so its plan cannot be changed."


@dataclass(frozen=True, slots=True)
class PaymentDeclined:
    code = "PAYMENT_DECLINED"
    message = "The payment was declined, and nothing has changed."


@dataclass(frozen=True, slots=True)
class SubscriptionNotFound:
    code = "SUBSCRIPTION_NOT_FOUND"
    message = "The account has no subscription that can be changed."


@dataclass(frozen=True, slots=True)
class PaymentMethodNotFound:
    """The account has no such saved card, or none at all (None)."""

    payment_method_id: str | None
    code = "PAYMENT_METHOD_NOT_FOUND"

    @property
    def message(self) -> str:
        if self.payment_method_id is None:
            return "The account has no saved card. Save one first."
        return f"The account has no saved card {self.payment_method_id!r}."


@dataclass(frozen=True, slots=True)
class PaymentUnavailable:
    code = "PAYMENT_UNAVAILABLE"
    message = "Payments are not available right now. Repeat the request with the same key."


@dataclass(frozen=True, slots=True)
class PaymentRefused:
    code = "PAYMENT_REFUSED"
    message = (
        "The payment provider refuses this request. Repeating it does not help: the operator of "
        "this service finds the reason in its log."
    )


PaymentRefusal = (
    PackNotFound
    | PlanNotFound
    | PurchaseNotFound
    | PurchaseNotRefundable
    | AlreadySubscribed
    | PlanNotForAccount
    | SeatsNotPossible
    | NothingToChange
    | ChangePending
    | SubscriptionNotPaid
    | PaymentDeclined
    | SubscriptionNotFound
    | PaymentMethodNotFound
    | PaymentUnavailable
    | PaymentRefused
)
