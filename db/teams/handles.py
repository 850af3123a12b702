"""The names by which a team's ledger knows its members."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from tortoise.expressions import Q

from db.models import TeamHandle


class Present(NamedTuple):
    """A present member of a team."""

    account_id: str
    handle: str
    joined_at: datetime


async def add_handle(team_id: str, handle: str, account_id: str, at: datetime) -> None:
    await TeamHandle.create(team_id=team_id, handle=handle, account_id=account_id, joined_at=at)


async def end_handle(team_id: str, handle: str, at: datetime) -> None:
    """Note the end of a membership."""
    await TeamHandle.filter(team_id=team_id, handle=handle).update(left_at=at)


async def is_member(team_id: str, account_id: str) -> bool:
    """Return whether the account is a present member of the team."""
    found = TeamHandle.filter(team_id=team_id, account_id=account_id, left_at__isnull=True)
    return await found.exists()


async def read_members(
    team_id: str,
    *,
    limit: int,
    after: tuple[datetime, str] | None = None,
    account_id: str | None = None,
) -> list[Present]:
    """Return `limit` present members, in the order in which they joined. `after` is the time and
    the handle of the last one of the previous page. With `account_id`, only that one."""
    query = TeamHandle.filter(team_id=team_id, left_at__isnull=True)
    if account_id is not None:
        query = query.filter(account_id=account_id)
    if after is not None:
        at, handle = after
        query = query.filter(Q(joined_at__gt=at) | Q(joined_at=at, handle__gt=handle))
    rows = query.order_by("joined_at", "handle").limit(limit)
    return [Present(*row) for row in await rows.values_list("account_id", "handle", "joined_at")]


async def accounts_of(team_id: str, handles: Collection[str]) -> dict[str, str]:
    """Return the accounts behind handles, present or past. An erased account is not among them."""
    rows = TeamHandle.filter(team_id=team_id, handle__in=list(handles))
    return {row[0]: row[1] for row in await rows.values_list("handle", "account_id")}
