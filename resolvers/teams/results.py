"""The results of requests about teams."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry

from resolvers.teams.account import Team, TeamMembership
from schema.ledger.results import IdempotencyConflict
from schema.scalars import BigInt, described
from schema.teams.members import TeamMember
from schema.teams.refusals import (
    AlreadyInTeam,
    InvitationExpired,
    InvitationNotFound,
    InvitationUsed,
    LimitNotPossible,
    NotAllowedInTeam,
    NotAMember,
    OwnerMustHandOver,
    TeamFull,
    TeamIsClosed,
    TeamNotFound,
    TeamPlanGoesOn,
)

_REPLAYED = "Whether the key was used before."


@strawberry.type(description="The team is founded, and the caller is its owner.")
class TeamCreated:
    team: Team = described("The team.")
    replayed: bool = described(_REPLAYED)


@strawberry.type(description="The invitation is made.")
class TeamInvited:
    code: str = described("The code: who has it may join. A repeat has the same.")
    expires_at: datetime = described("Until when it can be used.")
    replayed: bool = described(_REPLAYED)


@strawberry.type(description="The caller is a member of the team.")
class TeamJoined:
    membership: TeamMembership = described("The membership, as it began.")
    replayed: bool = described(_REPLAYED)


@strawberry.type(description="The caller is not a member of the team any more.")
class TeamLeft:
    team: Team = described("The team, of which the caller sees little now.")
    replayed: bool = described(_REPLAYED)


@strawberry.type(description="The account is not a member of the team any more.")
class MemberRemoved:
    team: Team = described("The team.")
    account_id: strawberry.ID = described("The account that was removed.")
    replayed: bool = described(_REPLAYED)


@strawberry.type(description="The member is changed.")
class MemberChanged:
    member: TeamMember = described("The member after the change.")
    replayed: bool = described(_REPLAYED)


@strawberry.type(description="The team has another owner, and the caller is an admin of it.")
class TeamHandedOver:
    team: Team = described("The team.")
    replayed: bool = described(_REPLAYED)


@strawberry.type(description="Nobody can join by the invitation any more.")
class InvitationRevoked:
    team: Team = described("The team that it was for.")
    replayed: bool = described(_REPLAYED)


@strawberry.type(description="The team has its new name.")
class TeamRenamed:
    team: Team = described("The team.")
    replayed: bool = described(_REPLAYED)


@strawberry.type(
    description="The team is closed: what its pool had left is its owner's, and its members pay "
    "for themselves. Open holds still settle with the tokens that they reserve, and the owner "
    "gets what they leave a few seconds later."
)
class TeamClosed:
    team: Team = described("The team.")
    returned: BigInt = described("Premium tokens that the owner got from the pool.")
    replayed: bool = described(_REPLAYED)


CreateTeamResult = Annotated[
    TeamCreated | AlreadyInTeam | IdempotencyConflict,
    strawberry.union("CreateTeamResult", description="The result of founding a team."),
]
InviteToTeamResult = Annotated[
    TeamInvited
    | TeamNotFound
    | NotAllowedInTeam
    | TeamIsClosed
    | LimitNotPossible
    | AlreadyInTeam
    | InvitationUsed
    | InvitationExpired
    | InvitationNotFound
    | IdempotencyConflict,
    strawberry.union("InviteToTeamResult", description="The result of an invitation."),
]
JoinTeamResult = Annotated[
    TeamJoined
    | InvitationNotFound
    | InvitationExpired
    | InvitationUsed
    | AlreadyInTeam
    | TeamFull
    | TeamIsClosed
    | IdempotencyConflict,
    strawberry.union("JoinTeamResult", description="The result of joining a team."),
]
LeaveTeamResult = Annotated[
    TeamLeft | TeamNotFound | NotAMember | OwnerMustHandOver | IdempotencyConflict,
    strawberry.union("LeaveTeamResult", description="The result of leaving a team."),
]
RemoveFromTeamResult = Annotated[
    MemberRemoved
    | TeamNotFound
    | NotAllowedInTeam
    | NotAMember
    | OwnerMustHandOver
    | IdempotencyConflict,
    strawberry.union("RemoveFromTeamResult", description="The result of removing a member."),
]
SetTeamMemberResult = Annotated[
    MemberChanged
    | TeamNotFound
    | NotAllowedInTeam
    | NotAMember
    | OwnerMustHandOver
    | TeamIsClosed
    | LimitNotPossible
    | IdempotencyConflict,
    strawberry.union("SetTeamMemberResult", description="The result of changing a member."),
]
HandOverTeamResult = Annotated[
    TeamHandedOver
    | TeamNotFound
    | NotAllowedInTeam
    | NotAMember
    | TeamIsClosed
    | IdempotencyConflict,
    strawberry.union("HandOverTeamResult", description="The result of handing a team over."),
]
RevokeInvitationResult = Annotated[
    InvitationRevoked
    | InvitationNotFound
    | InvitationUsed
    | NotAllowedInTeam
    | IdempotencyConflict,
    strawberry.union("RevokeInvitationResult", description="The result of a revocation."),
]
RenameTeamResult = Annotated[
    TeamRenamed | TeamNotFound | NotAllowedInTeam | TeamIsClosed | IdempotencyConflict,
    strawberry.union("RenameTeamResult", description="The result of renaming a team."),
]
CloseTeamResult = Annotated[
    TeamClosed
    | TeamNotFound
    | NotAllowedInTeam
    | NotAMember
    | TeamPlanGoesOn
    | IdempotencyConflict,
    strawberry.union("CloseTeamResult", description="The result of closing a team."),
]
