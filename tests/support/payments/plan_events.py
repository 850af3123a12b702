"""The provider's subscriptions and invoices, in the forms of its API's versions.

The version of the webhook's endpoint decides which form comes. Until 2025-03-31 periods and
metadata were elsewhere, and until 2023 invoices did not repeat the subscription's metadata.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from billing.payments.purchase import PlanSubscription
from tests.support.payments.money import Json, event

OLDEST, OLD, MIDDLE, BASIL, NEWEST = (
    "2020-08-27",
    "2022-11-15",
    "2024-06-20",
    "2025-03-31.basil",
    "2026-10-28.endive",
)
VERSIONS = [OLDEST, OLD, MIDDLE, BASIL, NEWEST]


class Sold(NamedTuple):
    """A product and its price, with the cost of a period in the minor unit. Without `product` the
    lines of invoices name neither."""

    product: str | None
    price: str | None
    amount: int


class Billed(NamedTuple):
    """A line of an invoice."""

    sold: Sold
    end: datetime
    amount: int
    proration: bool = False


def seconds(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp())


def plan_of(to: PlanSubscription) -> Sold:
    """Return what the subscription's checkout sold."""
    return Sold(f"prod_of_{to.id}", f"price_of_{to.id}", to.amount)


def line(
    sold: Sold, end: datetime, *, amount: int | None = None, proration: bool = False
) -> Billed:
    return Billed(sold, end, sold.amount if amount is None else amount, proration)


def subscription(
    to: PlanSubscription,
    version: str,
    status: str = "active",
    *,
    ends: datetime,
    items: Sequence[Sold] | None = None,
    **changes: Any,
) -> Json:
    """Return a subscription as an object of the API. Its present period ends at `ends`."""
    sold = [plan_of(to)] if items is None else items
    made = {
        "id": f"sub_of_{to.id}",
        "object": "subscription",
        "status": status,
        "cancel_at_period_end": False,
        "cancel_at": None,
        "collection_method": "charge_automatically",
        "customer": f"cus_of_{to.account_id}",
        "pause_collection": None,
        "trial_end": None,
        "ended_at": None,
        "items": {"data": [_item(one, version, ends) for one in sold]},
        "metadata": {"subscription_id": to.id},
    }
    if version < BASIL:
        made["current_period_end"] = seconds(ends)
    return made | changes


def _item(sold: Sold, version: str, ends: datetime) -> Json:
    made: Json = {"object": "subscription_item", "quantity": 1, "price": _price(sold)}
    if version < BASIL:
        return made | {"plan": _plan(sold)}
    return made | {"current_period_end": seconds(ends)}


def _price(sold: Sold) -> Json:
    return {"id": sold.price, "product": sold.product, "unit_amount": sold.amount}


def _plan(sold: Sold) -> Json:
    return {"id": sold.price, "product": sold.product, "amount": sold.amount}


def invoice(
    to: PlanSubscription, version: str, name: str, lines: Sequence[Billed], **changes: Any
) -> Json:
    """Return an invoice as an object of the API, paid in full."""
    total = sum(one.amount for one in lines)
    metadata = {"subscription_id": to.id}
    made: Json = {
        "id": name,
        "object": "invoice",
        "subtotal": total,
        "amount_paid": max(total, 0),
        "currency": to.currency.lower(),
        "customer": f"cus_of_{to.account_id}",
        "lines": {"data": [_line(one, version, to) for one in lines]},
    }
    if version >= BASIL:
        details = {"subscription": f"sub_of_{to.id}", "metadata": metadata}
        made["parent"] = {"type": "subscription_details", "subscription_details": details}
    else:
        made["subscription"] = f"sub_of_{to.id}"
    if version == MIDDLE:
        made["subscription_details"] = {"metadata": metadata}
    return made | changes


def _line(one: Billed, version: str, to: PlanSubscription) -> Json:
    made: Json = {
        "amount": one.amount,
        "currency": to.currency.lower(),
        "period": {"end": seconds(one.end)},
        "metadata": {"subscription_id": to.id},
    }
    if version < BASIL:
        named = one.sold.product is not None
        kind = {"price": _price(one.sold), "plan": _plan(one.sold)}
        return made | {"proration": one.proration} | (kind if named else {"price": None})
    details = {"proration": one.proration}
    made["parent"] = {"subscription_item_details": details}
    if one.sold.product is not None:
        price = {"price": one.sold.price, "product": one.sold.product}
        made["pricing"] = {"price_details": price}
    return made


def subscription_told(kind: str, thing: Json, *, at: datetime) -> Json:
    return event(f"customer.subscription.{kind}", thing, at=at)


def invoice_told(kind: str, thing: Json, *, at: datetime) -> Json:
    return event(f"invoice.{kind}", thing, at=at)
