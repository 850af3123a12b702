"""Discounts on plans, and what changes do to them, as JSON values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from billing.payments.discounting import UNDISCOUNTED, CouponAct, DiscountStep
from billing.payments.plan_discount import PlanDiscount


def discount_json(one: PlanDiscount) -> dict[str, Any]:
    return {
        "name": one.name,
        "reason": one.reason,
        "off": one.off,
        "until": _text(one.until),
        "ends": _text(one.ends),
        "fixed": one.fixed,
        "aligned": one.aligned,
    }


def discount_from(known: Mapping[str, Any]) -> PlanDiscount:
    return PlanDiscount(
        name=known["name"],
        reason=known["reason"],
        off=known["off"],
        until=_time(known["until"]),
        ends=_time(known["ends"]),
        fixed=known["fixed"],
        aligned=known["aligned"],
    )


def step_text(step: DiscountStep) -> str | None:
    """Return None for a change without a discount, as in rows of older releases."""
    if step == UNDISCOUNTED:
        return None
    discount = None if step.discount is None else discount_json(step.discount)
    return json.dumps({"discount": discount, "act": step.act, "months": step.months})


def step_from(text: str | None) -> DiscountStep:
    if text is None:
        return UNDISCOUNTED
    known = json.loads(text)
    discount = None if known["discount"] is None else discount_from(known["discount"])
    return DiscountStep(discount, CouponAct(known["act"]), known["months"])


def _text(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat()


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
