"""Events of the payment provider, reduced to the data that billing needs.

This module reads every event that a shop of packs and one subscription has to handle, and ignores
the others. Objects are read as plain JSON, because an event may be older than the SDK's types.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gateways.payments.notices import CustomerDeleted, Json, Notice, named
from gateways.payments.payment_events import (
    read_charge,
    read_disputed,
    read_intent,
    read_refund,
    read_session,
)
from gateways.payments.subscription_events import (
    read_invoice,
    read_plan_session,
    read_subscription,
)

_OUR_NAMES = ("purchase_id", "subscription_id")
_TELL_OWNER = ("checkout.session.", "payment_intent.", "customer.subscription.")
_SESSIONS = {"completed", "async_payment_succeeded", "async_payment_failed", "expired"}


def read_event(event: Json) -> Notice | None:
    """Return the content of the event, or None if it is not for us.

    Raises KeyError, TypeError, ValueError, AttributeError or OverflowError for an object that does
    not have the provider's format.
    """
    kind: str = event["type"]
    thing: Json = event["data"]["object"]
    if kind.startswith("customer.subscription."):
        return read_subscription(thing, int(event["created"]) * 1_000_000)
    if kind.startswith("charge.dispute."):
        return read_disputed(kind.removeprefix("charge.dispute."), thing, int(event["created"]))
    if kind.startswith("invoice."):
        return read_invoice(kind.removeprefix("invoice."), thing)
    if kind.startswith("checkout.session."):
        return _session(kind.removeprefix("checkout.session."), thing)
    read = _READERS.get(kind)
    return read(thing) if read else None


def owner_names(event: Json) -> Mapping[str, str | None] | None:
    """Return our names for a purchase and a subscription in an object that always has them if it is
    ours; None for an event of another kind."""
    if not event["type"].startswith(_TELL_OWNER):
        return None
    thing = event["data"]["object"]
    if not isinstance(thing.get("metadata"), Mapping):
        return dict.fromkeys(_OUR_NAMES)
    return {name: named(thing, name) for name in _OUR_NAMES}


def _session(kind: str, session: Json) -> Notice | None:
    if kind not in _SESSIONS:
        return None
    if not isinstance(session["id"], str):
        raise TypeError("a session without an id")
    if session.get("mode") == "setup":
        # A card was saved; nothing was paid.
        return None
    plan = session.get("mode") == "subscription"
    return read_plan_session(kind, session) if plan else read_session(kind, session)


_READERS: Mapping[str, Callable[[Json], Notice | None]] = {
    "payment_intent.succeeded": lambda intent: read_intent(True, intent),
    "payment_intent.payment_failed": lambda intent: read_intent(False, intent),
    "charge.refunded": read_charge,
    "charge.refund.updated": read_refund,
    "refund.created": read_refund,
    "refund.updated": read_refund,
    "refund.failed": read_refund,
    "customer.deleted": lambda customer: CustomerDeleted(customer["id"]),
}
