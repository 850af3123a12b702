"""Events about subscriptions to plans: the subscriptions themselves, and their invoices."""

from __future__ import annotations

from dataclasses import replace

from billing.payments.packs import PaymentFacts
from billing.payments.subscription import Snapshot, SubscriptionFacts, SubscriptionStatus
from gateways.payments.notices import Json, SubscriptionNotice, id_of, named, time_of
from gateways.payments.units import from_provider, payment_of

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


def read_plan_session(kind: str, session: Json) -> SubscriptionNotice:
    """The checkout of a plan; `kind` is how the event `checkout.session.<kind>` ends."""
    expired = SubscriptionFacts(Snapshot(0, SubscriptionStatus.EXPIRED))
    return SubscriptionNotice(
        expired if kind == "expired" else SubscriptionFacts(),
        subscription_id=named(session, "subscription_id"),
        session_id=session["id"],
        external_id=id_of(session.get("subscription")),
        customer_id=id_of(session.get("customer")),
        names_owner=True,
    )


def read_subscription(subscription: Json, said_at: int) -> SubscriptionNotice:
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
        period_end=time_of(max((end for end in ends if end), default=None)),
        ended_at=time_of(subscription.get("ended_at")),
    )
    return SubscriptionNotice(
        SubscriptionFacts(snapshot),
        subscription_id=named(subscription, "subscription_id"),
        external_id=subscription["id"],
        customer_id=id_of(subscription.get("customer")),
        names_owner=True,
    )


def _cancels(subscription: Json) -> bool:
    return bool(subscription.get("cancel_at_period_end") or subscription.get("cancel_at"))


def read_invoice(paid: bool, invoice: Json) -> SubscriptionNotice | None:
    details = (invoice.get("parent") or {}).get("subscription_details") or {}
    external_id = id_of(details.get("subscription") or invoice.get("subscription"))
    if external_id is None:
        return None
    notice = SubscriptionNotice(
        SubscriptionFacts(),
        subscription_id=named(details, "subscription_id"),
        external_id=external_id,
        customer_id=id_of(invoice.get("customer")),
        # Older versions of the API don't repeat the subscription's metadata in its invoices.
        names_owner=isinstance(details.get("metadata"), dict),
    )
    if not paid:
        # What follows for the subscription, its own events say.
        return notice
    lines = (invoice.get("lines") or {}).get("data") or []
    ends = [line["period"]["end"] for line in lines if line.get("period")]
    through = time_of(max(ends, default=invoice.get("period_end")))
    charged, currency = int(invoice.get("amount_paid") or 0), invoice.get("currency")
    subtotal = invoice.get("subtotal")
    received = payment_of(from_provider(charged, currency or ""), charged)
    name = id_of(invoice.get("id"))
    return replace(
        notice,
        facts=SubscriptionFacts(paid_through=through, invoices={name: received} if name else {}),
        amount=from_provider(charged if subtotal is None else int(subtotal), currency or ""),
        currency=currency,
    )


def read_invoice_payment(invoice: Json, facts: PaymentFacts) -> SubscriptionNotice | None:
    """What became of the payment of an invoice; None where it is no subscription's."""
    notice, name = read_invoice(False, invoice), id_of(invoice.get("id"))
    if notice is None or name is None:
        return None
    return replace(notice, facts=SubscriptionFacts(invoices={name: facts}))
