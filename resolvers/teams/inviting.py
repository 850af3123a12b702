"""The mutations of invitations to teams."""

from __future__ import annotations

from typing import Annotated

import strawberry

from billing.ledger.teams import commands as domain
from billing.ledger.teams.invitations import EXPIRY_SECONDS
from billing.ledger.teams.lifecycle_refusals import (
    InvitationNotFound,
    InvitationUsed,
    InvitingRefusal,
    JoiningRefusal,
    RevokingRefusal,
)
from billing.ledger.teams.membership import TeamRole
from resolvers.context import Info
from resolvers.teams.account import TeamMembership
from resolvers.teams.asking import (
    by,
    carried_out,
    membership_of_answer,
    surprising,
    team_of,
)
from resolvers.teams.results import (
    InvitationRevoked,
    InviteToTeamResult,
    JoinTeamResult,
    RevokeInvitationResult,
    TeamInvited,
    TeamJoined,
)
from schema.refusals import refusal_of
from schema.teams.inputs import InviteToTeamInput, JoinTeamInput, RevokeInvitationInput
from services.teams.teams import Answered

Inviting = Annotated[InviteToTeamInput, strawberry.argument(description="The invitation.")]
Joining = Annotated[JoinTeamInput, strawberry.argument(description="The invitation.")]
Revoking = Annotated[RevokeInvitationInput, strawberry.argument(description="The invitation.")]


@strawberry.type
class InvitationMutation:
    @strawberry.mutation(
        description="Makes an invitation to a team. Admins invite plain members, the owner also "
        "admins. A repeat has the same code until it is used."
    )
    async def invite_to_team(self, info: Info, input: Inviting) -> InviteToTeamResult:
        context = info.context
        seconds = input.expires_in_seconds
        command = domain.InviteToTeam(
            **by(context, input),
            team=input.team_id,
            role=input.role or TeamRole.MEMBER,
            limit=None if input.limit is None else input.limit.domain(),
            expires_in_seconds=EXPIRY_SECONDS if seconds is None else seconds,
            address=input.address,
        )
        outcome = await carried_out(context, command)
        if isinstance(outcome, InvitingRefusal):
            return refusal_of(outcome, context.book)
        if not isinstance(outcome, Answered):
            raise surprising(outcome)
        invitation = await context.services.teams.reader.invitation(outcome.answer.code or "")
        if invitation is None or invitation.used_at is not None:
            gone = InvitationNotFound() if invitation is None else InvitationUsed()
            return refusal_of(gone, context.book)
        return TeamInvited(
            code=invitation.code,
            expires_at=invitation.expires_at,
            replayed=outcome.replayed,
        )

    @strawberry.mutation(description="Joins a team by an invitation.")
    async def join_team(self, info: Info, input: Joining) -> JoinTeamResult:
        context = info.context
        command = domain.JoinTeam(**by(context, input), code=input.code)
        outcome = await carried_out(context, command)
        if isinstance(outcome, JoiningRefusal):
            return refusal_of(outcome, context.book)
        if not isinstance(outcome, Answered):
            raise surprising(outcome)
        team = await team_of(outcome, context)
        membership = TeamMembership.of(team.about, membership_of_answer(outcome.answer))
        return TeamJoined(membership=membership, replayed=outcome.replayed)

    @strawberry.mutation(
        description="Revokes an invitation. For the owner and the admins of its team."
    )
    async def revoke_invitation(self, info: Info, input: Revoking) -> RevokeInvitationResult:
        context = info.context
        command = domain.RevokeInvitation(**by(context, input), code=input.code)
        outcome = await carried_out(context, command)
        if isinstance(outcome, RevokingRefusal):
            return refusal_of(outcome, context.book)
        if not isinstance(outcome, Answered):
            raise surprising(outcome)
        team = await team_of(outcome, context)
        return InvitationRevoked(team=team, replayed=outcome.replayed)
