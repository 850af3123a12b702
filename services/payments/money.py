"""Books money. Each payment is booked once, however often the provider reports it.

The caller holds the account's lock, in the transaction that stores the report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import blake2b

from billing.payments.packs import PaymentFacts, PaymentState
from billing.payments.purchase import PlanSubscription, Purchase
from db.commit.journal import journal
from db.imports.progress import Progress, begin, find_progress
from db.payments.money import IN, OUT, book, booked, entry_name
from db.payments.purchases import PURCHASES, purchases_after

PURCHASES_A_PAGE = 500
BOOKED = "money of earlier releases"
"""The name of the progress record that says that earlier payments are booked."""
_INVOICE_MAX = 200


def received_of(facts: PaymentFacts) -> int:
    """Return the amount that was finally paid, in the currency's minor unit."""
    return facts.received if facts.state is PaymentState.PAID else 0


def returned_of(facts: PaymentFacts) -> int:
    """Return the amount that went back, in the same unit; at most the amount received."""
    return facts.share_returned(received_of(facts), 0)


async def book_purchase(purchase: Purchase, at: datetime) -> None:
    """Book the difference between the purchase's facts and what is booked for it."""
    await _book("PACK", purchase, purchase.facts, at)


async def book_invoices(
    subscription: PlanSubscription, invoices: Iterable[str], at: datetime
) -> None:
    """Book the same difference for some invoices of a subscription."""
    for invoice in invoices:
        await _book("SUBSCRIPTION", subscription, subscription.facts.invoices[invoice], at, invoice)


async def _book(
    kind: str,
    subject: Purchase | PlanSubscription,
    facts: PaymentFacts,
    at: datetime,
    invoice: str = "",
) -> None:
    if len(invoice) > _INVOICE_MAX:
        invoice = blake2b(invoice.encode(), digest_size=16).hexdigest()
    entries: list[tuple[str, int]] = []
    for way, amount in ((IN, received_of(facts)), (OUT, -returned_of(facts))):
        known = await booked(subject.account_id, subject.id, way, invoice)
        if amount != sum(known):
            name = f"{entry_name(subject.id, way, invoice)}{len(known) + 1}"
            entries.append((name, amount - sum(known)))
    if entries:
        await book(subject.account_id, kind, entries, currency=subject.currency, at=at)


async def book_all() -> None:
    """Book purchases that were paid before money was booked, at the time of their payment."""
    after = ""
    while page := await purchases_after(after, PURCHASES_A_PAGE):
        for purchase in page:
            async with journal() as ledger:
                # Read the purchase again under its account's lock.
                await ledger.lock([purchase.account_id])
                known = await PURCHASES.reread(purchase)
                await book_purchase(known, known.paid_at or known.created_at)
        after = page[-1].id


async def book_earlier(clock: Callable[[], datetime]) -> None:
    """Book the purchases of releases that did not book money. This happens once per database."""
    if await find_progress(BOOKED) is None:
        now = clock()
        await book_all()
        await begin(Progress(BOOKED), now)
