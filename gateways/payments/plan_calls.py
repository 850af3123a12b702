"""Requests that change what a subscription sells. Part of the client of the payment provider."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from gateways.payments.coupons import Coupon
from gateways.payments.errors import PaymentsRefused
from gateways.payments.units import from_provider, to_provider

if TYPE_CHECKING:
    import stripe


class ItemChange(NamedTuple):
    """A change of the item `item_id` of a subscription: another price (None keeps it), `quantity`
    times. `prorate_at` is the instant from which the rest of the period is charged, or None if only
    the next period changes. `coupon` takes the place of the present one; `coupon_off` takes that
    off. The provider does all of it in one step."""

    item_id: str
    price: str | None
    quantity: int
    prorate_at: datetime | None
    coupon: Coupon | None = None
    coupon_off: bool = False


@dataclass(frozen=True, slots=True)
class PlanPrice:
    """A monthly price: `unit_amount` is in the minor unit of `currency`."""

    name: str
    unit_amount: int
    currency: str

    @property
    def params(self) -> dict[str, Any]:
        return {
            "currency": self.currency.lower(),
            "unit_amount": to_provider(self.unit_amount, self.currency),
            "recurring": {"interval": "month"},
        }


class Proration(NamedTuple):
    """The cost of a change now: `due` is charged, `credit` is kept for the next invoices. Both are
    in the minor unit."""

    due: int
    credit: int


class PlanCalls(ABC):
    """The requests about items of subscriptions."""

    _client: stripe.StripeClient

    @abstractmethod
    async def _call(self, request: Any) -> Any:
        """Await a request. Raises PaymentsAway, PaymentsConflict and PaymentsRefused."""

    @abstractmethod
    async def ensure(self, coupon: Coupon) -> None:
        """Create the coupon, unless it exists."""

    async def create_price(self, price: PlanPrice, *, key: str) -> str:
        """Return the id of a price for a plan. The same key returns the same price."""
        params: Any = {**price.params, "product_data": {"name": price.name}}
        made = await self._call(
            self._client.v1.prices.create_async(params, {"idempotency_key": f"price:{key}"})
        )
        return str(made.id)

    async def unit_amount(self, price: str) -> int:
        """Return the amount of a price, in the minor unit of its currency."""
        found = await self._call(self._client.v1.prices.retrieve_async(price))
        return from_provider(int(found.unit_amount), str(found.currency))

    async def change_item(
        self, external_id: str, change: ItemChange, *, key: str
    ) -> dict[str, Any]:
        """Return the subscription after a change, with its latest invoice. A proration is paid at
        once: if the card is declined, nothing changes and CardRefused is raised."""
        params: Any = {
            "items": [_item(change)],
            "expand": ["latest_invoice"],
            **_proration(change),
            **await self._discounts(change),
        }
        if change.prorate_at is not None:
            params["payment_behavior"] = "error_if_incomplete"
        subscription = await self._call(
            self._client.v1.subscriptions.update_async(
                external_id, params, {"idempotency_key": f"change:{key}"}
            )
        )
        return dict(subscription.to_dict())

    async def preview_item(
        self, subscription: Mapping[str, Any], change: ItemChange, price: PlanPrice | None
    ) -> Proration:
        """Return what a change would cost now. `price` is the new one, if it changes."""
        item: dict[str, Any] = _item(change)
        if price is not None:
            product = _product(subscription, change.item_id)
            item["price_data"] = {**price.params, "product": product}
        details = {"items": [item], **_proration(change)}
        params: Any = {"subscription": subscription["id"], "subscription_details": details}
        params |= await self._discounts(change)
        invoice = await self._call(self._client.v1.invoices.create_preview_async(params))
        currency = str(invoice.currency)
        credit = max(-int(invoice.total), 0)
        return Proration(
            from_provider(int(invoice.amount_due), currency), from_provider(credit, currency)
        )

    async def _discounts(self, change: ItemChange) -> dict[str, Any]:
        """Return the parameter for the coupon, which exists then; none if it stays."""
        if change.coupon is None:
            return {"discounts": ""} if change.coupon_off else {}
        await self.ensure(change.coupon)
        return {"discounts": [{"coupon": change.coupon.id}]}


def _item(change: ItemChange) -> dict[str, Any]:
    item: dict[str, Any] = {"id": change.item_id, "quantity": change.quantity}
    return item if change.price is None else {**item, "price": change.price}


def _proration(change: ItemChange) -> dict[str, Any]:
    if change.prorate_at is None:
        return {"proration_behavior": "none"}
    at = int(change.prorate_at.timestamp())
    return {"proration_behavior": "always_invoice", "proration_date": at}


def _product(subscription: Mapping[str, Any], item_id: str) -> str:
    """Return the product of an item. Raises PaymentsRefused if the item is gone."""
    for item in subscription["items"]["data"]:
        if item["id"] == item_id:
            return str(item["price"]["product"])
    raise PaymentsRefused("the subscription has no such item")
