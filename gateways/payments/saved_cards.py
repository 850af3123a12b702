"""Saved cards: the requests to save one and to charge it, and what the provider tells of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gateways.payments.checkouts import Checkout
from gateways.payments.notices import Json
from gateways.payments.units import to_provider

CARDS_MAX = 20
"""The most cards that are shown of a customer."""


@dataclass(frozen=True, slots=True)
class SavedCard:
    """A card of a customer at the provider. Its number stays there."""

    id: str
    customer_id: str | None
    brand: str
    last4: str
    exp_month: int
    exp_year: int


@dataclass(frozen=True, slots=True)
class Charge:
    """A charge of a saved card, without its owner: parameters, and the idempotency key."""

    params: dict[str, Any]
    key: str


def setup_checkout(
    customer_id: str, *, currency: str, success_url: str, cancel_url: str | None, key: str
) -> Checkout:
    """Return the request for a page that saves a card for payments in a currency. Nothing is paid
    there."""
    params: dict[str, Any] = {
        "mode": "setup",
        "customer": customer_id,
        "currency": currency.lower(),
        "success_url": success_url,
    }
    if cancel_url:
        params["cancel_url"] = cancel_url
    return Checkout(params, f"setup:{key}")


def saved_charge(
    purchase_id: str, customer_id: str, card_id: str, *, amount: int, currency: str
) -> Charge:
    """Return the request that charges a purchase to a saved card. `amount` is in the minor unit of
    `currency`. There is one key per purchase, so it is charged once, whatever is repeated."""
    params: dict[str, Any] = {
        "amount": to_provider(amount, currency),
        "currency": currency.lower(),
        "customer": customer_id,
        "payment_method": card_id,
        "off_session": True,
        "confirm": True,
        "metadata": {"purchase_id": purchase_id},
    }
    return Charge(params, f"charge:{purchase_id}")


def card_of(method: Json) -> SavedCard:
    """Return a card from the provider's payment method."""
    card = method["card"]
    return SavedCard(
        id=method["id"],
        customer_id=method.get("customer"),
        brand=str(card["brand"]),
        last4=str(card["last4"]),
        exp_month=int(card["exp_month"]),
        exp_year=int(card["exp_year"]),
    )
