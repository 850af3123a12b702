"""Matches what the provider reports about a payment with a purchase. Billing rule 9."""

from __future__ import annotations

from dataclasses import replace

from billing.payments.packs import PaymentState
from billing.payments.purchase import Purchase
from db.payments.purchases import PURCHASES
from gateways.payments.notices import PaymentNotice
from services.payments.desk import Alert, NotYet


async def matching(notice: PaymentNotice) -> Purchase | None:
    """Return the purchase that the notice names."""
    return await PURCHASES.find_first(
        id=notice.purchase_id,
        session_id=notice.session_id,
        payment_intent=notice.payment_intent,
    )


def after(purchase: Purchase, notice: PaymentNotice) -> Purchase:
    """Return the purchase with the facts of the notice. Raises NotYet and Alert.

    Only a payment that moves money is stored as the purchase's payment, because another payment may
    follow a declined card.
    """
    if _is_of_another_payment(purchase, notice) or not _fits(purchase, notice):
        return purchase
    if not notice.moves_money and notice.session_id not in {None, purchase.session_id}:
        # The notice reports the end of an earlier checkout, which a newer one has replaced.
        return purchase
    own = notice.payment_intent if notice.moves_money else None
    return replace(
        purchase,
        facts=purchase.facts.merge(notice.facts),
        payment_intent=purchase.payment_intent or own,
    )


def ends_checkout(purchase: Purchase, notice: PaymentNotice) -> bool:
    """Return whether the purchase's present checkout can no longer be paid. A declined card does
    not end it: its notice has no session."""
    ended = notice.facts.state in {PaymentState.EXPIRED, PaymentState.FAILED}
    return ended and notice.session_id == purchase.session_id


def _is_of_another_payment(purchase: Purchase, notice: PaymentNotice) -> bool:
    """Return whether the notice is about another attempt to pay, which failed.

    Raises Alert if that other payment moved money: it must not change the tokens of this one.
    """
    known, said = purchase.payment_intent, notice.payment_intent
    if known is None or said is None or known == said:
        return False
    if notice.moves_money:
        raise Alert(f"purchase {purchase.id} is paid by {known}, but {said} is for it too")
    return True


def _fits(purchase: Purchase, notice: PaymentNotice) -> bool:
    """Return whether amount and currency are those of the order.

    Raises Alert if they are not. For a payment intent that does not fit, only its session is
    decisive: if that has reported the payment, the intent is ignored, else this raises NotYet.
    """
    if notice.facts.state is not PaymentState.PAID:
        return True
    if notice.missing:
        raise Alert(
            f"the payment for purchase {purchase.id} is incomplete: {notice.missing} is missing"
        )
    said = (notice.amount, (notice.currency or "").lower())
    if said == (purchase.amount, purchase.currency.lower()):
        return True
    if notice.tentative and purchase.facts.state is PaymentState.PAID:
        return False
    wrong = (
        f"purchase {purchase.id} costs {purchase.amount} {purchase.currency}, "
        f"but {notice.amount} {notice.currency} was paid"
    )
    raise NotYet(f"{wrong}: its session decides") if notice.tentative else Alert(wrong)
