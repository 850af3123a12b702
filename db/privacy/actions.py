"""The log of administrators' actions. Append-only, which triggers enforce."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from tortoise.expressions import Q

from billing.privacy.actions import AdminAction, AdminActionKind
from db import models


async def add_action(action: AdminAction) -> None:
    """Add an action; one that exists stays as it is."""
    await models.AdminAction.bulk_create([_row(action)], ignore_conflicts=True)


async def find_action(action_id: str) -> AdminAction | None:
    rows = await models.AdminAction.filter(id=action_id).values()
    return action_from(rows[0]) if rows else None


async def read_actions(
    *,
    limit: int,
    before: tuple[datetime, str] | None = None,
    account_id: str | None = None,
    kind: AdminActionKind | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
) -> list[AdminAction]:
    """Return actions in [start, end), the newest first. `before` is the time and the id of the last
    one of the previous page."""
    wanted = {
        "account_id": account_id,
        "action": None if kind is None else kind.value,
        "at__gte": start,
        "at__lt": end,
    }
    query = models.AdminAction.filter(**{k: v for k, v in wanted.items() if v is not None})
    if before is not None:
        at, action_id = before
        query = query.filter(Q(at__lt=at) | Q(at=at, id__lt=action_id))
    rows = await query.order_by("-at", "-id").limit(limit).values()
    return [action_from(row) for row in rows]


async def replace_actions(actions: Iterable[AdminAction], old_account: str) -> None:
    """Replace the account's actions by `actions`. Triggers allow this only during the account's
    erasure."""
    await models.AdminAction.filter(account_id=old_account).delete()
    await models.AdminAction.bulk_create([_row(action) for action in actions])


async def actions_of(account_id: str) -> list[AdminAction]:
    """Return all actions on an account, the oldest first."""
    rows = await models.AdminAction.filter(account_id=account_id).order_by("at", "id").values()
    return [action_from(row) for row in rows]


def action_from(row: Mapping[str, Any]) -> AdminAction:
    known = json.loads(row["details"])
    return AdminAction(
        row["id"],
        row["at"],
        row["actor"],
        AdminActionKind(row["action"]),
        row["account_id"],
        known["request"],
        known["outcome"],
        known["details"],
    )


def _row(action: AdminAction) -> models.AdminAction:
    told = {"request": action.request, "outcome": action.outcome, "details": action.details}
    return models.AdminAction(
        id=action.id,
        at=action.at,
        actor=action.actor,
        action=action.kind.value,
        account_id=action.account_id,
        details=json.dumps(told),
    )
