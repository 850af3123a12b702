"""Events without a name of our order: they may belong to another product or still be ours.

Objects that we create at the provider contain our name for them, so most foreign events can be
recognized. A refund or a dispute names only its payment, and an older invoice only its
subscription. For these, the provider is asked.
"""

from __future__ import annotations

from dataclasses import replace

from db.payments.purchases import PURCHASES, SUBSCRIPTIONS, is_customer
from gateways.payments.errors import PaymentsAway, PaymentsRefused
from gateways.payments.events import owner_names
from gateways.payments.notices import Json, PaymentNotice, SubscriptionNotice, named
from gateways.payments.subscription_events import read_invoice_payment
from services.payments.desk import Alert, Foreign, NotYet, PaymentDesk

Notice = PaymentNotice | SubscriptionNotice


class Strangers:
    """Finds the owners of these events. There is one object per process."""

    def __init__(self, desk: PaymentDesk) -> None:
        self._desk = desk

    async def identify(self, notice: Notice) -> Notice:
        """Return the notice with the order's name that the provider knows, if it is one of ours.

        Raises Foreign and Alert, and NotYet if the provider cannot be asked.
        """
        if notice.names_owner:
            raise await refusal(notice)
        try:
            known = await self._ask(notice)
        except PaymentsAway as error:
            raise NotYet("the payment provider can't be asked what this is about") from error
        except PaymentsRefused as error:
            raise Foreign(f"the payment provider does not have it: {error}") from error
        if known is None:
            raise await refusal(notice)
        return known

    async def _ask(self, notice: Notice) -> Notice | None:
        if isinstance(notice, SubscriptionNotice):
            return await self._of_subscription(notice)
        return await self._of_payment(notice)

    async def _of_subscription(self, notice: SubscriptionNotice) -> SubscriptionNotice | None:
        if notice.external_id is None:
            return None
        name = _name(await self._desk.provider().subscription(notice.external_id))
        return None if name is None else replace(notice, subscription_id=name)

    async def _of_payment(self, notice: PaymentNotice) -> Notice | None:
        """Return the notice for the payment of a plan's invoice or of a pack."""
        if notice.payment_intent is None:
            return None
        provider = self._desk.provider()
        invoice = await provider.invoice_paid_by(notice.payment_intent)
        if invoice is not None:
            return read_invoice_payment(invoice, notice.facts)
        name = (await provider.payment(notice.payment_intent)).purchase_id
        return None if name is None else replace(notice, purchase_id=name)


async def is_foreign(event: Json) -> bool:
    """Return whether a malformed event shows that it is not ours."""
    names = owner_names(event)
    if names is None:
        return False
    ours = await PURCHASES.find_first(id=names["purchase_id"])
    return ours is None and await SUBSCRIPTIONS.find_first(id=names["subscription_id"]) is None


async def refusal(notice: Notice) -> Foreign | Alert:
    """Return why an event without an order in this database is not applied.

    An order is stored before it is sent to the provider, so an unknown name belongs to another
    installation. But if its customer is ours, our order was lost, and an operator must handle it.
    """
    name = notice.purchase_id if isinstance(notice, PaymentNotice) else notice.subscription_id
    if name is None:
        return Foreign("of another product: it contains none of our names")
    if notice.customer_id is not None and await is_customer(notice.customer_id):
        return Alert(f"{name} is not known here, but its customer {notice.customer_id} is")
    return Foreign(f"another installation's: {name} and its customer are not known here")


def _name(subscription: Json) -> str | None:
    return named(subscription, "subscription_id")
