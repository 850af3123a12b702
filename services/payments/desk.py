"""What purchases and subscriptions share: their customer, their checkout, their alerts."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime

from db.payments.purchases import add_customer, customer_of, forget_customer
from gateways.payments.checkouts import Checkout, CheckoutSession
from gateways.payments.stripe_api import CustomerGone, Payments, PaymentsAway
from services.catalog import CatalogService
from services.commit.changed import Publish
from services.ledger.desk import Desk, desk

logger = logging.getLogger(__name__)

Mark = Callable[[str | None], Awaitable[None]]
"""Marks an event as handled, inside the transaction that handles it. It is about an account, or
about a customer who is no more."""


async def no_event(_: str | None) -> None:
    """A `Mark` for an answer to a request of ours: there is no event to mark."""


class Unmatched(Exception):
    """No order here has any of the names in the event."""


class NotYet(Exception):
    """Something else has to be known before the event can be applied: it is tried again later."""


class Foreign(Exception):
    """The event is about another product on the same provider account: it is ignored."""


class Alert(Exception):
    """The event doesn't fit what was asked for. It changes nothing; someone has to look."""


@dataclass(frozen=True, slots=True)
class PaymentDesk:
    """`payments` is None where none are configured: then everything is PaymentUnavailable."""

    payments: Payments | None
    catalog: CatalogService
    publish: Publish
    clock: Callable[[], datetime]
    return_url: str

    def account(self, account_id: str) -> AbstractAsyncContextManager[Desk]:
        """The account under its lock. Raises AccountGone."""
        return desk(
            account_id,
            plans=self.catalog.catalog.plans,
            clock=self.clock,
            publish=self.publish,
        )

    def provider(self) -> Payments:
        """Raises PaymentsAway where none is configured."""
        if self.payments is None:
            raise PaymentsAway
        return self.payments

    async def checkout(
        self, account_id: str, checkout_for: Callable[[str], Checkout], *, key: str
    ) -> CheckoutSession:
        """The checkout for the account's customer, who is made anew if the provider lost them.

        Raises AccountGone, PaymentsAway, PaymentsConflict and PaymentsRefused. `key` makes
        repeating it safe.
        """
        customer = await self._customer(account_id, key)
        try:
            return await self.provider().open_checkout(checkout_for(customer))
        except CustomerGone:
            await forget_customer(customer)
        # The lost one's id: the same key would be answered by the lost one again.
        customer = await self._customer(account_id, f"{key}:{customer}")
        return await self.provider().open_checkout(checkout_for(customer))

    async def _customer(self, account_id: str, key: str) -> str:
        known = await customer_of(account_id)
        if known is None:
            made = await self.provider().create_customer(account_id, key=key)
            # An account that is erased meanwhile must not leave its name here.
            async with self.account(account_id):
                await add_customer(account_id, made)
            known = await customer_of(account_id) or made
        return known
