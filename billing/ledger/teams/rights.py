"""The rights of members in a team. Billing rule 13.

The owner may do everything. Admins invite and manage plain members. Members decide for themselves
who pays first, and they may leave.
"""

from __future__ import annotations

from billing.ledger.account import Account
from billing.ledger.teams.lifecycle_refusals import NotAllowedInTeam, TeamNotFound
from billing.ledger.teams.membership import TeamRole
from billing.ledger.teams.rules import MemberChange

OWNER_ONLY = NotAllowedInTeam("the owner of the team")
MANAGERS_ONLY = NotAllowedInTeam("the owner and the admins of the team")

Barred = TeamNotFound | NotAllowedInTeam


def role_in(account: Account, team_id: str) -> TeamRole | None:
    """Return the account's role in the team; None for an outsider."""
    membership = account.membership
    return membership.role if membership is not None and membership.team == team_id else None


def manages(role: TeamRole | None) -> bool:
    """Return whether the role is that of the owner or of an admin."""
    return role is TeamRole.OWNER or role is TeamRole.ADMIN


def owning(account: Account, team_id: str) -> Barred | None:
    """Return why the account may not act as the owner of the team, or None."""
    role = role_in(account, team_id)
    if role is None:
        return TeamNotFound(team_id)
    return None if role is TeamRole.OWNER else OWNER_ONLY


def managing(account: Account, team_id: str) -> Barred | None:
    """Return why the account may not manage the team, or None."""
    role = role_in(account, team_id)
    if role is None:
        return TeamNotFound(team_id)
    return None if manages(role) else MANAGERS_ONLY


def inviting(account: Account, team_id: str, role: TeamRole) -> Barred | None:
    """Return why the account may not invite somebody with this role, or None. Only the owner makes
    admins."""
    if role is TeamRole.MEMBER:
        return managing(account, team_id)
    return owning(account, team_id)


def removing(account: Account, member: Account, team_id: str) -> Barred | None:
    """Return why the account may not remove the member, or None. Everybody may remove itself."""
    if account.id == member.id:
        return None if role_in(account, team_id) else TeamNotFound(team_id)
    return _over(account, member, team_id)


def changing(account: Account, member: Account, asked: MemberChange, team_id: str) -> Barred | None:
    """Return why the account may not change the member so, or None."""
    role = role_in(account, team_id)
    if role is TeamRole.OWNER:
        return None
    if role is not None and asked.role not in {None, role_in(member, team_id)}:
        return OWNER_ONLY
    if account.id == member.id and asked.keeps_limit:
        return None if role else TeamNotFound(team_id)
    return _over(account, member, team_id)


def _over(account: Account, member: Account, team_id: str) -> Barred | None:
    """Return why the account may not decide over the member, or None. Admins decide over plain
    members only."""
    if role_in(member, team_id) is TeamRole.MEMBER and account.id != member.id:
        return managing(account, team_id)
    return owning(account, team_id)
