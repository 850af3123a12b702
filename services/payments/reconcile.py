"""Compares our purchases with the provider's payments, in both directions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from billing.payments.open_orders import CHECKOUT_LIFE
from billing.payments.packs import PaymentState
from billing.payments.purchase import Purchase
from db.payments.purchases import purchases_named, purchases_since
from gateways.payments.payment import Payment

if TYPE_CHECKING:
    from gateways.payments.stripe_api import Payments


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference. `subject` is a purchase or a payment, `problem` a text for people."""

    subject: str
    problem: str


@dataclass(frozen=True, slots=True)
class Reconciled:
    """How many purchases and payments were compared, and the differences."""

    purchases: int
    payments: int
    differences: list[Difference]


async def reconcile(payments: Payments, since: datetime) -> Reconciled:
    """Compare everything since then. Raises PaymentsAway."""
    # A purchase may be paid a day after it was started.
    theirs = {one.id: one async for one in payments.payments_since(since - CHECKOUT_LIFE)}
    ours = await purchases_since(since - CHECKOUT_LIFE)
    # An order may have been paid by a fresh checkout, long after it was made.
    named = {one.purchase_id for one in theirs.values() if one.purchase_id is not None}
    ours += await purchases_named(named - {one.id for one in ours})
    differences = [*_missing_here(theirs, ours, since)]
    for purchase in ours:
        differences += _compare(purchase, theirs, since)
    return Reconciled(len(ours), len(theirs), differences)


def _missing_here(
    theirs: dict[str, Payment], ours: list[Purchase], since: datetime
) -> Iterator[Difference]:
    credited = {one.id: one.payment_intent for one in ours if one.grant_number is not None}
    for payment in theirs.values():
        if payment.status != "succeeded" or payment.purchase_id is None:
            continue
        if payment.created < since.timestamp():
            continue
        if payment.purchase_id not in credited:
            yield Difference(payment.id, f"paid, but {payment.purchase_id} is not credited")
        elif credited[payment.purchase_id] not in {None, payment.id}:
            yield Difference(payment.id, f"{payment.purchase_id} was paid by another already")


def _compare(
    purchase: Purchase, theirs: dict[str, Payment], since: datetime
) -> Iterator[Difference]:
    if purchase.facts.state is not PaymentState.PAID or purchase.payment_intent is None:
        return
    payment = theirs.get(purchase.payment_intent)
    if payment is None:
        if purchase.paid_at is not None and purchase.paid_at >= since:
            yield Difference(purchase.id, f"credited, but {purchase.payment_intent} is unknown")
        return
    if payment.status != "succeeded":
        yield Difference(purchase.id, f"credited, but the payment is {payment.status}")
    # If it was charged in another currency, its session reported that.
    if payment.currency.lower() != purchase.currency.lower() and not purchase.facts.charged:
        yield Difference(purchase.id, f"in {purchase.currency}, but paid in {payment.currency}")
    known = purchase.facts.refunded
    if payment.amount_refunded != known:
        yield Difference(purchase.id, f"{known} refunded, but {payment.amount_refunded} there")
