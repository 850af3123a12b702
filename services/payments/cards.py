"""The saved cards of an account. They are kept by the payment provider, and read there each time.
Billing rule 15."""

from __future__ import annotations

import logging
from uuid import uuid4

from billing.ledger.refusals import AccountNotFound
from billing.payments.refusals import (
    PaymentMethodNotFound,
    PaymentRefused,
    PaymentUnavailable,
)
from db.payments.purchases import customer_of
from gateways.payments.errors import (
    Missing,
    PaymentsAway,
    PaymentsConflict,
    PaymentsDenied,
    PaymentsRefused,
)
from gateways.payments.saved_cards import SavedCard, setup_checkout
from services.ledger.desk import AccountGone
from services.payments.desk import PaymentDesk

__all__ = ["Cards", "SavedCard"]

logger = logging.getLogger(__name__)


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
