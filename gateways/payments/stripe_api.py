"""The payment provider: Stripe's API with its own SDK, or the sandbox with the same API.

Requests that change something have idempotency keys derived from ours, so that a retry is safe. The
SDK retries a limited number of times. No request is sent inside a database transaction.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import stripe

from billing.payments.packs import PaymentFacts
from gateways.payments.checkouts import Checkout, CheckoutSession, CheckoutState
from gateways.payments.coupons import Coupon
from gateways.payments.errors import (
    AlreadyThere,
    CardRefused,
    CustomerGone,
    Missing,
    PaymentsAway,
    PaymentsConflict,
    PaymentsDenied,
    PaymentsRefused,
)
from gateways.payments.notices import named
from gateways.payments.payment import Payment
from gateways.payments.payment_events import refund_facts
from gateways.payments.plan_calls import PlanCalls
from gateways.payments.saved_cards import CARDS_MAX, Charge, SavedCard, card_of

logger = logging.getLogger(__name__)

API_VERSION = "2026-10-28.endive"
TIMEOUT_SECONDS = 20
RETRIES_MAX = 2


class Payments(PlanCalls):
    """The client of the payment provider, one per process. `api_base` None means Stripe itself."""

    def __init__(self, *, api_key: str, api_base: str | None) -> None:
        self.livemode = "_live_" in api_key
        self.denied = False
        """Whether the provider denied our key in its last answer."""
        self._http = stripe.HTTPXClient(timeout=TIMEOUT_SECONDS, allow_sync_methods=False)
        self._client = stripe.StripeClient(
            api_key,
            base_addresses={"api": api_base} if api_base else {},
            stripe_version=API_VERSION,
            max_network_retries=RETRIES_MAX,
            http_client=self._http,
        )

    async def close(self) -> None:
        await self._http.close_async()  # type: ignore[no-untyped-call]  # the SDK leaves it untyped

    async def create_customer(self, account_id: str, *, key: str) -> str:
        """Return the id of a customer for an account. The same key returns the same customer."""
        customer = await self._call(
            self._client.v1.customers.create_async(
                {"metadata": {"account_id": account_id}},
                {"idempotency_key": f"customer:{key}"},
            )
        )
        return str(customer.id)

    async def open_checkout(self, wanted: Checkout) -> CheckoutSession:
        """Return a page for the payment. The same request returns the same page."""
        if wanted.coupon is not None:
            await self.ensure(wanted.coupon)
        session = await self._call(
            self._client.v1.checkout.sessions.create_async(
                wanted.params,  # type: ignore[arg-type]  # a dict, where the SDK has a TypedDict
                {"idempotency_key": wanted.key},
            )
        )
        return CheckoutSession(session.id, session.url)

    async def ensure(self, coupon: Coupon) -> None:
        """Create the coupon, unless it exists."""
        try:
            await self._call(
                self._client.v1.coupons.create_async(
                    coupon.params,  # type: ignore[arg-type]  # as above
                    {"idempotency_key": f"coupon:{coupon.id}"},
                )
            )
        except AlreadyThere:
            logger.info("coupon %s exists already", coupon.id)

    async def checkout_state(self, session_id: str) -> CheckoutState:
        """Return the present state of the checkout; one that the provider does not have has
        expired."""
        try:
            session = await self._call(self._client.v1.checkout.sessions.retrieve_async(session_id))
        except Missing:
            return CheckoutState.EXPIRED
        return CheckoutState(session.status)

    async def expire_checkout(self, session_id: str) -> CheckoutState:
        """Close the checkout if it is open. Return its state after that."""
        try:
            await self._call(self._client.v1.checkout.sessions.expire_async(session_id))
        except PaymentsRefused:
            # It is no longer open.
            return await self.checkout_state(session_id)
        return CheckoutState.EXPIRED

    async def refund(
        self, *, payment_intent: str, amount: int | None, purchase_id: str, key: str
    ) -> tuple[str, PaymentFacts]:
        """Refund `amount`, or the whole rest if it is None. Return the refund's id and facts."""
        params: dict[str, Any] = {
            "payment_intent": payment_intent,
            "metadata": {"purchase_id": purchase_id},
        }
        if amount is not None:
            params["amount"] = amount
        return await self._refund(params, key=key)

    async def _refund(self, params: dict[str, Any], *, key: str) -> tuple[str, PaymentFacts]:
        refund = await self._call(
            self._client.v1.refunds.create_async(
                params,  # type: ignore[arg-type]  # as above
                {"idempotency_key": f"refund:{key}"},
            )
        )
        return refund.id, refund_facts(refund.id, refund.amount, refund.status)

    async def subscription(self, external_id: str) -> dict[str, Any]:
        """Return the subscription in its present state."""
        subscription = await self._call(self._client.v1.subscriptions.retrieve_async(external_id))
        return dict(subscription.to_dict())

    async def set_cancel_at_period_end(self, external_id: str, cancel: bool) -> dict[str, Any]:
        """Return the subscription, which now ends with its period, or continues."""
        subscription = await self._call(
            self._client.v1.subscriptions.update_async(
                external_id, {"cancel_at_period_end": cancel}
            )
        )
        return dict(subscription.to_dict())

    async def cancel_now(self, external_id: str) -> dict[str, Any]:
        """Return the subscription, which has ended."""
        subscription = await self._call(self._client.v1.subscriptions.cancel_async(external_id))
        return dict(subscription.to_dict())

    async def invoice_paid_by(self, payment_intent: str) -> dict[str, Any] | None:
        """Return the invoice that this payment paid. Refunds and disputes name only the payment."""
        payment: Any = {"type": "payment_intent", "payment_intent": payment_intent}
        found = await self._call(
            self._client.v1.invoice_payments.list_async(
                {"payment": payment, "limit": 1, "expand": ["data.invoice"]}
            )
        )
        return dict(found.data[0].invoice.to_dict()) if found.data else None

    async def refund_invoice(self, invoice: str, *, subscription_id: str) -> PaymentFacts:
        """Refund the rest of everything that was paid for an invoice. Return the facts of its
        refunds. A retry is safe."""
        found = await self._call(
            self._client.v1.invoice_payments.list_async({"invoice": invoice, "status": "paid"})
        )
        facts = PaymentFacts()
        for paid in found.data:
            _, made = await self._refund(
                {
                    "payment_intent": paid.payment.payment_intent,
                    "metadata": {"subscription_id": subscription_id},
                },
                key=f"invoice:{invoice}:{paid.id}",
            )
            facts = facts.merge(made)
        return facts

    async def saved_cards(self, customer_id: str) -> list[SavedCard]:
        """Return the cards of a customer, the latest first."""
        found = await self._call(
            self._client.v1.payment_methods.list_async(
                {"customer": customer_id, "type": "card", "limit": CARDS_MAX}
            )
        )
        return [card_of(method.to_dict()) for method in found.data]

    async def saved_card(self, card_id: str) -> SavedCard:
        """Return a card. Raises Missing."""
        method = await self._call(self._client.v1.payment_methods.retrieve_async(card_id))
        return card_of(method.to_dict())

    async def remove_card(self, card_id: str) -> None:
        """Take a card from its customer, so that it can't be charged any more."""
        await self._call(self._client.v1.payment_methods.detach_async(card_id))

    async def charge(self, wanted: Charge) -> dict[str, Any]:
        """Charge a saved card; return the payment. The same request charges once, and has the same
        answer. Raises CardRefused."""
        intent = await self._call(
            self._client.v1.payment_intents.create_async(
                wanted.params,  # type: ignore[arg-type]  # as above
                {"idempotency_key": wanted.key},
            )
        )
        return dict(intent.to_dict())

    async def payment_of(self, customer_id: str, purchase_id: str) -> dict[str, Any] | None:
        """Return the latest payment of a customer for a purchase, if there is one."""
        found = await self._call(
            self._client.v1.payment_intents.list_async({"customer": customer_id, "limit": 100})
        )
        made = (intent.to_dict() for intent in found.data)
        return next((one for one in made if named(one, "purchase_id") == purchase_id), None)

    async def payment(self, payment_intent: str) -> Payment:
        """Return the payment in its present state."""
        intent = await self._call(
            self._client.v1.payment_intents.retrieve_async(
                payment_intent, {"expand": ["latest_charge"]}
            )
        )
        return _payment(intent.to_dict())

    async def payments_since(self, since: datetime) -> AsyncIterator[Payment]:
        """Yield all payments made since then, the newest first."""
        page = await self._call(
            self._client.v1.payment_intents.list_async(
                {
                    "created": {"gte": int(since.timestamp())},
                    "limit": 100,
                    "expand": ["data.latest_charge"],
                }
            )
        )
        while True:
            for intent in page.data:
                yield _payment(intent.to_dict())
            if not page.has_more:
                return
            page = await self._call(page.next_page_async())

    async def _call(self, request: Any) -> Any:
        try:
            answer = await request
        except stripe.IdempotencyError as error:
            raise PaymentsConflict(str(error)) from error
        except (stripe.AuthenticationError, stripe.PermissionError) as error:
            # Its message may repeat a part of the key.
            logger.error(
                "ALERT the payment provider does not accept STRIPE_API_KEY (status %s)",
                error.http_status,
            )
            self.denied = True
            raise PaymentsDenied from None
        except stripe.CardError as error:
            self.denied = False
            message = error.user_message or str(error)
            raise CardRefused(message, error.code or "card_declined") from error
        except stripe.InvalidRequestError as error:
            # The provider checks the key before the request.
            self.denied = False
            raise _refused(error)(error.user_message or str(error)) from error
        except stripe.StripeError as error:
            logger.warning("the payment provider is not available: %r", error)
            raise PaymentsAway from error
        self.denied = False
        return answer


def _refused(error: stripe.StripeError) -> type[PaymentsRefused]:
    if error.code == "resource_already_exists":
        return AlreadyThere
    if error.code != "resource_missing":
        return PaymentsRefused
    about_customer = isinstance(error, stripe.InvalidRequestError) and error.param == "customer"
    return CustomerGone if about_customer else Missing


def _payment(intent: dict[str, Any]) -> Payment:
    charge = intent.get("latest_charge")
    return Payment(
        id=intent["id"],
        status=intent["status"],
        amount=intent["amount"],
        amount_refunded=charge["amount_refunded"] if isinstance(charge, dict) else 0,
        currency=intent["currency"],
        created=intent["created"],
        purchase_id=named(intent, "purchase_id"),
    )
