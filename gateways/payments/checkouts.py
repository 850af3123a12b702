"""Checkouts: the requests to the provider, and the states of a checkout."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import blake2b
from typing import Any

from gateways.payments.coupons import Coupon
from gateways.payments.units import to_provider


class CheckoutState(StrEnum):
    """The provider's state of a checkout. COMPLETE: its money has arrived, or is on its way."""

    OPEN = "open"
    COMPLETE = "complete"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class CheckoutSession:
    id: str
    url: str


@dataclass(frozen=True, slots=True)
class CheckoutOptions:
    """The options of a checkout. It returns to `success_url` or `cancel_url`.

    `after` is the id of the checkout that it replaces.
    """

    success_url: str
    cancel_url: str | None = None
    promotion_codes: bool = False
    automatic_tax: bool = False
    receipt_email: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Checkout:
    """A request for a checkout: the provider's parameters, the idempotency key, and the coupon that
    they name, which has to exist first."""

    params: dict[str, Any]
    key: str
    coupon: Coupon | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """The product for sale. `unit_amount` is in the minor unit of `currency`."""

    name: str
    unit_amount: int
    currency: str
    quantity: int = 1


def pack_checkout(
    purchase_id: str, customer_id: str, item: Item, options: CheckoutOptions
) -> Checkout:
    """Return the request for a pack, which is paid once."""
    metadata = {"purchase_id": purchase_id}
    intent: dict[str, Any] = {"metadata": metadata}
    if options.receipt_email:
        intent["receipt_email"] = options.receipt_email
    lines = [{"price_data": _price(item), "quantity": item.quantity}]
    params = _params("payment", customer_id, lines, metadata, options)
    params["payment_intent_data"] = intent
    return _keyed(params, purchase_id, options)


def plan_checkout(
    subscription_id: str,
    customer_id: str,
    item: Item,
    options: CheckoutOptions,
    coupon: Coupon | None = None,
) -> Checkout:
    """Return the request for a plan, which is paid each month. A `coupon` excludes the promotion
    codes of the options."""
    metadata = {"subscription_id": subscription_id}
    price = {**_price(item), "recurring": {"interval": "month"}}
    lines = [{"price_data": price, "quantity": item.quantity}]
    params = _params("subscription", customer_id, lines, metadata, options)
    params["subscription_data"] = {"metadata": metadata}
    if coupon is not None:
        params["discounts"] = [{"coupon": coupon.id}]
    return replace(_keyed(params, subscription_id, options), coupon=coupon)


def _price(item: Item) -> dict[str, Any]:
    return {
        "currency": item.currency.lower(),
        "unit_amount": to_provider(item.unit_amount, item.currency),
        "product_data": {"name": item.name},
    }


def _params(
    mode: str,
    customer_id: str,
    lines: list[dict[str, Any]],
    metadata: dict[str, str],
    options: CheckoutOptions,
) -> dict[str, Any]:
    params: dict[str, Any] = {
        "mode": mode,
        "customer": customer_id,
        "line_items": lines,
        "metadata": metadata,
        "client_reference_id": next(iter(metadata.values())),
        "success_url": options.success_url,
    }
    if options.cancel_url:
        params["cancel_url"] = options.cancel_url
    if options.promotion_codes:
        params["allow_promotion_codes"] = True
    if options.automatic_tax:
        params["automatic_tax"] = {"enabled": True}
        params["customer_update"] = {"address": "auto"}
    return params


def _keyed(params: dict[str, Any], ours: str, options: CheckoutOptions) -> Checkout:
    """Return the request with its idempotency key. The provider stores each answer with its key,
    even a refusal. So the key covers everything that makes a different request: the parameters, and
    an earlier open checkout."""
    content = json.dumps([params, options.after], sort_keys=True).encode()
    digest = blake2b(content, digest_size=16).hexdigest()
    return Checkout(params, f"checkout:{ours}:{digest}")
