"""Booking money: once for everything that the payment provider tells, however often it does.

Whoever books holds the account's lock, in the transaction that takes over what was told.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b

from billing.packs import PaymentFacts, PaymentState
from billing.purchase import PlanSubscription, Purchase
from db.journal import journal
from db.money import IN, OUT, book, booked
from db.payments import find_purchase, purchases_after

PURCHASES_A_PAGE = 500
_INVOICE_MAX = 200


def received_of(facts: PaymentFacts) -> int:
    """What was paid in the end, in the currency's minor unit."""
    return facts.received if facts.state is PaymentState.PAID else 0


def returned_of(facts: PaymentFacts) -> int:
    """What of it went back: never more than came."""
    return min(facts.returned, received_of(facts))


async def book_purchase(purchase: Purchase, at: datetime) -> None:
    """Books the difference between the purchase's facts and what is booked of it so far."""
    known = await booked(purchase.account_id, purchase.id)
    due = {IN: received_of(purchase.facts), OUT: -returned_of(purchase.facts)}
    entries = [
        (f"{purchase.id}:{way}:{len(known[way]) + 1}", amount - sum(known[way]))
        for way, amount in due.items()
        if amount != sum(known[way])
    ]
    if entries:
        await book(purchase.account_id, "PACK", entries, currency=purchase.currency, at=at)


async def book_all() -> None:
    """Purchases of before there was anything to book in, at the time of their payment."""
    after = ""
    while page := await purchases_after(after, PURCHASES_A_PAGE):
        for purchase in page:
            async with journal() as ledger:
                # Under its account's lock, and as it is now.
                await ledger.lock([purchase.account_id])
                known = await find_purchase(id=purchase.id) or purchase
                await book_purchase(known, known.paid_at or known.created_at)
        after = page[-1].id


async def book_invoice(
    subscription: PlanSubscription, invoice: str, amount: int, at: datetime
) -> None:
    """Books an invoice that was paid; nothing happens if it is booked."""
    if len(invoice) > _INVOICE_MAX:
        invoice = blake2b(invoice.encode(), digest_size=16).hexdigest()
    entry = (f"{subscription.id}:{IN}:{invoice}", amount)
    if amount:
        await book(
            *(subscription.account_id, "SUBSCRIPTION", [entry]),
            currency=subscription.currency,
            at=at,
        )
