"""Applies what the provider reports about payments of packs. Billing rules 4 and 9.

Reports are merged into the known facts of a purchase, which determine the ledger's entries
(`billing.payments.packs`).
"""

from __future__ import annotations

from dataclasses import replace

from billing.ledger.top_ups.rules import ended
from billing.ledger.top_ups.top_up import need_of
from billing.payments.purchase import Purchase
from billing.webhooks.payments import told_of_purchase
from db.payments.purchases import PURCHASES
from gateways.payments.notices import PaymentNotice
from services.ledger.desk import Desks
from services.payments.desk import Mark, NotYet, PaymentDesk, Unmatched
from services.payments.money import book_purchase
from services.payments.packs.matching import after, ends_checkout, matching
from services.payments.packs.prices import PackPrices
from services.teams.passed_on import Heir, heir_of, is_present, settle_purchase

ATTEMPTS = 3
"""A team may be closed until it is locked: then its owner is locked, too."""


class Receipts:
    """Applies notices about payments. There is one object per process."""

    def __init__(self, desk: PaymentDesk, prices: PackPrices) -> None:
        self._desk = desk
        self._prices = prices

    async def apply(self, notice: PaymentNotice, mark: Mark) -> None:
        """Apply what the provider reports about a payment.

        Raises Unmatched, NotYet and Alert; then nothing changed.
        """
        known = await matching(notice)
        if known is None:
            raise Unmatched("no purchase has this payment")
        for _ in range(ATTEMPTS):
            heir = await heir_of(known.account_id)
            async with self._desk.accounts({known.account_id, *filter(None, heir[:1])}) as opened:
                if is_present(heir, opened[known.account_id].account):
                    await self._apply(known, notice, mark, heir, opened)
                    return
        raise NotYet(f"the team of purchase {known.id} is being closed")

    async def _apply(
        self, known: Purchase, notice: PaymentNotice, mark: Mark, heir: Heir, opened: Desks
    ) -> None:
        account = opened[known.account_id]
        await mark(known.account_id)
        before = await PURCHASES.reread(known)
        purchase = after(before, notice)
        if purchase.is_unpaid and ends_checkout(purchase, notice):
            purchase = await self._prices.freed(purchase)
        settled = await settle_purchase(purchase, heir, opened)
        if settled.bought.credited_at is not None:
            met = need_of(purchase.idempotency_key)
            paid_need = ended(account.account, met, account.now, failure=None) if met else None
            account.keep([paid_need] if paid_need else [])
        await book_purchase(purchase, account.now)
        purchase = replace(
            purchase,
            paid_at=settled.bought.credited_at,
            grant_number=settled.bought.grant_number,
            reversed_tokens=settled.bought.reversed_tokens,
        )
        await PURCHASES.save(purchase)
        account.told += told_of_purchase(before, purchase, account.now)
