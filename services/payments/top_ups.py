"""Saved cards, which the payment provider keeps, and automatic top-ups: sets them, and buys the
packs that are needed with a saved card. Billing rule 15.

A need is an entry of the ledger, and its purchase is stored under a key that follows from the need.
The charge has an idempotency key that follows from the purchase. So a need is charged once, whoever
works on it and whenever a process dies. No request is sent inside a transaction.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from billing.ledger.account import Account
from billing.ledger.refusals import AccountNotFound
from billing.ledger.top_ups.commands import RemoveAutoTopUp, SetAutoTopUp
from billing.ledger.top_ups.rules import ended
from billing.ledger.top_ups.top_up import need_of, top_up_key
from billing.payments.purchase import Purchase
from billing.payments.refusals import (
    PackNotFound,
    PaymentMethodNotFound,
    PaymentRefused,
    PaymentUnavailable,
)
from db.payments.purchases import PURCHASES, customer_of
from gateways.payments.errors import (
    CardRefused,
    Missing,
    PaymentsAway,
    PaymentsConflict,
    PaymentsDenied,
    PaymentsRefused,
)
from gateways.payments.payment_events import read_intent
from gateways.payments.saved_cards import SavedCard, saved_charge, setup_checkout
from services.commit.batcher import Batcher
from services.commit.decisions import Done
from services.ledger.desk import AccountGone, Desk
from services.payments.desk import PaymentDesk, no_event
from services.payments.packs.purchases import Purchases

__all__ = ["Cards", "SavedCard", "TopUps"]

logger = logging.getLogger(__name__)

STEP_SECONDS = 1.0
RETRY_SECONDS_MAX = 600.0
NO_CARD = "no_payment_method"
NO_PACK = "pack_not_found"
REFUSED = "payment_refused"
ASKING = "authentication_required"


class Cards:
    """Saves, lists and removes cards. There is one object per process."""

    def __init__(self, desk: PaymentDesk) -> None:
        self._desk = desk

    @property
    def _currency(self) -> str:
        """The currency of the packs."""
        packs = self._desk.catalog.catalog.packs.values()
        return next((pack.price.currency for pack in packs), "USD")

    async def of(self, account_id: str) -> list[SavedCard] | PaymentUnavailable:
        """Return the cards of the account, the latest first."""
        customer = await customer_of(account_id)
        if customer is None:
            return []
        try:
            return await self._desk.provider().saved_cards(customer)
        except PaymentsAway:
            return PaymentUnavailable()
        except PaymentsRefused:
            # The provider does not have the customer any more.
            return []

    async def save(
        self, account_id: str, *, success_url: str | None, cancel_url: str | None
    ) -> str | AccountNotFound | PaymentUnavailable | PaymentRefused:
        """Return the address of a page that saves a card."""
        key = uuid4().hex
        try:
            session = await self._desk.checkout(
                account_id,
                lambda customer: setup_checkout(
                    customer,
                    currency=self._currency,
                    success_url=success_url or self._desk.return_url,
                    cancel_url=cancel_url,
                    key=key,
                ),
                key=key,
            )
        except AccountGone:
            return AccountNotFound(account_id)
        except (PaymentsRefused, PaymentsDenied) as error:
            logger.error("the payment provider refused to save a card: %r", error)
            return PaymentRefused()
        except (PaymentsAway, PaymentsConflict):
            return PaymentUnavailable()
        return session.url

    async def remove(
        self, account_id: str, card_id: str
    ) -> SavedCard | PaymentMethodNotFound | PaymentUnavailable:
        """Take a card from the account; return it. Another account's card is not found."""
        customer = await customer_of(account_id)
        if customer is None:
            return PaymentMethodNotFound(card_id)
        try:
            found = await self._desk.provider().saved_cards(customer)
            card = next((one for one in found if one.id == card_id), None)
            if card is None:
                return PaymentMethodNotFound(card_id)
            await self._desk.provider().remove_card(card_id)
        except Missing:
            return PaymentMethodNotFound(card_id)
        except PaymentsRefused:
            # Another request has removed it meanwhile.
            return PaymentMethodNotFound(card_id)
        except PaymentsAway:
            return PaymentUnavailable()
        return card

    async def remove_all(self, account_id: str) -> bool:
        """Take all cards from the account; return whether none is left. Safe to repeat."""
        cards = await self.of(account_id)
        if isinstance(cards, PaymentUnavailable):
            return False
        removed = [await self.remove(account_id, card.id) for card in cards]
        return not any(isinstance(one, PaymentUnavailable) for one in removed)


class TopUps:
    """Sets top-ups and meets their needs. There is one object per process. `ended` counts needs by
    how they ended here: "paid", or the code of the failure."""

    def __init__(
        self, desk: PaymentDesk, batcher: Batcher, purchases: Purchases, cards: Cards
    ) -> None:
        self._desk = desk
        self._batcher = batcher
        self._purchases = purchases
        self._cards = cards
        self.ended: Counter[str] = Counter()
        # The open needs, with the number of failed attempts and the time of the next one.
        self._open: dict[str, tuple[int, float]] = {}

    async def set(
        self, command: SetAutoTopUp
    ) -> Done | AccountNotFound | PackNotFound | PaymentMethodNotFound | PaymentUnavailable:
        """Set a top-up, or start a stopped one again. Raises as `submit`."""
        if command.pack not in self._desk.catalog.catalog.packs:
            return PackNotFound(command.pack)
        cards = await self._cards.of(command.account_id)
        if isinstance(cards, PaymentUnavailable):
            return cards
        if not cards:
            return PaymentMethodNotFound(None)
        return await self._batcher.submit(command)

    async def remove(self, command: RemoveAutoTopUp) -> Done | AccountNotFound:
        """Remove a top-up. What is being charged is still credited. Raises as `submit`."""
        return await self._batcher.submit(command)

    async def link(self, account: Account) -> str | None:
        """Return where the purchase of the failed need can be paid; None if it can't or was."""
        if account.top_up is None or not account.top_up.failed:
            return None
        order = await self._find(account.id, account.top_up.failed)
        return order.checkout_url if order is not None and order.is_unpaid else None

    def offer(self, accounts: Iterable[Account]) -> None:
        """Note accounts with an open need."""
        for account in accounts:
            if account.top_up is not None and account.top_up.need:
                self._open.setdefault(account.id, (0, 0.0))

    async def run(self) -> None:
        """Meet needs until cancelled."""
        while True:
            await asyncio.sleep(STEP_SECONDS)
            await self.step()

    async def step(self) -> None:
        """Try each open need whose time has come. A failed attempt is repeated later, and the next
        process finds it too."""
        now = asyncio.get_running_loop().time()
        for account_id, (attempts, at) in [*self._open.items()]:
            if at > now:
                continue
            try:
                await self._meet(account_id)
                self._open.pop(account_id, None)
            except AccountGone:
                self._open.pop(account_id, None)
            # The need stays open if the provider or the database is away.
            except Exception as error:  # noqa: BLE001
                logger.warning("a top-up is tried again later: %r", error)
                pause = min(STEP_SECONDS * 2**attempts, RETRY_SECONDS_MAX)
                self._open[account_id] = (attempts + 1, now + pause)

    async def _meet(self, account_id: str) -> None:
        order = await self._order(account_id)
        if order is None:
            return
        try:
            intent = await self._charged(order)
        except CardRefused as error:
            await self._fail(order, error.code)
        except PaymentsRefused as error:
            logger.error("the payment provider refused top-up %s: %r", order.id, error)
            await self._fail(order, REFUSED)
        else:
            await self._apply(order, intent)

    async def _order(self, account_id: str) -> Purchase | None:
        """Return the purchase of the open need, which is stored before it is charged."""
        async with self._desk.account(account_id) as account:
            top_up = account.account.top_up
            if top_up is None or not top_up.need:
                return None
            if known := await self._find(account_id, top_up.need):
                return known
            order = await self._purchases.order(account_id, top_up.pack, top_up_key(top_up.need))
            if order is None:
                self._end(account, top_up.need, NO_PACK)
                return None
            await PURCHASES.add(order)
            return order

    async def _find(self, account_id: str, need: int) -> Purchase | None:
        return await PURCHASES.find(account_id=account_id, idempotency_key=top_up_key(need))

    async def _charged(self, order: Purchase) -> dict[str, Any]:
        """Return the payment of the purchase. An earlier attempt may have made it, perhaps with
        another card. Raises PaymentsAway and PaymentsRefused."""
        provider, customer = self._desk.provider(), await customer_of(order.account_id)
        if customer is None:
            raise CardRefused("There is no saved card.", NO_CARD)
        if made := await provider.payment_of(customer, order.id):
            return made
        cards = await provider.saved_cards(customer)
        if not cards:
            raise CardRefused("There is no saved card.", NO_CARD)
        wanted = saved_charge(
            order.id, customer, cards[0].id, amount=order.amount, currency=order.currency
        )
        try:
            return await provider.charge(wanted)
        except PaymentsConflict as error:
            # Another process charges another card for it just now.
            raise PaymentsAway from error

    async def _apply(self, order: Purchase, intent: dict[str, Any]) -> None:
        if intent["status"] == "processing":
            return
        if intent["status"] != "succeeded":
            problem = (intent.get("last_payment_error") or {}).get("code")
            await self._fail(order, problem or ASKING)
            return
        notice = read_intent(True, intent)
        if notice is not None:
            # The event of the same payment changes nothing then.
            await self._purchases.receipts.apply(notice, no_event)
            self.ended["paid"] += 1

    async def _fail(self, order: Purchase, code: str) -> None:
        """Stop the top-up, and let its owner pay the purchase at a checkout."""
        if code != NO_CARD:
            await self._purchases.open_again(order)
        async with self._desk.account(order.account_id) as account:
            self._end(account, need_of(order.idempotency_key), code)

    def _end(self, account: Desk, need: int, code: str) -> None:
        posted = ended(account.account, need, account.now, failure=code)
        if posted is not None:
            account.keep([posted])
            self.ended[code] += 1
