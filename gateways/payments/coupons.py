"""Coupons: what the provider takes off each month of a subscription."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from billing.catalog.discounts import percent_text
from billing.payments.plan_discount import PlanDiscount
from gateways.payments.units import to_provider

NAME_MAX = 40
"""The provider's limit."""


@dataclass(frozen=True, slots=True)
class Coupon:
    """A coupon that exists before it is used: the provider's parameters. One with an id never
    changes."""

    params: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.params["id"])


def coupon_of_order(
    order_id: str, discount: PlanDiscount, currency: str, months: int | None
) -> Coupon:
    """Return the coupon for an order of a plan, which nothing else may use."""
    content = _content(discount, currency, months)
    return Coupon({"id": order_id, **content, "max_redemptions": 1})


def coupon_of_change(discount: PlanDiscount, currency: str, months: int | None) -> Coupon:
    """Return the coupon for a change of a plan. Its id follows from its content, so a preview, the
    change and its repeats name the same one."""
    content = _content(discount, currency, months)
    digest = blake2b(json.dumps(content, sort_keys=True).encode(), digest_size=16).hexdigest()
    return Coupon({"id": f"plan_{digest}", **content})


def _content(discount: PlanDiscount, currency: str, months: int | None) -> dict[str, Any]:
    """Return the parameters for so many `months`; None: without an end."""
    content: dict[str, Any] = {"name": discount.reason[:NAME_MAX], "duration": "forever"}
    if discount.fixed is None:
        content["percent_off"] = percent_text(discount.off).rstrip("%")
    else:
        content["amount_off"] = to_provider(discount.fixed, currency)
        content["currency"] = currency.lower()
    if months is None:
        return content
    return content | {"duration": "repeating", "duration_in_months": months}
