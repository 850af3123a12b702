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
class SubscriptionNotFound:
    code = "SUBSCRIPTION_NOT_FOUND"
    message = "The account has no subscription that can be changed."


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
    | SubscriptionNotFound
    | PaymentUnavailable
    | PaymentRefused
)
