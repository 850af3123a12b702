"""Changes of plans that were asked for: rows and values. Every change requires the lock of the
account."""

from __future__ import annotations

from typing import Any

from tortoise.expressions import Q

from billing.payments.plan_changes import ChangeAct, ChangeTime, PlanChange
from db import models
from db.engine.sql import Row
from db.errors import adding
from db.payments.plan_discounts import step_from, step_text


async def add_change(change: PlanChange) -> None:
    """Add a change. Raises AlreadyExists if the account has used the key for another one."""
    with adding():
        await models.PlanChange.create(**_row(change))


async def save_change(change: PlanChange) -> None:
    row = _row(change)
    await models.PlanChange.filter(id=row.pop("id")).update(**row)


async def finish_change(change: PlanChange) -> None:
    """Store that the provider has carried out the change. The price that it was given stays."""
    await models.PlanChange.filter(id=change.id).update(is_done=1)


async def remove_change(change: PlanChange) -> None:
    """Remove a change that was refused, so that its key can be used again (billing rule 8)."""
    await models.PlanChange.filter(id=change.id, is_done=0).delete()


async def change_by_key(account_id: str, idempotency_key: str) -> PlanChange | None:
    query = models.PlanChange.filter(account_id=account_id, idempotency_key=idempotency_key)
    return next(iter([_change(row) for row in await query.values()]), None)


async def unfinished_changes(
    account_id: str, subscription_id: str | None = None
) -> list[PlanChange]:
    """Return the changes that the provider may not have carried out, the oldest first: those that
    the account asked for, and those of the subscription."""
    query = models.PlanChange.filter(
        Q(account_id=account_id) | Q(subscription_id=subscription_id), is_done=0
    )
    return [_change(row) for row in await query.order_by("created_at", "id").values()]


async def priced_changes_after(change_id: str, limit: int) -> list[PlanChange]:
    """Return a page of all accounts' changes that made a price, in id order."""
    query = models.PlanChange.filter(id__gt=change_id, price_id__isnull=False)
    return [_change(row) for row in await query.order_by("id").limit(limit).values()]


def _row(change: PlanChange) -> dict[str, Any]:
    return {
        "id": change.id,
        "account_id": change.account_id,
        "idempotency_key": change.idempotency_key,
        "fingerprint": change.fingerprint,
        "subscription_id": change.subscription_id,
        "act": change.act.value,
        "plan": change.plan,
        "quantity": change.quantity,
        "takes_effect": change.when.value,
        "at": change.at,
        "created_at": change.created_at,
        "price_id": change.price_id,
        "is_done": int(change.is_done),
        "taker": change.taker,
        "discount": step_text(change.step),
    }


def _change(row: Row) -> PlanChange:
    named = {"takes_effect", "discount"}
    values = {name: value for name, value in row.items() if name not in named}
    return PlanChange(
        **{
            **values,
            "fingerprint": bytes(row["fingerprint"]),
            "act": ChangeAct(row["act"]),
            "when": ChangeTime(row["takes_effect"]),
            "is_done": bool(row["is_done"]),
            "step": step_from(row["discount"]),
        }
    )
