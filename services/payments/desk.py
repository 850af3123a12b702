"""The common parts of purchases and subscriptions: customers, checkouts and alerts."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from billing.discounts.deciding import Enrolment
from db.payments.purchases import add_customer, customer_of, forget_customer
from gateways.payments.checkouts import Checkout, CheckoutSession
from gateways.payments.errors import CustomerGone, PaymentsAway
from services.catalog import CatalogService
from services.commit.changed import Publish
from services.discounts.enrolments import enrolments_of
from services.ledger.desk import Desk, Desks, desk, desks

if TYPE_CHECKING:
    from gateways.payments.stripe_api import Payments

logger = logging.getLogger(__name__)

Mark = Callable[[str | None], Awaitable[None]]
"""Marks an event as handled, in the transaction that handles it. The argument is the account; None
if the customer no longer exists."""


async def no_event(_: str | None) -> None:
    """A `Mark` for the answer to our own request: there is no event to mark."""


class Unmatched(Exception):
    """The event contains no name of an order in this database."""


class NotYet(Exception):
    """The event cannot be applied before something else is known. It is tried again later."""


class Foreign(Exception):
    """The event is about another product in the same provider account. It is ignored."""


class Alert(Exception):
    """The event does not match the order. It changes nothing; an operator must handle it."""


@dataclass(frozen=True, slots=True)
class PaymentDesk:
    """Access to customers and checkouts. Without `payments`, everything is PaymentUnavailable."""

    payments: Payments | None
    catalog: CatalogService
    publish: Publish
    clock: Callable[[], datetime]
    return_url: str

    def account(self, account_id: str) -> AbstractAsyncContextManager[Desk]:
        """Lock the account. Raises AccountGone."""
        return desk(
            account_id,
            plans=self.catalog.book.plans,
            clock=self.clock,
            publish=self.publish,
        )

    def accounts(self, ids: Collection[str]) -> AbstractAsyncContextManager[Desks]:
        """Lock those of the accounts that exist."""
        return desks(
            ids,
            plans=self.catalog.book.plans,
            clock=self.clock,
            publish=self.publish,
        )

    async def enrolments(self, account_id: str) -> Sequence[Enrolment]:
        """Return the programmes that decide what the account pays."""
        found = await enrolments_of([account_id], self.catalog.catalog.programmes)
        return found.get(account_id, [])

    @property
    def denied(self) -> bool:
        """Return whether the provider denied our key in its last answer."""
        return self.payments is not None and self.payments.denied

    def provider(self) -> Payments:
        """Return the provider's client. Raises PaymentsAway if none is configured."""
        if self.payments is None:
            raise PaymentsAway
        return self.payments

    async def checkout(
        self, account_id: str, checkout_for: Callable[[str], Checkout], *, key: str
    ) -> CheckoutSession:
        """Return a checkout for the account's customer. A customer that the provider lost is
        replaced.

        Safe to repeat with the same `key`. Raises AccountGone, PaymentsAway, PaymentsConflict and
        PaymentsRefused.
        """
        customer = await self._customer(account_id, key)
        try:
            return await self.provider().open_checkout(checkout_for(customer))
        except CustomerGone:
            await forget_customer(customer)
        # The lost customer's id is in the key, because the old key would return that customer
        # again.
        customer = await self._customer(account_id, f"{key}:{customer}")
        return await self.provider().open_checkout(checkout_for(customer))

    async def _customer(self, account_id: str, key: str) -> str:
        known = await customer_of(account_id)
        if known is None:
            made = await self.provider().create_customer(account_id, key=key)
            # The account may be erased meanwhile. Then its name must not be stored here.
            async with self.account(account_id):
                await add_customer(account_id, made)
            known = await customer_of(account_id) or made
        return known
