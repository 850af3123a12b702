"""The mutations of teams. A user asks for its own account."""

from __future__ import annotations

from typing import Annotated

import strawberry

from billing.ledger.teams import commands as domain
from billing.ledger.teams.lifecycle_refusals import (
    ChangingRefusal,
    ClosingTeamRefusal,
    CreatingRefusal,
    HandingRefusal,
    LeavingRefusal,
    RemovingRefusal,
    RenamingRefusal,
)
from billing.ledger.teams.membership import MemberLimit
from billing.ledger.teams.rules import MemberChange
from resolvers.context import Info
from resolvers.teams.asking import by, carried_out, membership_of_answer, surprising, team_of
from resolvers.teams.inviting import InvitationMutation
from resolvers.teams.results import (
    CloseTeamResult,
    CreateTeamResult,
    HandOverTeamResult,
    LeaveTeamResult,
    MemberChanged,
    MemberRemoved,
    RemoveFromTeamResult,
    RenameTeamResult,
    SetTeamMemberResult,
    TeamClosed,
    TeamCreated,
    TeamHandedOver,
    TeamLeft,
    TeamRenamed,
)
from schema.refusals import refusal_of
from schema.scalars import BigInt
from schema.teams.inputs import (
    CloseTeamInput,
    CreateTeamInput,
    HandOverTeamInput,
    LeaveTeamInput,
    RemoveFromTeamInput,
    RenameTeamInput,
    SetTeamMemberInput,
)
from schema.teams.members import TeamMember
from services.teams.teams import Answered

Creating = Annotated[CreateTeamInput, strawberry.argument(description="The team.")]
Leaving = Annotated[LeaveTeamInput, strawberry.argument(description="The team.")]
RemovingMember = Annotated[RemoveFromTeamInput, strawberry.argument(description="The member.")]
SettingMember = Annotated[SetTeamMemberInput, strawberry.argument(description="The change.")]
Handing = Annotated[HandOverTeamInput, strawberry.argument(description="The new owner.")]
Renaming = Annotated[RenameTeamInput, strawberry.argument(description="The new name.")]
Closing = Annotated[CloseTeamInput, strawberry.argument(description="The team.")]


@strawberry.type
class TeamMutation(InvitationMutation):
    @strawberry.mutation(description="Founds a team. The caller becomes its owner.")
    async def create_team(self, info: Info, input: Creating) -> CreateTeamResult:
        context = info.context
        command = domain.CreateTeam(**by(context, input), name=input.name, kind=input.kind)
        outcome = await carried_out(context, command)
        if isinstance(outcome, CreatingRefusal):
            return refusal_of(outcome, context.book)
        if not isinstance(outcome, Answered):
            raise surprising(outcome)
        return TeamCreated(team=await team_of(outcome, context), replayed=outcome.replayed)

    @strawberry.mutation(
        description="Leaves a team, at once. Open holds still settle with the team's tokens."
    )
    async def leave_team(self, info: Info, input: Leaving) -> LeaveTeamResult:
        context = info.context
        outcome = await carried_out(
            context, domain.LeaveTeam(**by(context, input), team=input.team_id)
        )
        if isinstance(outcome, LeavingRefusal):
            return refusal_of(outcome, context.book)
        if not isinstance(outcome, Answered):
            raise surprising(outcome)
        return TeamLeft(team=await team_of(outcome, context), replayed=outcome.replayed)

    @strawberry.mutation(
        description="Removes a member, at once. Admins remove plain members, the owner everybody "
        "else."
    )
    async def remove_from_team(self, info: Info, input: RemovingMember) -> RemoveFromTeamResult:
        context = info.context
        command = domain.RemoveFromTeam(
            **by(context, input), team=input.team_id, member=input.account_id
        )
        outcome = await carried_out(context, command)
        if isinstance(outcome, RemovingRefusal):
            return refusal_of(outcome, context.book)
        if not isinstance(outcome, Answered):
            raise surprising(outcome)
        return MemberRemoved(
            team=await team_of(outcome, context),
            account_id=input.account_id,
            replayed=outcome.replayed,
        )

    @strawberry.mutation(
        description="Changes a member. Everybody decides for itself whose tokens pay. Admins set "
        "the limits of plain members, the owner all limits and roles."
    )
    async def set_team_member(self, info: Info, input: SettingMember) -> SetTeamMemberResult:
        context = info.context
        keeps = input.limit is strawberry.UNSET
        limit: MemberLimit | None = input.limit.domain() if input.limit else None
        command = domain.SetTeamMember(
            **by(context, input),
            team=input.team_id,
            member=input.account_id,
            change=MemberChange(
                role=input.role, pay_from=input.pay_from, limit=limit, keeps_limit=keeps
            ),
        )
        outcome = await carried_out(context, command)
        if isinstance(outcome, ChangingRefusal):
            return refusal_of(outcome, context.book)
        if not isinstance(outcome, Answered):
            raise surprising(outcome)
        member = TeamMember.of(input.account_id, membership_of_answer(outcome.answer))
        return MemberChanged(member=member, replayed=outcome.replayed)

    @strawberry.mutation(
        description="Gives the team to another member, who becomes its owner. The caller becomes "
        "an admin."
    )
    async def hand_over_team(self, info: Info, input: Handing) -> HandOverTeamResult:
        context = info.context
        command = domain.HandOverTeam(
            **by(context, input), team=input.team_id, member=input.account_id
        )
        outcome = await carried_out(context, command)
        if isinstance(outcome, HandingRefusal):
            return refusal_of(outcome, context.book)
        if not isinstance(outcome, Answered):
            raise surprising(outcome)
        return TeamHandedOver(team=await team_of(outcome, context), replayed=outcome.replayed)

    @strawberry.mutation(description="Renames a team. For its owner and its admins.")
    async def rename_team(self, info: Info, input: Renaming) -> RenameTeamResult:
        context = info.context
        command = domain.RenameTeam(**by(context, input), team=input.team_id, name=input.name)
        outcome = await carried_out(context, command)
        if isinstance(outcome, RenamingRefusal):
            return refusal_of(outcome, context.book)
        if not isinstance(outcome, Answered):
            raise surprising(outcome)
        return TeamRenamed(team=await team_of(outcome, context), replayed=outcome.replayed)

    @strawberry.mutation(
        description="Closes a team. Its owner gets what is left of each grant of the pool, with "
        "its source and its end. A subscription of the pool is canceled."
    )
    async def close_team(self, info: Info, input: Closing) -> CloseTeamResult:
        context = info.context
        outcome = await carried_out(
            context, domain.CloseTeam(**by(context, input), team=input.team_id)
        )
        if isinstance(outcome, ClosingTeamRefusal):
            return refusal_of(outcome, context.book)
        if not isinstance(outcome, Answered):
            raise surprising(outcome)
        return TeamClosed(
            team=await team_of(outcome, context),
            returned=BigInt(outcome.answer.returned),
            replayed=outcome.replayed,
        )
