"""The outcomes of a checkout: paid, paid later, declined. `sessions` starts a checkout."""

from __future__ import annotations

from sandbox.objects import cards, collection, coupons, customers, payments, renewals, subscriptions
from sandbox.world.act import Act
from sandbox.world.errors import ApiError, Json

EMAIL = "buyer@example.com"
"""The e-mail address of a buyer without one, because the page does not ask for it."""


def pay(act: Act, session: Json, *, later: bool = False) -> Json:
    """Complete the session. With `later`, the money is only on its way. A second call changes
    nothing."""
    if session["status"] == "complete":
        return session
    _require_open(session)
    if session["mode"] == "subscription":
        return _subscribe(act, session, later=later)
    status = "unpaid" if later else "paid"
    if session["amount_total"] == 0:
        status = "no_payment_required"
    else:
        intent = _intent(act, session)
        (payments.process if later else payments.succeed)(act, intent)
    return _complete(act, session, status)


def decline(act: Act, session: Json) -> Json:
    """Decline the card. The page stays open for another attempt."""
    _require_open(session)
    if session["amount_total"]:
        payments.fail(act, _intent(act, session))
    return act.change(session, _declined=True)


def arrive(act: Act, session: Json, *, succeeded: bool) -> Json:
    """Finish a payment that was on its way."""
    if not session.get("_awaits"):
        raise ApiError("This session awaits no payment.", param="session")
    if session["invoice"]:
        collection.arrived(act, act.get("invoice", session["invoice"]), succeeded=succeeded)
    else:
        intent = act.get("payment_intent", session["payment_intent"])
        (payments.succeed if succeeded else payments.fail)(act, intent)
    ending = "succeeded" if succeeded else "failed"
    status = "paid" if succeeded else "unpaid"
    event = f"checkout.session.async_payment_{ending}"
    return act.change(session, event, payment_status=status, _awaits=False)


def _require_open(session: Json) -> None:
    if session["mode"] == "setup":
        raise ApiError("Nothing can be paid here.", param="session")
    if session["status"] != "open":
        raise ApiError(f"This checkout is {session['status']}.", param="session")


def _buyer(act: Act, session: Json) -> Json | None:
    """Return the session's customer. A guest who pays once needs none."""
    if session["customer"] is None and session["customer_creation"] == "if_required":
        return None
    customer = customers.buyer(act, session["customer"], _email(session))
    act.change(session, customer=customer["id"])
    return customer


def _email(session: Json) -> str:
    return session["customer_email"] or EMAIL


def _intent(act: Act, session: Json) -> Json:
    """Return the session's intent, which is made at the first attempt."""
    if session["payment_intent"]:
        return act.get("payment_intent", session["payment_intent"])
    customer = _buyer(act, session)
    email = (customer or {}).get("email") or _email(session)
    # As with Stripe, a card that pays at a checkout is saved only if that was asked for.
    saved = session["_payment"].get("setup_future_usage") is not None
    method = cards.card(act, customer, email, saved=saved)
    intent = payments.intend(
        act,
        amount=session["amount_total"],
        currency=session["currency"],
        customer=customer["id"] if customer else None,
        method=method["id"],
        given=session["_payment"],
    )
    act.change(session, payment_intent=intent["id"])
    return intent


def _subscribe(act: Act, session: Json, *, later: bool) -> Json:
    customer = _buyer(act, session) or {}
    method = cards.card(act, customer, customer["email"] or _email(session))
    lines = session["_lines"]
    tax = {name: session["automatic_tax"][name] for name in ("enabled", "liability")}
    subscription = subscriptions.build(
        act,
        [line for line in lines if line["price"]["recurring"]],
        customer=customer["id"],
        method=method["id"],
        given=session["_subscription"],
        tax={**tax, "disabled_reason": None},
    )
    for applied in session["discounts"] or []:
        coupons.redeem(act, subscription, applied["coupon"])
    once = [line for line in lines if not line["price"]["recurring"]]
    extras = [{"price": line["price"], "quantity": line["quantity"]} for line in once]
    invoice = renewals.start(act, subscription, extras, paid=not later)
    free = invoice["amount_due"] == 0
    act.change(session, subscription=subscription["id"], invoice=invoice["id"])
    status = "unpaid" if later else "paid"
    return _complete(act, session, "no_payment_required" if free else status)


def _complete(act: Act, session: Json, payment_status: str) -> Json:
    customer = session["customer"] and act.get("customer", session["customer"])
    known = customer or {}
    tax = session["automatic_tax"]
    details: Json = {
        "address": known.get("address"),
        "business_name": None,
        "email": known.get("email") or _email(session),
        "individual_name": None,
        "name": known.get("name"),
        "phone": known.get("phone"),
        "tax_exempt": "none",
        "tax_ids": [],
    }
    fields: Json = {"status": "complete", "payment_status": payment_status, "url": None}
    fields |= {"customer_details": details, "_due": None, "_awaits": payment_status == "unpaid"}
    if tax["enabled"]:
        fields["automatic_tax"] = {**tax, "status": "complete"}
    return act.change(session, "checkout.session.completed", **fields)
