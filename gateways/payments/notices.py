"""What an event tells us, in words of our own, and how to read the ids in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from billing.payments.packs import PaymentFacts
from billing.payments.subscription import SubscriptionFacts

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


def named(thing: Json, name: str) -> str | None:
    """What we wrote into the metadata; anyone else may write there too."""
    found = (thing.get("metadata") or {}).get(name)
    return found if isinstance(found, str) else None


def id_of(reference: Any) -> str | None:
    """A reference is an id, or the whole object where it was expanded."""
    found = reference.get("id") if isinstance(reference, Mapping) else reference
    return found if isinstance(found, str) else None


def time_of(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
