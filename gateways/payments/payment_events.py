"""Events about payments of packs: sessions, payment intents, charges, refunds, disputes."""

from __future__ import annotations

from billing.payments.packs import PaymentFacts, PaymentState, RefundState
from gateways.payments.disputes import read_dispute
from gateways.payments.notices import Json, PaymentNotice, id_of, named

_REFUNDS = {
    "succeeded": RefundState.SUCCEEDED,
    "failed": RefundState.FAILED,
    "canceled": RefundState.FAILED,
}


def read_session(kind: str, session: Json) -> PaymentNotice:
    """The checkout of a pack; `kind` is how the event `checkout.session.<kind>` ends."""
    state = PaymentState.PENDING
    if kind == "expired":
        state = PaymentState.EXPIRED
    elif kind == "async_payment_failed":
        state = PaymentState.FAILED
    elif session["payment_status"] in {"paid", "no_payment_required"}:
        state = PaymentState.PAID
    # Before tax and promotion codes: what the pack itself cost.
    subtotal = session.get("amount_subtotal")
    amount = session.get("amount_total") if subtotal is None else subtotal
    received = int(session.get("amount_total") or 0) if state is PaymentState.PAID else 0
    return PaymentNotice(
        PaymentFacts(state, received=received),
        purchase_id=_purchase(session),
        session_id=session["id"],
        payment_intent=id_of(session.get("payment_intent")),
        amount=amount,
        currency=session.get("currency"),
    )


def read_intent(succeeded: bool, intent: Json) -> PaymentNotice | None:
    purchase_id = _purchase(intent)
    if purchase_id is None:
        return None
    amount = int(intent["amount"])
    return PaymentNotice(
        PaymentFacts(PaymentState.PAID, received=amount)
        if succeeded
        else PaymentFacts(PaymentState.FAILED),
        purchase_id=purchase_id,
        payment_intent=intent["id"],
        amount=amount + _off(intent),
        currency=intent["currency"],
    )


def _off(intent: Json) -> int:
    """The discount less the tax, as far as the intent tells: what the pack cost beyond it."""
    details = intent.get("amount_details") or {}
    tax = (details.get("tax") or {}).get("total_tax_amount")
    return int(details.get("discount_amount") or 0) - int(tax or 0)


def read_charge(charge: Json) -> PaymentNotice | None:
    intent = id_of(charge.get("payment_intent"))
    if intent is None:
        return None
    refunds = (charge.get("refunds") or {}).get("data") or []
    facts = PaymentFacts(charge_refunded=int(charge["amount_refunded"]))
    for refund in refunds:
        facts = facts.merge(_refund_facts(refund))
    return PaymentNotice(facts, purchase_id=_purchase(charge), payment_intent=intent)


def read_refund(refund: Json) -> PaymentNotice | None:
    intent = id_of(refund.get("payment_intent"))
    if intent is None:
        return None
    purchase_id = _purchase(refund)
    return PaymentNotice(_refund_facts(refund), purchase_id=purchase_id, payment_intent=intent)


def refund_facts(refund_id: str, amount: int, status: str | None) -> PaymentFacts:
    """What one refund says; also of the answer to our own request for it."""
    state = _REFUNDS.get(status or "", RefundState.PENDING)
    return PaymentFacts(refunds={refund_id: (amount, state)})


def _refund_facts(refund: Json) -> PaymentFacts:
    return refund_facts(refund["id"], int(refund["amount"]), refund.get("status"))


def read_disputed(kind: str, dispute: Json, said_at: int) -> PaymentNotice | None:
    intent = id_of(dispute.get("payment_intent"))
    if intent is None:
        return None
    facts = PaymentFacts(disputes={dispute["id"]: read_dispute(kind, dispute, said_at)})
    return PaymentNotice(facts, purchase_id=_purchase(dispute), payment_intent=intent)


def _purchase(thing: Json) -> str | None:
    return named(thing, "purchase_id")
