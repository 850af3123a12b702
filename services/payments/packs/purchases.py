"""Purchases of packs. Billing rules 4 and 9.

Tokens are credited only when the provider reports the payment (`receipts`), not when a browser
returns.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from billing.payments.purchase import Purchase, PurchasePack
from billing.payments.refusals import PackNotFound
from db.payments.purchases import PURCHASES, purchases_of
from gateways.payments.checkouts import Checkout, CheckoutOptions, Item, pack_checkout
from services.pages import Page, page_from
from services.payments.desk import PaymentDesk
from services.payments.orders import Orders
from services.payments.packs.prices import PackPrices
from services.payments.packs.receipts import Receipts
from services.payments.packs.refunds import Refunds


class Purchases(Orders[PurchasePack, Purchase, PackNotFound]):
    """Purchases of packs. There is one object per process."""

    def __init__(self, desk: PaymentDesk) -> None:
        super().__init__(desk, PURCHASES)
        self._prices = PackPrices(desk)
        self.receipts = Receipts(desk, self._prices)
        self.refunds = Refunds(desk, self.receipts)

    @property
    def denied(self) -> bool:
        """Return whether the provider denied our key in its last answer."""
        return self._desk.denied

    async def _new(self, command: PurchasePack) -> Purchase | PackNotFound:
        made = await self._prices.priced(command, command.idempotency_key)
        return PackNotFound(command.pack) if made is None else made

    async def order(self, account_id: str, pack: str, key: str) -> Purchase | None:
        """Return a new purchase of one pack at its present price; None if there is no such pack.
        It has taken its part of a code's budget, in the caller's transaction."""
        made = await self._prices.priced(_of_top_up(account_id, pack), key)
        return made and await self._reserved(made)

    async def open_again(self, order: Purchase) -> None:
        """Give a purchase whose charge failed a checkout, where its owner can pay it. Without the
        provider it has none."""
        await self._opened(order, _of_top_up(order.account_id, order.pack), is_new=False)

    async def _reserved(self, order: Purchase) -> Purchase:
        return await self._prices.reserved(order)

    async def _again(self, order: Purchase) -> Purchase:
        if order.code_id is None:
            return order
        async with self._desk.account(order.account_id):
            known = await self._table.reread(order)
            present = await self._reserved(known)
            await self._table.save(present)
        return replace(
            order,
            amount=present.amount,
            discounts=present.discounts,
            code_id=present.code_id,
            booked=present.booked,
        )

    async def _freed(self, order: Purchase) -> Purchase:
        return await self._prices.freed(order)

    def _checkout_for(
        self, order: Purchase, command: PurchasePack, customer_id: str, options: CheckoutOptions
    ) -> Checkout:
        pack = self._desk.catalog.catalog.packs.get(order.pack)
        item = _item(order, pack.display_name if pack else order.pack)
        options = replace(
            options,
            receipt_email=command.receipt_email,
            promotion_codes=options.promotion_codes and not order.discounts,
        )
        return pack_checkout(order.id, customer_id, item, options)

    async def find(self, purchase_id: str) -> Purchase | None:
        return await PURCHASES.find(id=purchase_id)

    async def page(
        self, account_id: str, *, size: int, before: tuple[datetime, str] | None
    ) -> Page[Purchase]:
        """Return a page of `size` purchases. `before` is the time and id of the last one seen."""
        found = await purchases_of(account_id, limit=size + 1, before=before)
        return page_from(found, size)


def _of_top_up(account_id: str, pack: str) -> PurchasePack:
    return PurchasePack(
        account_id=account_id,
        pack=pack,
        quantity=1,
        success_url=None,
        cancel_url=None,
        idempotency_key="top-up",
    )


def _item(order: Purchase, name: str) -> Item:
    """Return what is charged. A discounted total may not be divisible by its quantity, so it is one
    item."""
    if not order.discounts:
        unit = order.amount // order.quantity
        return Item(name, unit, order.currency, order.quantity)
    several = f"{order.quantity} × {name}" if order.quantity > 1 else name  # noqa: RUF001
    return Item(several, order.amount, order.currency)
