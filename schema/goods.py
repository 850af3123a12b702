"""Plans and packs, with the prices that an account pays. `docs/discounts.md` has the rules."""

from __future__ import annotations

from typing import Annotated

import strawberry

from billing.catalog import catalog as domain
from billing.discounts.deciding import DecidedPrice, pack_price, plan_price
from billing.errors import BadInput
from billing.payments.purchase import QUANTITY_MAX
from schema.context import Info, SchemaContext
from schema.discounts.prices import BulkStep, Discount
from schema.enums import Buyer, Priority, QuotaPeriod
from schema.money import Money
from schema.scalars import BigInt, described, reads

Quantity = Annotated[
    int | None,
    strawberry.argument(description=f"The number of packs of one purchase, 1 to {QUANTITY_MAX}."),
]


@strawberry.type(description="Premium tokens that a plan grants in every period.")
class PlanAllowance:
    tokens: BigInt = described("Premium tokens per period; unspent ones lapse.")
    period: QuotaPeriod = described("How often.")


@strawberry.type(description="The seats of a plan for teams.")
class PlanSeats:
    least: int = described("The least seats that can be bought.")
    most: int = described("The most seats that can be bought.")
    per_seat: bool = described(
        "Whether price and allowances are for one seat; otherwise for all of them together."
    )

    @classmethod
    def of(cls, seats: domain.Seats) -> PlanSeats:
        return cls(
            least=seats.each * seats.least,
            most=seats.each * seats.most,
            per_seat=seats.each == 1,
        )


@strawberry.type(description="A set of allowances.")
class Plan:
    plan: strawberry.Private[domain.Plan]
    payer: strawberry.Private[str | None]

    name: str = reads("Unique: FREE, PREMIUM.", lambda self: self.plan.name)
    display_name: str = reads("For people.", lambda self: self.plan.display_name)
    description: str = reads("The kind of user it suits.", lambda self: self.plan.description)
    list_price: Money = reads(
        "For a month, without discounts.", lambda self: Money.of(self.plan.price)
    )
    allowances: list[PlanAllowance] = reads(
        "Premium tokens it grants in every period.",
        lambda self: [
            PlanAllowance(tokens=BigInt(one.tokens), period=one.period)
            for one in self.plan.allowances
        ],
    )
    priority: Priority = reads(
        "Under overload, requests with PRIORITY are served first.", lambda self: self.plan.priority
    )
    benefits: list[str] = reads("Other benefits, as text.", lambda self: list(self.plan.benefits))
    buyer: Buyer = reads("The kind of account that it is for.", lambda self: self.plan.buyer)
    seats: PlanSeats | None = reads(
        "Its seats, if it is for teams.",
        lambda self: None if self.plan.seats is None else PlanSeats.of(self.plan.seats),
    )

    @classmethod
    def of(cls, plan: domain.Plan, *, payer: str | None = None) -> Plan:
        """Return the plan with the price that the account `payer` pays; None: the caller's own."""
        return cls(plan=plan, payer=payer)

    @strawberry.field(
        description="For a month: what the caller pays now, or in `Account.plans` that account. "
        "The list price without credentials."
    )
    async def price(self, info: Info) -> Money:
        return Money.of((await self._decided(info.context)).price)

    @strawberry.field(description="Why the price is below the list price.")
    async def discounts(self, info: Info) -> list[Discount]:
        return _shown(await self._decided(info.context))

    async def _decided(self, context: SchemaContext) -> DecidedPrice:
        enrolments = await context.enrolments_of(self.payer)
        return plan_price(self.plan, enrolments, context.now())


@strawberry.type(description="Premium tokens bought once, which never expire.")
class Pack:
    pack: strawberry.Private[domain.Pack]
    payer: strawberry.Private[str | None]

    name: str = reads("Unique.", lambda self: self.pack.name)
    display_name: str = reads("For people.", lambda self: self.pack.display_name)
    description: str = reads("The kind of user it suits.", lambda self: self.pack.description)
    tokens: BigInt = reads("Its premium tokens.", lambda self: BigInt(self.pack.tokens))
    bulk: list[BulkStep] = reads(
        "The discounts on larger quantities, the smallest quantity first.",
        lambda self: [BulkStep.of(step) for step in self.pack.bulk],
    )

    @classmethod
    def of(cls, pack: domain.Pack, *, payer: str | None = None) -> Pack:
        """Return the pack with the price that the account `payer` pays; None: the caller's own."""
        return cls(pack=pack, payer=payer)

    @strawberry.field(
        description="What the caller pays now for so many packs in one purchase, or in "
        "`Account.packs` that account. Without credentials, only the quantity counts."
    )
    async def price(self, info: Info, quantity: Quantity = 1) -> Money:
        return Money.of((await self._decided(info.context, quantity)).price)

    @strawberry.field(description="The price of so many packs without discounts.")
    async def list_price(self, info: Info, quantity: Quantity = 1) -> Money:
        return Money.of((await self._decided(info.context, quantity)).listed)

    @strawberry.field(description="Why the price of so many packs is below the list price.")
    async def discounts(self, info: Info, quantity: Quantity = 1) -> list[Discount]:
        return _shown(await self._decided(info.context, quantity))

    async def _decided(self, context: SchemaContext, given: int | None) -> DecidedPrice:
        quantity = _checked(given)
        enrolments = await context.enrolments_of(self.payer)
        return pack_price(self.pack, quantity, enrolments, context.now())


def _checked(given: int | None) -> int:
    """Return the quantity, 1 by default. Raises BadInput for one that cannot be bought at once."""
    quantity = 1 if given is None else given
    if not 1 <= quantity <= QUANTITY_MAX:
        raise BadInput("quantity", f"must be from 1 to {QUANTITY_MAX}")
    return quantity


def _shown(decided: DecidedPrice) -> list[Discount]:
    return Discount.all_of(decided.discounts, decided.listed.currency)
