"""Payment intents, their charges and the effects on the account's balance.

An intent is created at the buyer's first attempt to pay, and tried again until it succeeds.
"""

from __future__ import annotations

from sandbox.objects import blanks
from sandbox.objects.charges import balance, fee, new_charge
from sandbox.world.act import Act
from sandbox.world.errors import Json
from sandbox.world.ids import new_id, random_text

DECLINED = "Your card was declined."


def intend(
    act: Act, *, amount: int, currency: str, customer: str | None, method: str, given: Json
) -> Json:
    """Create an intent. `given` are the parameters of the buyer's page: metadata, receipt_email
    …"""
    name = new_id("payment_intent")
    texts = ("description", "receipt_email", "setup_future_usage", "statement_descriptor")
    intent = act.add(
        "payment_intent",
        id=name,
        **blanks.intent(),
        **{field: given.get(field) for field in texts},
        amount=amount,
        client_secret=f"{name}_secret_{random_text(25)}",
        currency=currency,
        customer=customer,
        metadata=given.get("metadata", {}),
        payment_method=method,
    )
    act.emit("payment_intent.created", intent)
    return intent


def succeed(act: Act, intent: Json) -> Json:
    """Mark an intent as paid, also after `process`."""
    charge = _pending(act, intent) or new_charge(act, intent, "succeeded")
    funds = balance(act, charge, amount=charge["amount"], fee=fee(charge["amount"]), kind="charge")
    fields: Json = {"status": "succeeded", "paid": True, "captured": True}
    fields |= {"amount_captured": charge["amount"], "balance_transaction": funds["id"]}
    act.change(charge, "charge.succeeded", **fields)
    done: Json = {"status": "succeeded", "amount_received": intent["amount"]}
    done |= {"latest_charge": charge["id"], "last_payment_error": None}
    return act.change(intent, "payment_intent.succeeded", **done)


def process(act: Act, intent: Json) -> Json:
    """Mark the money as on its way, for example by a bank's direct debit."""
    charge = new_charge(act, intent, "pending")
    act.emit("charge.pending", charge)
    fields: Json = {"status": "processing", "latest_charge": charge["id"]}
    return act.change(intent, "payment_intent.processing", **fields)


def fail(act: Act, intent: Json) -> Json:
    """Mark an intent as declined. It may be tried again."""
    charge = _pending(act, intent) or new_charge(act, intent, "failed")
    outcome = {**charge["outcome"], "network_status": "declined_by_network"}
    outcome |= {"reason": "generic_decline", "seller_message": DECLINED, "type": "issuer_declined"}
    fields: Json = {"status": "failed", "paid": False, "outcome": outcome}
    fields |= {"failure_code": "card_declined", "failure_message": DECLINED}
    act.change(charge, "charge.failed", **fields)
    return act.change(
        intent,
        "payment_intent.payment_failed",
        status="requires_payment_method",
        latest_charge=charge["id"],
        last_payment_error=declined(charge),
    )


def declined(charge: Json) -> Json:
    return {
        "charge": charge["id"],
        "code": "card_declined",
        "decline_code": "generic_decline",
        "message": DECLINED,
        "type": "card_error",
    }


def cancel(act: Act, intent: Json, *, reason: str) -> Json:
    fields: Json = {"status": "canceled", "canceled_at": act.now, "cancellation_reason": reason}
    return act.change(intent, "payment_intent.canceled", **fields)


def _pending(act: Act, intent: Json) -> Json | None:
    latest = intent["latest_charge"] and act.get("charge", intent["latest_charge"])
    return latest if latest and latest["status"] == "pending" else None
