"""The discounts of an order as JSON text."""

from __future__ import annotations

import json
from collections.abc import Sequence

from billing.discounts.deciding import Discount, DiscountKind


def discounts_text(discounts: Sequence[Discount]) -> str | None:
    """Return None for no discounts, as in orders of older releases."""
    return json.dumps([one._asdict() for one in discounts]) if discounts else None


def discounts_from(text: str | None) -> tuple[Discount, ...]:
    found = json.loads(text) if text else []
    return tuple(
        Discount(
            DiscountKind(one["kind"]),
            one["name"],
            one["reason"],
            one["amount"],
            # Orders of older releases do not have the percentage.
            one.get("off", 0),
        )
        for one in found
    )
