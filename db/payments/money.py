"""Payments and refunds as money entries, which are append-only.

An entry's id is its subject's id (a purchase or a subscription), then `in` or `out`, then the
invoice for a subscription, then a number from 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from billing.payments.packs import PaymentFacts
from billing.payments.subscription import SubscriptionFacts
from db import models
from db.engine.sql import Connection, rows
from db.payments.facts import payment_facts, subscription_facts

IN, OUT = "in", "out"

BOOKED = """
SELECT subject.id, subject.facts, (
    SELECT coalesce(sum(amount), 0) FROM money_entry
    WHERE account_id = subject.account_id AND money_entry.id LIKE subject.id || ':%') AS booked
FROM {table} AS subject WHERE subject.id > $1 ORDER BY subject.id LIMIT $2"""


async def booked(account_id: str, subject: str, way: str, invoice: str = "") -> list[int]:
    """Return the amounts booked so far for a purchase, or for a subscription's invoice."""
    name = entry_name(subject, way, invoice)
    found = models.MoneyEntry.filter(account_id=account_id, id__startswith=name)
    return [int(amount) for (amount,) in await found.values_list("amount")]


def entry_name(subject: str, way: str, invoice: str = "") -> str:
    """Return the prefix of the ids of entries. A number follows it."""
    return f"{subject}:{way}:{invoice}:" if invoice else f"{subject}:{way}:"


async def purchases_booked(
    conn: Connection, *, after: str, limit: int
) -> list[tuple[str, PaymentFacts, int]]:
    """Return a page of purchases in id order: the known facts of their payments, and the booked
    amounts."""
    return [
        (row["id"], payment_facts(row["facts"]), int(row["booked"]))
        for row in await _booked(conn, "purchase", after, limit)
    ]


async def subscriptions_booked(
    conn: Connection, *, after: str, limit: int
) -> list[tuple[str, SubscriptionFacts, int]]:
    """Return a page of subscriptions in the same way."""
    return [
        (row["id"], subscription_facts(row["facts"]), int(row["booked"]))
        for row in await _booked(conn, "plan_subscription", after, limit)
    ]


async def _booked(conn: Connection, table: str, after: str, limit: int) -> Sequence[dict[str, Any]]:
    return await rows(BOOKED.replace("{table}", table), after, limit, conn=conn)


async def book(
    account_id: str,
    kind: str,
    entries: Sequence[tuple[str, int]],
    *,
    currency: str,
    at: datetime,
) -> None:
    """Add (id, amount). Existing entries do not change."""
    made = [
        models.MoneyEntry(
            id=name,
            account_id=account_id,
            kind=kind,
            amount=amount,
            currency=currency,
            occurred_at=at,
        )
        for name, amount in entries
    ]
    await models.MoneyEntry.bulk_create(made, ignore_conflicts=True)
