"""Spend caps, as the API shows them."""

from __future__ import annotations

from datetime import datetime

import strawberry

from billing.catalog.price_book import PriceBook
from billing.ledger.caps.limits import CapUse
from schema.catalog import Model
from schema.enums import CapScope, QuotaPeriod
from schema.scalars import BigInt, described


@strawberry.type(
    description="A limit on what uses may cost in a day or month. It counts the premium tokens "
    "that the uses of its scope have cost since it was set."
)
class SpendCap:
    scope: CapScope = described("The uses that it counts.")
    model: Model | None = described("The model, for the scope MODEL.")
    api_key_id: strawberry.ID | None = described("The id of the API key, for the scope API_KEY.")
    tokens: BigInt = described(
        "Premium tokens that uses may cost in each window; 0 lets none through."
    )
    period: QuotaPeriod = described("The length of a window.")
    used: BigInt = described(
        "Premium tokens that uses have cost in this window. Above `tokens` if a hold was settled "
        "at more than it reserved, or if the cap was lowered."
    )
    held: BigInt = described("Premium tokens that open holds reserve of it.")
    remaining: BigInt = described("What is left in this window: never below 0.")
    resets_at: datetime = described("When the next window starts.")

    @classmethod
    def of(cls, use: CapUse, book: PriceBook) -> SpendCap:
        cap = use.cap
        is_model = cap.scope is CapScope.MODEL
        return cls(
            scope=cap.scope,
            model=Model.of(book.described(cap.subject)) if is_model else None,
            api_key_id=strawberry.ID(cap.subject) if cap.scope is CapScope.API_KEY else None,
            tokens=BigInt(cap.tokens),
            period=cap.period,
            used=BigInt(cap.used),
            held=BigInt(use.held),
            remaining=BigInt(use.remaining),
            resets_at=cap.ends_at,
        )
