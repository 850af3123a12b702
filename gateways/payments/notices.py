"""The content of an event in our own terms, and how to read the ids in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from billing.payments.packs import PaymentFacts, PaymentState
from billing.payments.subscription import SubscriptionFacts

Json = Mapping[str, Any]

_OUR_NAME = re.compile(r"[!-~]{1,40}")
"""Ids of our purchases and subscriptions. The database keeps no longer ones."""


@dataclass(frozen=True, slots=True)
class PaymentNotice:
    """Something about a payment for a pack.

    `amount` (minor unit) and `currency` are what the pack cost, where it says that money came. A
    payment intent is `tentative`: what it was reduced or raised by, only its session knows.
    `missing` is what it should have brought, as charged, and did not. `names_owner`: if it is of
    ours, it has our name for it, or an id that we know.
    """

    facts: PaymentFacts
    purchase_id: str | None = None
    session_id: str | None = None
    payment_intent: str | None = None
    amount: int | None = None
    currency: str | None = None
    tentative: bool = False
    missing: int = 0
    customer_id: str | None = None
    names_owner: bool = False

    @property
    def moves_money(self) -> bool:
        """Whether money came or went, or is disputed."""
        facts = self.facts
        went = facts.charge_refunded or facts.refunds or facts.disputes
        return bool(facts.state is PaymentState.PAID or went)


@dataclass(frozen=True, slots=True)
class SubscriptionNotice:
    """Something about a subscription. `currency` (lower case) where an invoice was paid.
    `names_owner` as above."""

    facts: SubscriptionFacts
    subscription_id: str | None = None
    session_id: str | None = None
    external_id: str | None = None
    currency: str | None = None
    customer_id: str | None = None
    names_owner: bool = False


@dataclass(frozen=True, slots=True)
class CustomerDeleted:
    customer_id: str


Notice = PaymentNotice | SubscriptionNotice | CustomerDeleted


def named(thing: Json, name: str) -> str | None:
    """Return the name that we wrote into the metadata.

    Others may write there too, even texts that cannot be a name of ours.
    """
    found = (thing.get("metadata") or {}).get(name)
    return found if isinstance(found, str) and _OUR_NAME.fullmatch(found) else None


def id_of(reference: Any) -> str | None:
    """A reference is an id, or the whole object where it was expanded."""
    found = reference.get("id") if isinstance(reference, Mapping) else reference
    return found if isinstance(found, str) else None


def time_of(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
