"""Events of the payment provider, reduced to what billing needs to know of them.

Every event a shop of packs and one subscription has to handle is here; any other is ignored.
Objects are read as plain JSON: an event may be older than the SDK's idea of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from billing.payments.packs import PaymentFacts, PaymentState, RefundState
from billing.payments.subscription import Snapshot, SubscriptionFacts, SubscriptionStatus
from gateways.payments.disputes import read_dispute

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PaymentNotice:
    """Something about a payment for a pack. `amount` (minor unit) and `currency` where it says
    that money came."""

    facts: PaymentFacts
    purchase_id: str | None = None
    session_id: str | None = None
    payment_intent: str | None = None
    amount: int | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class SubscriptionNotice:
    """Something about a subscription. `amount` (before discounts and taxes) and `currency` where
    an invoice was paid."""

    facts: SubscriptionFacts
    subscription_id: str | None = None
    session_id: str | None = None
    external_id: str | None = None
    amount: int | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class CustomerDeleted:
    customer_id: str


Notice = PaymentNotice | SubscriptionNotice | CustomerDeleted

_REFUNDS = {
    "succeeded": RefundState.SUCCEEDED,
    "failed": RefundState.FAILED,
    "canceled": RefundState.FAILED,
}
_SUBSCRIPTIONS = {
    "incomplete": SubscriptionStatus.PENDING,
    "incomplete_expired": SubscriptionStatus.EXPIRED,
    "trialing": SubscriptionStatus.ACTIVE,
    "active": SubscriptionStatus.ACTIVE,
    "past_due": SubscriptionStatus.PAST_DUE,
    "unpaid": SubscriptionStatus.UNPAID,
    "paused": SubscriptionStatus.PAUSED,
    "canceled": SubscriptionStatus.CANCELED,
}


def read_event(event: Json) -> Notice | None:
    """What the event tells; None for one that is not for us.

    Raises KeyError, TypeError, ValueError, AttributeError or OverflowError for an object that is
    not of the provider's shape.
    """
    kind: str = event["type"]
    thing: Json = event["data"]["object"]
    if kind.startswith("customer.subscription."):
        return _subscription(thing, int(event["created"]) * 1_000_000)
    if kind.startswith("charge.dispute."):
        return _dispute(kind.removeprefix("charge.dispute."), thing, int(event["created"]))
    if kind.startswith("invoice."):
        return _invoice(kind == "invoice.paid", thing)
    if kind.startswith("checkout.session."):
        return _session(kind.removeprefix("checkout.session."), thing)
    read = _READERS.get(kind)
    return read(thing) if read else None


def _session(kind: str, session: Json) -> Notice | None:
    if kind not in {"completed", "async_payment_succeeded", "async_payment_failed", "expired"}:
        return None
    if not isinstance(session["id"], str):
        raise TypeError("a session without an id")
    if session.get("mode") == "subscription":
        return SubscriptionNotice(
            _expired() if kind == "expired" else SubscriptionFacts(),
            subscription_id=_ours(session, "subscription_id"),
            session_id=session["id"],
            external_id=_id(session.get("subscription")),
        )
    state = PaymentState.PENDING
    if kind == "expired":
        state = PaymentState.EXPIRED
    elif kind == "async_payment_failed":
        state = PaymentState.FAILED
    elif session["payment_status"] in {"paid", "no_payment_required"}:
        state = PaymentState.PAID
    # Before tax and promotion codes: what the pack itself cost.
    subtotal = session.get("amount_subtotal")
    amount = session.get("amount_total") if subtotal is None else subtotal
    received = int(session.get("amount_total") or 0) if state is PaymentState.PAID else 0
    return PaymentNotice(
        PaymentFacts(state, received=received),
        purchase_id=_purchase(session),
        session_id=session["id"],
        payment_intent=_id(session.get("payment_intent")),
        amount=amount,
        currency=session.get("currency"),
    )


def _expired() -> SubscriptionFacts:
    return SubscriptionFacts(Snapshot(0, SubscriptionStatus.EXPIRED))


def _intent(succeeded: bool, intent: Json) -> Notice | None:
    purchase_id = _purchase(intent)
    if purchase_id is None:
        return None
    amount = int(intent["amount"])
    return PaymentNotice(
        PaymentFacts(PaymentState.PAID, received=amount)
        if succeeded
        else PaymentFacts(PaymentState.FAILED),
        purchase_id=purchase_id,
        payment_intent=intent["id"],
        amount=amount + _off(intent),
        currency=intent["currency"],
    )


def _off(intent: Json) -> int:
    """The discount less the tax, as far as the intent tells: what the pack cost beyond it."""
    details = intent.get("amount_details") or {}
    tax = (details.get("tax") or {}).get("total_tax_amount")
    return int(details.get("discount_amount") or 0) - int(tax or 0)


def _charge(charge: Json) -> Notice | None:
    intent = _id(charge.get("payment_intent"))
    if intent is None:
        return None
    refunds = (charge.get("refunds") or {}).get("data") or []
    facts = PaymentFacts(charge_refunded=int(charge["amount_refunded"]))
    for refund in refunds:
        facts = facts.merge(_refund_facts(refund))
    return PaymentNotice(facts, purchase_id=_purchase(charge), payment_intent=intent)


def _refund(refund: Json) -> Notice | None:
    intent = _id(refund.get("payment_intent"))
    if intent is None:
        return None
    purchase_id = _purchase(refund)
    return PaymentNotice(_refund_facts(refund), purchase_id=purchase_id, payment_intent=intent)


def refund_facts(refund_id: str, amount: int, status: str | None) -> PaymentFacts:
    """What one refund says; also of the answer to our own request for it."""
    state = _REFUNDS.get(status or "", RefundState.PENDING)
    return PaymentFacts(refunds={refund_id: (amount, state)})


def _refund_facts(refund: Json) -> PaymentFacts:
    return refund_facts(refund["id"], int(refund["amount"]), refund.get("status"))


def _dispute(kind: str, dispute: Json, said_at: int) -> Notice | None:
    intent = _id(dispute.get("payment_intent"))
    if intent is None:
        return None
    facts = PaymentFacts(disputes={dispute["id"]: read_dispute(kind, dispute, said_at)})
    return PaymentNotice(facts, purchase_id=_purchase(dispute), payment_intent=intent)


def _subscription(subscription: Json, said_at: int) -> Notice:
    status = _SUBSCRIPTIONS[subscription["status"]]
    if status is SubscriptionStatus.ACTIVE and subscription.get("pause_collection"):
        status = SubscriptionStatus.PAUSED
    items = (subscription.get("items") or {}).get("data") or []
    ends = [item.get("current_period_end") for item in items]
    ends.append(subscription.get("current_period_end"))
    snapshot = Snapshot(
        said_at=said_at,
        status=status,
        cancel_at_period_end=_cancels(subscription),
        period_end=_time(max((end for end in ends if end), default=None)),
        ended_at=_time(subscription.get("ended_at")),
    )
    return SubscriptionNotice(
        SubscriptionFacts(snapshot),
        subscription_id=_ours(subscription, "subscription_id"),
        external_id=subscription["id"],
    )


def _cancels(subscription: Json) -> bool:
    return bool(subscription.get("cancel_at_period_end") or subscription.get("cancel_at"))


def _invoice(paid: bool, invoice: Json) -> Notice | None:
    details = (invoice.get("parent") or {}).get("subscription_details") or {}
    external_id = _id(details.get("subscription") or invoice.get("subscription"))
    if external_id is None:
        return None
    notice = SubscriptionNotice(
        SubscriptionFacts(),
        subscription_id=_ours(details, "subscription_id"),
        external_id=external_id,
    )
    if not paid:
        # What follows for the subscription, its own events say.
        return notice
    lines = (invoice.get("lines") or {}).get("data") or []
    ends = [line["period"]["end"] for line in lines if line.get("period")]
    through = _time(max(ends, default=invoice.get("period_end")))
    subtotal = invoice.get("subtotal")
    received = PaymentFacts(PaymentState.PAID, received=int(invoice.get("amount_paid") or 0))
    name = _id(invoice.get("id"))
    return SubscriptionNotice(
        SubscriptionFacts(paid_through=through, invoices={name: received} if name else {}),
        subscription_id=notice.subscription_id,
        external_id=external_id,
        amount=invoice.get("amount_paid") if subtotal is None else subtotal,
        currency=invoice.get("currency"),
    )


def read_invoice_payment(invoice: Json, facts: PaymentFacts) -> SubscriptionNotice | None:
    """What became of the payment of an invoice; None where it is no subscription's."""
    notice, name = _invoice(False, invoice), _id(invoice.get("id"))
    if not isinstance(notice, SubscriptionNotice) or name is None:
        return None
    return replace(notice, facts=SubscriptionFacts(invoices={name: facts}))


_READERS: Mapping[str, Callable[[Json], Notice | None]] = {
    "payment_intent.succeeded": lambda intent: _intent(True, intent),
    "payment_intent.payment_failed": lambda intent: _intent(False, intent),
    "charge.refunded": _charge,
    "charge.refund.updated": _refund,
    "refund.created": _refund,
    "refund.updated": _refund,
    "refund.failed": _refund,
    "customer.deleted": lambda customer: CustomerDeleted(customer["id"]),
}


def _purchase(thing: Json) -> str | None:
    return _ours(thing, "purchase_id")


def _ours(thing: Json, name: str) -> str | None:
    """What we wrote into the metadata; anyone else may write there too."""
    found = (thing.get("metadata") or {}).get(name)
    return found if isinstance(found, str) else None


def _id(reference: Any) -> str | None:
    """References come as an id, or as the whole object where it was expanded."""
    found = reference.get("id") if isinstance(reference, Mapping) else reference
    return found if isinstance(found, str) else None


def _time(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
