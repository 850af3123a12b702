"""Purchases and subscriptions, as the API shows them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Self

import strawberry

from billing.catalog.catalog import FREE_PLAN
from billing.catalog.catalog import Money as DomainMoney
from billing.catalog.catalog import Pack as DomainPack
from billing.catalog.catalog import Plan as DomainPlan
from billing.catalog.price_book import PriceBook
from billing.payments import purchase as domain
from billing.payments.plan_month import month_of, next_month_of
from billing.payments.plan_state import PlanPolicy
from billing.payments.purchase import PurchaseStatus
from billing.payments.subscription import SubscriptionStatus
from schema.discounts.prices import Discount
from schema.goods import Pack, Plan
from schema.ids import purchase_cursor
from schema.ledger.history import PageInfo
from schema.money import Money
from schema.node import Node
from schema.scalars import BigInt, described


@strawberry.type(description="A pack that was bought, or is being bought.")
class Purchase(Node):
    id: strawberry.ID = described("Unique.")
    pack: Pack = described("The pack, as in the present catalog.")
    quantity: int = described("The number of packs.")
    tokens: BigInt = described("All its premium tokens.")
    price: Money = described("What is paid for all of them, before tax.")
    list_price: Money = described("The price without discounts when it was ordered.")
    discounts: list[Discount] = described("Why the price is below the list price.")
    status: PurchaseStatus = described("Its status.")
    created_at: datetime = described("When the checkout was started.")
    paid_at: datetime | None = described("When it was credited.")
    refunded_tokens: BigInt = described(
        "Premium tokens that were taken back because of refunds or a lost dispute."
    )

    @classmethod
    def of(cls, purchase: domain.Purchase, book: PriceBook) -> Purchase:
        return cls(
            id=strawberry.ID(purchase.id),
            pack=_pack(purchase, book),
            quantity=purchase.quantity,
            tokens=BigInt(purchase.tokens),
            price=Money.of(DomainMoney(purchase.amount, purchase.currency)),
            list_price=Money.of(DomainMoney(purchase.listed, purchase.currency)),
            discounts=Discount.all_of(purchase.discounts, purchase.currency),
            status=purchase.status,
            created_at=purchase.created_at,
            paid_at=purchase.paid_at,
            refunded_tokens=BigInt(purchase.reversed_tokens),
        )


def _pack(purchase: domain.Purchase, book: PriceBook) -> Pack:
    """Return the pack; if it is no longer sold, a pack with the data of the purchase."""
    known = book.catalog.packs.get(purchase.pack)
    if known is not None:
        return Pack.of(known)
    return Pack.of(
        DomainPack(
            name=purchase.pack,
            display_name=purchase.pack,
            description="",
            tokens=purchase.tokens // purchase.quantity,
            price=DomainMoney(purchase.listed // purchase.quantity, purchase.currency),
        )
    )


@strawberry.type(description="A purchase in a list.")
class PurchaseEdge:
    cursor: str = described("Its cursor.")
    node: Purchase = described("The purchase.")


@strawberry.type(description="A page of purchases, the newest first (Relay).")
class PurchaseConnection:
    edges: list[PurchaseEdge] = described("The purchases, each with its cursor.")
    nodes: list[Purchase] = described("The purchases alone.")
    page_info: PageInfo = described("The position of the page.")

    @classmethod
    def of(
        cls, purchases: Sequence[domain.Purchase], book: PriceBook, *, more: bool, later: bool
    ) -> Self:
        nodes = [Purchase.of(purchase, book) for purchase in purchases]
        cursors = [purchase_cursor(one.created_at, one.id) for one in purchases]
        return cls(
            edges=[
                PurchaseEdge(cursor=one, node=node)
                for one, node in zip(cursors, nodes, strict=True)
            ],
            nodes=nodes,
            page_info=PageInfo.of(cursors, more=more, later=later),
        )


@strawberry.type(description="What a subscription gives from the next period on.")
class PendingPlanChange:
    plan: Plan = described("The plan.")
    seats: int | None = described("Its seats, if it has any.")
    price: Money = described("The price of the first month, before tax.")
    list_price: Money = described("The price of that month without discounts.")
    discounts: list[Discount] = described("Why the price is below the list price.")
    at: datetime | None = described("When it begins: the end of the paid period.")


@strawberry.type(description="A subscription to a plan.")
class PlanSubscription:
    id: strawberry.ID = described("Unique.")
    plan: Plan = described("The plan that it gives.")
    seats: int | None = described("Its seats, if it has any.")
    price: Money = described("What is paid for a month of the present period, before tax.")
    list_price: Money = described("The price of that month without discounts.")
    discounts: list[Discount] = described("Why the price is below the list price.")
    discounted_until: datetime | None = described(
        "The end of the last month with the discounts. Null if they have no end, or if there are "
        "none."
    )
    pending_change: PendingPlanChange | None = described(
        "What waits for the end of the period, except the end of the subscription."
    )
    status: SubscriptionStatus = described("Its status.")
    current_period_end: datetime | None = described("The end of the paid period.")
    cancel_at_period_end: bool = described("Whether it ends then instead of renewing.")
    grace_until: datetime | None = described(
        "The end of the grace period. Set after a failed renewal: the plan stays active until then."
    )
    created_at: datetime = described("When the checkout was started.")
    ended_at: datetime | None = described("When it ended.")

    @classmethod
    def of(
        cls, subscription: domain.PlanSubscription, book: PriceBook, policy: PlanPolicy
    ) -> PlanSubscription:
        standing, had = subscription.standing(policy), subscription.had_now(policy)
        coming = subscription.had_next if subscription.external_id else had
        plan, paid = _plan(had.plan, book), month_of(subscription, policy)
        return cls(
            id=strawberry.ID(subscription.id),
            plan=Plan.of(plan),
            seats=plan.seats_of(had.quantity),
            price=Money.of(DomainMoney(paid.price, subscription.currency)),
            list_price=Money.of(DomainMoney(paid.listed, subscription.currency)),
            discounts=Discount.all_of(paid.discounts, subscription.currency),
            discounted_until=paid.until,
            pending_change=None if coming == had else _pending(subscription, book, policy),
            status=standing.status,
            current_period_end=standing.through,
            cancel_at_period_end=standing.ends,
            grace_until=standing.grace_until,
            created_at=subscription.created_at,
            ended_at=subscription.facts.snapshot.ended_at,
        )


def _plan(name: str, book: PriceBook) -> DomainPlan:
    """Return the plan; the free one if no catalog that we can read had it."""
    return book.plans.get(name) or book.plans[FREE_PLAN]


def _pending(
    subscription: domain.PlanSubscription, book: PriceBook, policy: PlanPolicy
) -> PendingPlanChange:
    coming, month = subscription.had_next, next_month_of(subscription, policy)
    plan = _plan(coming.plan, book)
    return PendingPlanChange(
        plan=Plan.of(plan),
        seats=plan.seats_of(coming.quantity),
        price=Money.of(DomainMoney(month.price, subscription.currency)),
        list_price=Money.of(DomainMoney(month.listed, subscription.currency)),
        discounts=Discount.all_of(month.discounts, subscription.currency),
        at=subscription.standing(policy).through,
    )
