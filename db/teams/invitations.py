"""Stored invitations to teams."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from billing.catalog.catalog import QuotaPeriod
from billing.ledger.teams.invitations import Invitation
from billing.ledger.teams.membership import MemberLimit, TeamRole
from db.models import TeamInvitation


async def add_invitation(invitation: Invitation) -> None:
    limit = invitation.limit
    await TeamInvitation.create(
        code=invitation.code,
        team_id=invitation.team,
        inviter=invitation.inviter,
        role=invitation.role.value,
        limit_tokens=None if limit is None else limit.tokens,
        limit_period=None if limit is None else limit.period.value,
        address=invitation.address,
        created_at=invitation.created_at,
        expires_at=invitation.expires_at,
    )


async def find_invitation(code: str) -> Invitation | None:
    rows = await TeamInvitation.filter(code=code).values()
    return _invitation(rows[0]) if rows else None


async def open_invitations(team_id: str, now: datetime, *, limit: int) -> list[Invitation]:
    """Return the invitations that can be used at `now`, the newest first."""
    query = TeamInvitation.filter(team_id=team_id, used_at__isnull=True, expires_at__gt=now)
    return [
        _invitation(row)
        for row in await query.order_by("-created_at", "code").limit(limit).values()
    ]


async def mark_invitation_used(code: str, at: datetime) -> None:
    """Note the use, and forget the address."""
    await TeamInvitation.filter(code=code).update(used_at=at, address=None)


async def delete_invitation(code: str) -> None:
    await TeamInvitation.filter(code=code).delete()


async def delete_invitations(
    team_id: str, *, inviter: str | None = None, expired_before: datetime | None = None
) -> None:
    """Delete the invitations of a team: all, or only those of one inviter, or those that expired
    before a time."""
    wanted = {"inviter": inviter, "expires_at__lt": expired_before}
    given = {name: value for name, value in wanted.items() if value is not None}
    await TeamInvitation.filter(team_id=team_id, **given).delete()


def _invitation(row: Mapping[str, Any]) -> Invitation:
    tokens, period = row["limit_tokens"], row["limit_period"]
    return Invitation(
        row["code"],
        row["team_id"],
        row["inviter"],
        TeamRole(row["role"]),
        None if tokens is None else MemberLimit(tokens, QuotaPeriod(period)),
        row["address"],
        row["created_at"],
        row["expires_at"],
        row["used_at"],
    )
