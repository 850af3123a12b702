"""Payment intents, their charges and the effects on the account's balance.

An intent is created at the buyer's first attempt to pay, and tried again until it succeeds.
"""

from __future__ import annotations

from sandbox.objects import blanks
from sandbox.objects.charges import balance, fee, new_charge
from sandbox.world.act import Act, public
from sandbox.world.errors import ApiError, Declined, Json, missing
from sandbox.world.ids import new_id, random_text

DECLINED = "Your card was declined."
ASKING = (
    "Your card was declined. This transaction requires authentication. Please try your card again "
    "and complete authentication when prompted."
)
PROBLEMS = {"3184": ("authentication_required", ASKING), "0341": ("card_declined", DECLINED)}
"""The codes and messages for saved cards that cannot be charged, by their last digits."""


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


def charge_saved(act: Act, given: Json) -> Json:
    """Charge a saved card at once, while its owner is away. Raises Declined, which keeps the intent
    and its charge."""
    for name in ("customer", "payment_method"):
        if name not in given:
            raise missing(name)
    if not (given.get("confirm") and given.get("off_session") is True):
        message = "The sandbox makes payment intents with `confirm` and `off_session` only"
        raise ApiError(message, code="sandbox_unsupported", param="off_session")
    method = act.get("payment_method", given["payment_method"], param="payment_method")
    if method["customer"] != given["customer"]:
        message = "The PaymentMethod does not belong to the Customer you supplied."
        raise ApiError(message, param="payment_method")
    asked = {name: given[name] for name in ("amount", "currency", "customer")}
    intent = intend(act, **asked, method=method["id"], given=given)
    problem = PROBLEMS.get(method["card"]["last4"])
    if problem is None:
        return succeed(act, intent)
    fail(act, intent, problem)
    code, message = problem
    raise Declined(message, code=code, payment_intent=public(intent))


def fail(act: Act, intent: Json, problem: tuple[str, str] | None = None) -> Json:
    """Mark an intent as declined. It may be tried again."""
    code, message = problem or ("card_declined", DECLINED)
    charge = _pending(act, intent) or new_charge(act, intent, "failed")
    outcome = {**charge["outcome"], "network_status": "declined_by_network"}
    outcome |= {"reason": "generic_decline", "seller_message": DECLINED, "type": "issuer_declined"}
    fields: Json = {"status": "failed", "paid": False, "outcome": outcome}
    fields |= {"failure_code": code, "failure_message": message}
    act.change(charge, "charge.failed", **fields)
    return act.change(
        intent,
        "payment_intent.payment_failed",
        status="requires_payment_method",
        latest_charge=charge["id"],
        last_payment_error={**declined(charge), "code": code, "message": message},
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
