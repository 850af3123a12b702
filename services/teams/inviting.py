"""Invitations: made, used once, and revoked. Billing rule 13; as in `services.teams.acts`."""

from __future__ import annotations

from datetime import timedelta
from secrets import token_urlsafe

from billing.errors import LimitReached
from billing.ledger.teams import rules
from billing.ledger.teams.answers import TeamAnswer
from billing.ledger.teams.commands import InviteToTeam, JoinTeam, RevokeInvitation
from billing.ledger.teams.invitations import OPEN_MAX, Invitation, address_key
from billing.ledger.teams.lifecycle_refusals import InvitationNotFound, InvitationUsed, TeamNotFound
from billing.ledger.teams.limits import limit_refusal
from billing.ledger.teams.refusals import AlreadyInTeam
from billing.ledger.teams.rights import inviting, managing
from db.teams.handles import add_handle
from db.teams.invitations import (
    add_invitation,
    delete_invitation,
    delete_invitations,
    find_invitation,
    mark_invitation_used,
    open_invitations,
)
from services.teams.acts import Act, Refused, allow, closed, end_former, new_handle

CODE_BYTES = 20
"""160 bits: nobody guesses a code."""
KEPT = timedelta(days=30)
"""How long an invitation that has expired is kept, so that a late guest hears why it fails."""


async def invite(act: Act, command: InviteToTeam) -> TeamAnswer:
    caller, now = act.account(command.caller), act.desks.now
    allow(inviting(caller, command.team, command.role))
    allow(closed(act, command.team))
    allow(limit_refusal(command.limit))
    address = None if command.address is None else address_key(command.address)
    if caller.membership is None:
        raise Refused(TeamNotFound(command.team))
    if address is not None and act.address is not None and address == address_key(act.address):
        raise Refused(AlreadyInTeam(command.team))
    await delete_invitations(command.team, expired_before=now - KEPT)
    if len(await open_invitations(command.team, now, limit=OPEN_MAX)) >= OPEN_MAX:
        raise LimitReached("teamId", f"has {OPEN_MAX} open invitations, and can't have more")
    invitation = Invitation(
        code=token_urlsafe(CODE_BYTES),
        team=command.team,
        inviter=caller.membership.handle,
        role=command.role,
        limit=command.limit,
        address=address,
        created_at=now,
        expires_at=now + timedelta(seconds=command.expires_in_seconds),
    )
    await add_invitation(invitation)
    return TeamAnswer(team=command.team, code=invitation.code)


async def join(act: Act, command: JoinTeam) -> TeamAnswer:
    """Join by an invitation. Its team is locked, so only one of those who use it at once joins."""
    invitation, now = await find_invitation(command.code), act.desks.now
    if invitation is None:
        raise Refused(InvitationNotFound())
    allow(invitation.refusal(act.address, now))
    handle = new_handle()
    member, former = act.account(command.caller), act.former
    act.keep(
        rules.join(
            member,
            act.account(invitation.team),
            handle=handle,
            plans=act.plans,
            now=now,
            role=invitation.role,
            limit=invitation.limit,
            former=former,
            coming=await act.coming_plans(invitation.team),
        )
    )
    await end_former(act, member)
    await mark_invitation_used(invitation.code, now)
    await add_handle(invitation.team, handle, command.caller, now)
    return TeamAnswer(team=invitation.team, membership=act.account(command.caller).membership)


async def revoke(act: Act, command: RevokeInvitation) -> TeamAnswer:
    invitation = await find_invitation(command.code)
    if invitation is None:
        raise Refused(InvitationNotFound())
    barred = managing(act.account(command.caller), invitation.team)
    # Whoever is not in the team learns nothing of its invitations.
    allow(InvitationNotFound() if isinstance(barred, TeamNotFound) else barred)
    if invitation.used_at is not None:
        raise Refused(InvitationUsed())
    await delete_invitation(invitation.code)
    return TeamAnswer(team=invitation.team)
