"""Purchases, subscriptions and customers: rows and values.

Every change requires the lock of the account (`db.commit.journal.Journal.lock`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

from tortoise import Model
from tortoise.exceptions import ValidationError
from tortoise.expressions import Q, Subquery

from billing.payments.purchase import PlanSubscription, Purchase
from db import models
from db.discounts.text import discounts_from, discounts_text
from db.engine.sql import Row
from db.errors import adding
from db.payments.facts import (
    checkout_time,
    ordered_quantity,
    payment_facts,
    payment_text,
    subscription_facts,
    subscription_text,
)

IDS_A_STATEMENT = 500

OrderT = TypeVar("OrderT", bound=Purchase | PlanSubscription)


class OrderTable(Generic[OrderT]):
    """The rows of one kind of order: purchases of packs, or subscriptions to plans."""

    def __init__(
        self,
        model: type[Model],
        row_of: Callable[[OrderT], dict[str, Any]],
        order_of: Callable[[Row], OrderT],
    ) -> None:
        self._model = model
        self._row_of = row_of
        self._order_of = order_of

    async def add(self, order: OrderT) -> None:
        """Add an order. Raises AlreadyExists if the account has used the key for another order."""
        with adding():
            await self._model.create(**self._row_of(order))

    async def remove(self, order: OrderT) -> None:
        await self._model.filter(id=order.id).delete()

    async def save(self, order: OrderT) -> None:
        row = self._row_of(order)
        await self._model.filter(id=row.pop("id")).update(**row)

    async def find(self, **by: str | None) -> OrderT | None:
        """Find an order by an id: `id`, `session_id` or the provider's (`payment_intent` of a
        purchase, `external_id` of a subscription); or by `account_id` with `idempotency_key`."""
        try:
            rows = await self._model.filter(**by).limit(1).values()
        except ValidationError:
            # No order has an id that is longer than its column.
            return None
        return self._order_of(rows[0]) if rows else None

    async def find_first(self, **ids: str | None) -> OrderT | None:
        """Find an order by the first of several ids that is given and known."""
        for name, value in ids.items():
            if value is not None and (found := await self.find(**{name: value})):
                return found
        return None

    async def reread(self, order: OrderT) -> OrderT:
        """Return the present state of the order."""
        return await self.find(id=order.id) or order


async def purchases_of(
    account_id: str, *, limit: int, before: tuple[datetime, str] | None
) -> list[Purchase]:
    """Return the newest first. `before` is the creation time and the id of the last one of the
    previous page."""
    query = models.Purchase.filter(account_id=account_id)
    if before is not None:
        created_at, purchase_id = before
        older = Q(created_at__lt=created_at) | Q(created_at=created_at, id__lt=purchase_id)
        query = query.filter(older)
    rows = await query.order_by("-created_at", "-id").limit(limit).values()
    return [_purchase(row) for row in rows]


async def all_purchases(account_id: str) -> list[Purchase]:
    """Return the oldest first."""
    rows = await models.Purchase.filter(account_id=account_id).order_by("created_at", "id").values()
    return [_purchase(row) for row in rows]


async def purchases_after(purchase_id: str, limit: int) -> list[Purchase]:
    """Return a page of all accounts' purchases, in id order."""
    rows = await models.Purchase.filter(id__gt=purchase_id).order_by("id").limit(limit).values()
    return [_purchase(row) for row in rows]


async def purchases_since(since: datetime) -> list[Purchase]:
    """Return the purchases of all accounts made since then."""
    rows = await models.Purchase.filter(created_at__gte=since).values()
    return [_purchase(row) for row in rows]


async def purchases_named(ids: Iterable[str]) -> list[Purchase]:
    """Return those of the purchases that exist."""
    found: list[Purchase] = []
    names = sorted(ids)
    for start in range(0, len(names), IDS_A_STATEMENT):
        part = names[start : start + IDS_A_STATEMENT]
        found += map(_purchase, await models.Purchase.filter(id__in=part).values())
    return found


async def subscriptions_of(account_ids: Sequence[str]) -> list[PlanSubscription]:
    """Return all subscriptions that the accounts ordered, or whose plan they have, had or get; the
    newest first."""
    names = list(account_ids)
    taken = models.PlanTaker.filter(account_id__in=names).values("subscription_id")
    query = models.PlanSubscription.filter(Q(account_id__in=names) | Q(id__in=Subquery(taken)))
    return [_subscription(row) for row in await query.order_by("-created_at", "-id").values()]


async def discounted_after(subscription_id: str, limit: int) -> list[PlanSubscription]:
    """Return a page of all accounts' subscriptions that were ordered with a discount, in id
    order."""
    query = models.PlanSubscription.filter(id__gt=subscription_id, discounts__isnull=False)
    return [_subscription(row) for row in await query.order_by("id").limit(limit).values()]


async def subscriptions_named(ids: Iterable[str]) -> dict[str, PlanSubscription]:
    """Return those of the subscriptions that exist, by id."""
    rows = await models.PlanSubscription.filter(id__in=sorted(ids)).values()
    return {row["id"]: _subscription(row) for row in rows}


async def add_taker(subscription_id: str, account_id: str) -> None:
    """Let `subscriptions_of` find the subscription for the account, too. Safe to repeat."""
    known = models.PlanTaker.filter(account_id=account_id, subscription_id=subscription_id)
    if not await known.exists():
        await models.PlanTaker.create(account_id=account_id, subscription_id=subscription_id)


async def customer_of(account_id: str) -> str | None:
    rows = await models.PaymentCustomer.filter(account_id=account_id).values_list("customer_id")
    return rows[0][0] if rows else None


async def is_customer(customer_id: str) -> bool:
    """Return whether this is the customer of one of our accounts."""
    return await models.PaymentCustomer.filter(customer_id=customer_id).exists()


async def add_customer(account_id: str, customer_id: str) -> None:
    """Add a customer. If two are added at once, the first one stays."""
    row = models.PaymentCustomer(account_id=account_id, customer_id=customer_id)
    await models.PaymentCustomer.bulk_create([row], ignore_conflicts=True)


async def forget_customer(customer_id: str) -> None:
    await models.PaymentCustomer.filter(customer_id=customer_id).delete()


def _purchase_row(purchase: Purchase) -> dict[str, Any]:
    return {
        "id": purchase.id,
        "account_id": purchase.account_id,
        "idempotency_key": purchase.idempotency_key,
        "fingerprint": purchase.fingerprint,
        "pack": purchase.pack,
        "quantity": purchase.quantity,
        "tokens": purchase.tokens,
        "amount": purchase.amount,
        "currency": purchase.currency,
        "created_at": purchase.created_at,
        "session_id": purchase.session_id,
        "checkout_url": purchase.checkout_url,
        "payment_intent": purchase.payment_intent,
        "paid_at": purchase.paid_at,
        "status": purchase.status.value,
        "facts": payment_text(purchase.facts, purchase.checkout_at),
        "grant_number": purchase.grant_number,
        "reversed_tokens": purchase.reversed_tokens,
        "discounts": discounts_text(purchase.discounts),
        "code_id": purchase.code_id,
        "booked": purchase.booked,
    }


def _purchase(row: Row) -> Purchase:
    values = _values(row, payment_facts)
    del values["status"]
    return Purchase(**{**values, "fingerprint": bytes(row["fingerprint"])})


def _values(row: Row, read: Callable[[str], object]) -> dict[str, Any]:
    text = row["facts"]
    discounts = discounts_from(row["discounts"])
    return {
        **row,
        "facts": read(text),
        "checkout_at": checkout_time(text),
        "discounts": discounts,
    }


def subscription_row(subscription: PlanSubscription) -> dict[str, Any]:
    return {
        "id": subscription.id,
        "account_id": subscription.account_id,
        "idempotency_key": subscription.idempotency_key,
        "fingerprint": subscription.fingerprint,
        "plan": subscription.plan,
        "amount": subscription.amount,
        "currency": subscription.currency,
        "created_at": subscription.created_at,
        "session_id": subscription.session_id,
        "checkout_url": subscription.checkout_url,
        "external_id": subscription.external_id,
        "status": subscription.facts.snapshot.status.value,
        "facts": subscription_text(
            subscription.facts,
            subscription.terms,
            subscription.checkout_at,
            subscription.quantity,
        ),
        "discounts": discounts_text(subscription.discounts),
        "discounted_until": subscription.discounted_until,
    }


def _subscription(row: Row) -> PlanSubscription:
    values = _values(row, subscription_facts) | {"quantity": ordered_quantity(row["facts"])}
    del values["status"]
    return PlanSubscription(**{**values, "fingerprint": bytes(row["fingerprint"])})


PURCHASES = OrderTable(models.Purchase, _purchase_row, _purchase)
SUBSCRIPTIONS = OrderTable(models.PlanSubscription, subscription_row, _subscription)
