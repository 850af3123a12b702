"""The content of an event in our own terms, and the reading of its ids."""

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
"""Ids of our purchases and subscriptions. The database stores no longer ones."""


@dataclass(frozen=True, slots=True)
class PaymentNotice:
    """The content of an event about a payment for a pack.

    `amount` (minor unit) and `currency` are the price of the pack, if the event reports a payment.
    A payment intent is `tentative`: only its session knows discounts and taxes. `missing` is the
    unpaid part, as charged. `names_owner` means that an event about our own payment would contain
    our name for it, or an id that we know.
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
        """Whether money was paid or returned, or is disputed."""
        facts = self.facts
        went = facts.charge_refunded or facts.refunds or facts.disputes
        return bool(facts.state is PaymentState.PAID or went)


@dataclass(frozen=True, slots=True)
class SubscriptionNotice:
    """The content of an event about a subscription. `currency` (lower case) is set if an invoice
    was paid. `names_owner` is as in `PaymentNotice`."""

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
    """Return our name from the metadata.

    Other programs may write there too, even texts that cannot be a name of ours.
    """
    found = (thing.get("metadata") or {}).get(name)
    return found if isinstance(found, str) and _OUR_NAME.fullmatch(found) else None


def id_of(reference: Any) -> str | None:
    """Return the id in a reference, which is an id or the whole expanded object."""
    found = reference.get("id") if isinstance(reference, Mapping) else reference
    return found if isinstance(found, str) else None


def time_of(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
