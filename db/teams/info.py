"""The descriptions of teams beside their accounts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from billing.ledger.teams.invitations import TeamInfo
from billing.ledger.teams.membership import TeamKind
from db.models import Team


async def add_team(info: TeamInfo) -> None:
    await Team.create(**info._asdict())


async def find_teams(ids: Collection[str]) -> dict[str, TeamInfo]:
    """Return the existing teams among `ids`, in one statement."""
    rows = await Team.filter(id__in=list(ids)).values()
    return {row["id"]: _info(row) for row in rows}


async def list_teams(*, after: str, limit: int) -> list[TeamInfo]:
    """Return `limit` teams with an id after `after`, by their ids."""
    rows = await Team.filter(id__gt=after).order_by("id").limit(limit).values()
    return [_info(row) for row in rows]


async def rename_team(team_id: str, name: str) -> None:
    await Team.filter(id=team_id).update(name=name)


async def mark_closed(team_id: str, at: datetime) -> None:
    """Note when the team was closed first."""
    await Team.filter(id=team_id, closed_at__isnull=True).update(closed_at=at)


def _info(row: Mapping[str, Any]) -> TeamInfo:
    kind = TeamKind(row["kind"])
    return TeamInfo(row["id"], row["name"], kind, row["created_at"], row["closed_at"])
