"""Discounts, as the API shows them."""

from __future__ import annotations

from collections.abc import Sequence

import strawberry

from billing.catalog import discounts as catalog
from billing.catalog.catalog import Money as DomainMoney
from billing.discounts import deciding as domain
from schema.discounts.enums import DiscountKind
from schema.money import Money
from schema.scalars import described


@strawberry.type(description="A part of a list price that is not paid, and why.")
class Discount:
    kind: DiscountKind = described("Its kind.")
    reason: str = described("The reason, as text: for example `10% off from 10 packs`.")
    programme: str | None = described("The name of the programme; null for a bulk step.")
    amount: Money = described("What is not paid.")

    @classmethod
    def all_of(cls, discounts: Sequence[domain.Discount], currency: str) -> list[Discount]:
        return [
            cls(
                kind=one.kind,
                reason=one.reason,
                programme=one.name or None,
                amount=Money.of(DomainMoney(one.amount, currency)),
            )
            for one in discounts
        ]


@strawberry.type(description="A discount on all packs of a purchase, from a number of packs on.")
class BulkStep:
    from_: int = strawberry.field(
        name="from", description="The least number of packs in one purchase."
    )
    off: str = described("The part of the list price that is not paid: `10%`.")

    @classmethod
    def of(cls, step: catalog.BulkStep) -> BulkStep:
        return cls(from_=step.start, off=catalog.percent_text(step.off))
