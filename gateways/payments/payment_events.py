"""Events about payments of packs: sessions, payment intents, charges, refunds, disputes."""

from __future__ import annotations

from dataclasses import replace

from billing.payments.packs import PaymentFacts, PaymentState, RefundState
from gateways.payments.disputes import read_dispute
from gateways.payments.notices import Json, PaymentNotice, id_of, named
from gateways.payments.units import from_provider, payment_of

_REFUNDS = {
    "succeeded": RefundState.SUCCEEDED,
    "failed": RefundState.FAILED,
    "canceled": RefundState.FAILED,
}


def read_session(kind: str, session: Json) -> PaymentNotice:
    """Return the notice for the checkout of a pack. `kind` is the last part of
    `checkout.session.<kind>`."""
    state = PaymentState.PENDING
    if kind == "expired":
        state = PaymentState.EXPIRED
    elif kind == "async_payment_failed":
        state = PaymentState.FAILED
    elif session["payment_status"] in {"paid", "no_payment_required"}:
        state = PaymentState.PAID
    price, total, currency = _price(session)
    paid = state is PaymentState.PAID
    charged = int(session.get("amount_total") or 0)
    return PaymentNotice(
        payment_of(total, charged) if paid else PaymentFacts(state),
        purchase_id=_purchase(session),
        session_id=session["id"],
        payment_intent=id_of(session.get("payment_intent")),
        amount=price,
        currency=currency,
        customer_id=id_of(session.get("customer")),
        names_owner=True,
    )


def _price(session: Json) -> tuple[int | None, int, str | None]:
    """Return the price of the pack, the paid amount, and the currency.

    The price is the amount before tax and promotion codes. In API versions before 2025-03-31, a
    session that was paid in the payer's currency has our currency in `currency_conversion`.
    """
    ours = session.get("currency_conversion") or session
    currency = ours["source_currency"] if ours is not session else session.get("currency")
    total, price = ours.get("amount_total"), ours.get("amount_subtotal")
    price = total if price is None else price
    if currency is not None and price is not None:
        price = from_provider(int(price), currency)
    return price, from_provider(int(total or 0), currency or ""), currency


def read_intent(succeeded: bool, intent: Json) -> PaymentNotice | None:
    purchase_id = _purchase(intent)
    if purchase_id is None:
        return None
    notice = PaymentNotice(
        PaymentFacts(PaymentState.FAILED),
        purchase_id=purchase_id,
        payment_intent=intent["id"],
        customer_id=id_of(intent.get("customer")),
        names_owner=True,
    )
    if not succeeded:
        return notice
    asked, currency = int(intent["amount"]), intent["currency"]
    charged = intent.get("amount_received")
    charged = asked if charged is None else int(charged)
    return replace(
        notice,
        facts=payment_of(from_provider(charged, currency), charged),
        amount=from_provider(charged + _off(intent), currency),
        currency=currency,
        tentative=True,
        missing=max(0, asked - charged),
    )


def _off(intent: Json) -> int:
    """Return the discount minus the tax that the intent contains: the difference between price and
    amount."""
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
    """Return the facts of one refund, from an event or from the answer to our own request."""
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
