"""A payment at the provider."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment in its state at the provider; amounts in the minor unit."""

    id: str
    status: str
    amount: int
    amount_refunded: int
    currency: str
    created: int
    purchase_id: str | None
