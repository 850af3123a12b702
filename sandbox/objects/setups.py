"""Saving a card for later payments: checkouts in setup mode, setup intents, and the cards of
customers."""

from __future__ import annotations

from sandbox.objects import cards, customers
from sandbox.world.act import Act
from sandbox.world.errors import ApiError, Json, missing
from sandbox.world.ids import new_id, random_text

EMPTY = """
    application attach_to_self automatic_payment_methods cancellation_reason
    excluded_payment_method_types flow_directions last_setup_error latest_attempt mandate
    next_action on_behalf_of payment_method payment_method_configuration_details
    single_use_mandate customer_account description
"""


def intend(act: Act, given: Json) -> Json:
    """Return the setup intent of a checkout."""
    if "customer" not in given:
        raise missing("customer")
    name = new_id("setup_intent")
    intent = act.add(
        "setup_intent",
        **dict.fromkeys(EMPTY.split()),
        id=name,
        client_secret=f"{name}_secret_{random_text(25)}",
        customer=given["customer"],
        managed_payments={"enabled": False},
        metadata=given.get("setup_intent_data", {}).get("metadata", {}),
        payment_method_options={},
        payment_method_types=["card"],
        status="requires_payment_method",
        usage="off_session",
    )
    act.emit("setup_intent.created", intent)
    return intent


def save(act: Act, session: Json, kind: str) -> Json:
    """Complete a checkout in setup mode with one of `cards.SAVED`. A second call changes
    nothing."""
    if session["status"] == "complete":
        return session
    if session["status"] != "open" or session["mode"] != "setup":
        raise ApiError("No card can be saved here.", param="session")
    customer = customers.living(act, session["customer"])
    method = cards.card(act, customer, customer["email"], last4=cards.SAVED[kind])
    intent = act.get("setup_intent", session["setup_intent"])
    done: Json = {"status": "succeeded", "payment_method": method["id"]}
    act.change(intent, "setup_intent.succeeded", **done)
    fields: Json = {"status": "complete", "payment_status": "no_payment_required", "url": None}
    return act.change(session, "checkout.session.completed", **fields, _due=None, _awaits=False)


def attach(act: Act, given: Json, name: str) -> Json:
    method = act.get("payment_method", name)
    if "customer" not in given:
        raise missing("customer")
    customer = customers.living(act, given["customer"], param="customer")
    if method["customer"] not in {None, customer["id"]}:
        raise ApiError("The payment method you provided has already been attached to a customer.")
    return act.change(method, "payment_method.attached", customer=customer["id"])


def detach(act: Act, _: Json, name: str) -> Json:
    method = act.get("payment_method", name)
    if method["customer"] is None:
        message = "The payment method you provided is not attached to a customer"
        raise ApiError(f"{message} so detachment is impossible.")
    return act.change(method, "payment_method.detached", customer=None)
