"""The price of an order of a pack, and its part of the budget of a code."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from billing.catalog.catalog import Money, Pack
from billing.discounts.deciding import pack_price
from billing.payments.purchase import Purchase, PurchasePack
from db.discounts.codes import book
from services.payments.desk import PaymentDesk


class PackPrices:
    """The prices of orders. There is one object per process."""

    def __init__(self, desk: PaymentDesk) -> None:
        self._desk = desk

    async def priced(self, command: PurchasePack, key: str) -> Purchase | None:
        """Return a new order at the present price; None if there is no such pack. Writes
        nothing."""
        pack = self._desk.catalog.catalog.packs.get(command.pack)
        if pack is None:
            return None
        now = self._desk.clock()
        enrolments = await self._desk.enrolments(command.account_id)
        decided = pack_price(pack, command.quantity, enrolments, now)
        return Purchase(
            id=f"pur_{uuid4().hex}",
            account_id=command.account_id,
            idempotency_key=key,
            fingerprint=command.fingerprint,
            pack=pack.name,
            quantity=command.quantity,
            tokens=pack.tokens * command.quantity,
            amount=decided.price.amount,
            currency=decided.price.currency,
            created_at=now,
            discounts=decided.discounts,
            code_id=decided.budgeted_code,
        )

    async def reserved(self, order: Purchase) -> Purchase:
        """Return the order after it has taken its part of the code's budget. If that is used up,
        it has the price without the code."""
        if order.code_id is None or order.booked:
            return order
        if await book(order.code_id, order.of_programme):
            return replace(order, booked=order.of_programme)
        return await self._without_budgets(order)

    async def _without_budgets(self, order: Purchase) -> Purchase:
        """Return the order at the price without the code whose budget is used up."""
        unit = Money(order.listed // order.quantity, order.currency)
        known = self._desk.catalog.catalog.packs.get(order.pack)
        bulk = known.bulk if known else ()
        pack = Pack(order.pack, "", "", order.tokens // order.quantity, unit, bulk)
        enrolments = await self._desk.enrolments(order.account_id)
        free = [one for one in enrolments if one.left is None]
        decided = pack_price(pack, order.quantity, free, self._desk.clock())
        amount, discounts = decided.price.amount, decided.discounts
        return replace(order, amount=amount, discounts=discounts, code_id=None)

    async def freed(self, order: Purchase) -> Purchase:
        """Return the order after it has given its part back to the code's budget."""
        if order.code_id is None or not order.booked:
            return order
        await book(order.code_id, -order.booked)
        return replace(order, booked=0)
