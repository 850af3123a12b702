"""Money, as the API shows it."""

from __future__ import annotations

import strawberry

from billing.catalog import catalog as domain
from schema.scalars import BigInt, described


@strawberry.type(description="An amount of money.")
class Money:
    amount: BigInt = described("In the currency's minor unit: 500 of USD is five dollars.")
    currency: str = described("ISO 4217 code, for example USD.")

    @classmethod
    def of(cls, money: domain.Money) -> Money:
        return cls(amount=BigInt(money.amount), currency=money.currency)
