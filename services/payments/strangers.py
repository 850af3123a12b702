"""Events that name no order of ours: another product's on the same provider account, or ours all
the same.

What we make at the provider's carries our name for it, so most events of others can be told by
themselves. A refund or a dispute names only its payment, and an older invoice only its
subscription: then the provider is asked.
"""

from __future__ import annotations

from dataclasses import replace

from db.payments.purchases import PURCHASES, SUBSCRIPTIONS, is_customer
from gateways.payments.events import owner_names
from gateways.payments.notices import Json, PaymentNotice, SubscriptionNotice, named
from gateways.payments.stripe_api import PaymentsAway, PaymentsRefused
from gateways.payments.subscription_events import read_invoice_payment
from services.payments.desk import Alert, Foreign, NotYet, PaymentDesk

Notice = PaymentNotice | SubscriptionNotice


class Strangers:
    """One object per process."""

    def __init__(self, desk: PaymentDesk) -> None:
        self._desk = desk

    async def identify(self, notice: Notice) -> Notice:
        """The notice under the name that the provider knows for it, if it is one of ours.

        Raises Foreign, Alert, and NotYet where the provider can't be asked.
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
        """The payment of a plan's invoice, or of a pack."""
        if notice.payment_intent is None:
            return None
        provider = self._desk.provider()
        invoice = await provider.invoice_paid_by(notice.payment_intent)
        if invoice is not None:
            return read_invoice_payment(invoice, notice.facts)
        name = (await provider.payment(notice.payment_intent)).purchase_id
        return None if name is None else replace(notice, purchase_id=name)


async def is_foreign(event: Json) -> bool:
    """Whether an event that is wrong in some way tells by itself that it is not ours."""
    names = owner_names(event)
    if names is None:
        return False
    ours = await PURCHASES.find_first(id=names["purchase_id"])
    return ours is None and await SUBSCRIPTIONS.find_first(id=names["subscription_id"]) is None


async def refusal(notice: Notice) -> Foreign | Alert:
    """Why an event is not applied that names no order of ours.

    An order is kept before the provider hears of it, so a name that is not known here is another
    installation's. If its customer is ours, then the order has been lost: someone has to look.
    """
    name = notice.purchase_id if isinstance(notice, PaymentNotice) else notice.subscription_id
    if name is None:
        return Foreign("another product's: it has none of our names")
    if notice.customer_id is not None and await is_customer(notice.customer_id):
        return Alert(f"{name} is not known here, but its customer {notice.customer_id} is")
    return Foreign(f"another installation's: {name} and its customer are not known here")


def _name(subscription: Json) -> str | None:
    return named(subscription, "subscription_id")
