"""Charges: one for each attempt to pay, and their effect on the account's balance."""

from __future__ import annotations

from typing import Any

from sandbox.objects.cards import PLASTIC
from sandbox.world.act import Act
from sandbox.world.errors import Json

FEE_FIXED, FEE_PER_MILLE = 30, 29
"""Stripe's standard fee for a card payment: 2.9 % and 30 minor units."""
DESCRIPTOR = "YUMI SANDBOX"


def new_charge(act: Act, intent: Json, status: str) -> Json:
    """Return an attempt to pay an intent, without an event."""
    method = act.get("payment_method", intent["payment_method"])
    return act.add(
        "charge",
        **_same(intent),
        **_undecided(),
        billing_details=method["billing_details"],
        payment_intent=intent["id"],
        payment_method_details={
            "card": _card(intent["amount"], method["card"]["last4"]),
            "type": "card",
        },
        status=status,
    )


def _same(intent: Json) -> Json:
    """Return the fields that a charge takes from its intent."""
    names = ("amount", "currency", "customer", "description", "metadata", "on_behalf_of")
    more = ("payment_method", "receipt_email", "shipping", "statement_descriptor")
    rest = ("application", "application_fee_amount", "statement_descriptor_suffix", "review")
    last = ("transfer_data", "transfer_group")
    return {name: intent[name] for name in (*names, *more, *rest, *last)}


def _undecided() -> Json:
    return {
        "amount_captured": 0,
        "amount_refunded": 0,
        "application_fee": None,
        "balance_transaction": None,
        "calculated_statement_descriptor": DESCRIPTOR,
        "captured": False,
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "fraud_details": {},
        "outcome": {
            "advice_code": None,
            "network_advice_code": None,
            "network_decline_code": None,
            "network_status": "approved_by_network",
            "reason": None,
            "risk_level": "normal",
            "seller_message": "Payment complete.",
            "type": "authorized",
        },
        "paid": False,
        "radar_options": {},
        "receipt_number": None,
        "receipt_url": None,
        "refunded": False,
        "source": None,
        "source_transfer": None,
    }


def _card(amount: int, last4: str) -> Json:
    unavailable: Any = {"status": "unavailable"}
    return {
        **PLASTIC,
        "last4": last4,
        "amount_authorized": amount,
        "authorization_code": None,
        "extended_authorization": {"status": "disabled"},
        "incremental_authorization": unavailable,
        "installments": None,
        "mandate": None,
        "multicapture": unavailable,
        "network": "visa",
        "network_token": {"used": False},
        "network_transaction_id": None,
        "overcapture": {"maximum_amount_capturable": amount, **unavailable},
        "three_d_secure": None,
    }


def fee(amount: int) -> int:
    return FEE_FIXED + (amount * FEE_PER_MILLE + 500) // 1_000


def balance(act: Act, source: Json, *, amount: int, fee: int = 0, kind: str) -> Json:
    """Return a change of the account's balance: `amount` in, minus `fee`."""
    detail = {"amount": fee, "application": None, "currency": source["currency"]}
    detail |= {"description": "Stripe processing fees", "type": "stripe_fee"}
    return act.add(
        "balance_transaction",
        amount=amount,
        available_on=act.now,
        balance_type="payments",
        currency=source["currency"],
        description=None,
        exchange_rate=None,
        fee=fee,
        fee_details=[detail] if fee else [],
        net=amount - fee,
        reporting_category="dispute" if kind == "adjustment" else kind,
        source=source["id"],
        status="available",
        type=kind,
    )
