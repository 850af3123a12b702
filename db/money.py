"""Money that came and went, as entries that are only ever added.

An entry's id is its subject's (a purchase or a subscription), then `in` or `out`, then what makes
it one: the number of the entry, or the invoice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tortoise.backends.base.client import BaseDBAsyncClient

from billing.packs import PaymentFacts
from db import models
from db.dialect import rows
from db.payments import payment_facts

IN, OUT = "in", "out"

BOOKED = """
SELECT purchase.id, purchase.facts, (
    SELECT coalesce(sum(amount), 0) FROM money_entry
    WHERE account_id = purchase.account_id AND money_entry.id LIKE purchase.id || ':%') AS booked
FROM purchase WHERE purchase.id > $1 ORDER BY purchase.id LIMIT $2"""


async def booked(account_id: str, subject: str) -> dict[str, list[int]]:
    """The amounts booked so far, by IN and OUT."""
    found = models.MoneyEntry.filter(account_id=account_id, id__startswith=f"{subject}:")
    amounts: dict[str, list[int]] = {IN: [], OUT: []}
    for name, amount in await found.values_list("id", "amount"):
        amounts[name.split(":")[1]].append(amount)
    return amounts


async def purchases_booked(
    conn: BaseDBAsyncClient, *, after: str, limit: int
) -> list[tuple[str, PaymentFacts, int]]:
    """A page of purchases in id order: what is known of their payments, and what is booked."""
    return [
        (row["id"], payment_facts(row["facts"]), int(row["booked"]))
        for row in await rows(BOOKED, after, limit, conn=conn)
    ]


async def book(
    account_id: str,
    kind: str,
    entries: Sequence[tuple[str, int]],
    *,
    currency: str,
    at: datetime,
) -> None:
    """Adds (id, amount); nothing happens to those that are there."""
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
