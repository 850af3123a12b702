"""The card for all payments in the sandbox, and those that can be saved."""

from __future__ import annotations

from sandbox.world.act import Act
from sandbox.world.errors import Json
from sandbox.world.fields import address

FINGERPRINT = "sandbox000000000"
CHECKS = {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"}
PLASTIC: Json = {
    "brand": "visa",
    "checks": CHECKS,
    "country": "US",
    "exp_month": 12,
    "exp_year": 2099,
    "fingerprint": FINGERPRINT,
    "funding": "credit",
    "last4": "4242",
    "regulated_status": "unregulated",
    "wallet": None,
}
"""The common fields of a card in a payment method and in a charge."""

SAVED = {"save": "4242", "save-asking": "3184", "save-declined": "0341"}
"""The last digits of the cards that can be saved, by the button that saves them. They are those of
Stripe's test cards: one that pays, one that its bank wants to confirm each time, and one that is
declined."""


def card(
    act: Act, customer: Json | None, email: str | None, *, last4: str = "4242", saved: bool = True
) -> Json:
    """Return a payment method. It is attached to its customer, if there is one, unless it is not
    `saved`: then it pays once."""
    owner = customer if saved else None
    method = act.add(
        "payment_method",
        allow_redisplay="unspecified",
        billing_details=billing_details(email, customer),
        card={
            **PLASTIC,
            "fingerprint": f"{FINGERPRINT[:-4]}{last4}",
            "last4": last4,
            "display_brand": "visa",
            "generated_from": None,
            "networks": {"available": ["visa"], "preferred": None},
            "three_d_secure_usage": {"supported": True},
        },
        customer=owner and owner["id"],
        customer_account=None,
        metadata={},
        type="card",
    )
    if owner:
        act.emit("payment_method.attached", method)
    return method


def billing_details(email: str | None, customer: Json | None) -> Json:
    known = customer or {}
    return {
        "address": known.get("address") or address({"country": "US"}),
        "email": email,
        "name": known.get("name"),
        "phone": known.get("phone"),
        "tax_id": None,
    }
