"""Refusals of requests about teams and invitations, beside those of the decisions. They change
nothing."""

from __future__ import annotations

from dataclasses import dataclass

from billing.ledger.refusals import IdempotencyConflict
from billing.ledger.teams.refusals import (
    AlreadyInTeam,
    JoinRefusal,
    LimitNotPossible,
    MemberRefusal,
    NotAMember,
    TeamIsClosed,
)


@dataclass(frozen=True, slots=True)
class TeamNotFound:
    """The team does not exist, or the caller is not in it."""

    team_id: str
    code = "TEAM_NOT_FOUND"

    @property
    def message(self) -> str:
        return f"There is no team {self.team_id!r}."


@dataclass(frozen=True, slots=True)
class NotAllowedInTeam:
    """The caller is a member, but its role does not allow this. `needed` says who may do it."""

    needed: str
    code = "NOT_ALLOWED_IN_TEAM"

    @property
    def message(self) -> str:
        return f"Only {self.needed} may do this."


@dataclass(frozen=True, slots=True)
class InvitationNotFound:
    """No invitation with this code is open for the caller: perhaps it was revoked, or it is bound
    to another address. Which of these is not told."""

    code = "INVITATION_NOT_FOUND"

    @property
    def message(self) -> str:
        return "There is no invitation with this code for this account."


@dataclass(frozen=True, slots=True)
class InvitationExpired:
    code = "INVITATION_EXPIRED"

    @property
    def message(self) -> str:
        return "The invitation has expired."


@dataclass(frozen=True, slots=True)
class InvitationUsed:
    """An invitation works once."""

    code = "INVITATION_USED"

    @property
    def message(self) -> str:
        return "The invitation was used before."


@dataclass(frozen=True, slots=True)
class TeamPlanGoesOn:
    """The team's subscription could not be canceled, so the provider would charge for it for
    ever, or its cards could not be removed."""

    code = "TEAM_PLAN_GOES_ON"

    @property
    def message(self) -> str:
        return "The plan and the cards of the team could not be removed now. Try again later."


CreatingRefusal = AlreadyInTeam | IdempotencyConflict
InvitingRefusal = (
    TeamNotFound
    | NotAllowedInTeam
    | TeamIsClosed
    | LimitNotPossible
    | AlreadyInTeam
    | IdempotencyConflict
)
JoiningRefusal = (
    InvitationNotFound | InvitationExpired | InvitationUsed | JoinRefusal | IdempotencyConflict
)
LeavingRefusal = TeamNotFound | MemberRefusal | IdempotencyConflict
RemovingRefusal = LeavingRefusal | NotAllowedInTeam
ChangingRefusal = RemovingRefusal | TeamIsClosed | LimitNotPossible
HandingRefusal = TeamNotFound | NotAllowedInTeam | NotAMember | TeamIsClosed | IdempotencyConflict
RevokingRefusal = InvitationNotFound | InvitationUsed | NotAllowedInTeam | IdempotencyConflict
RenamingRefusal = TeamNotFound | NotAllowedInTeam | TeamIsClosed | IdempotencyConflict
ClosingTeamRefusal = (
    TeamNotFound | NotAllowedInTeam | NotAMember | TeamPlanGoesOn | IdempotencyConflict
)
TeamRefusal = (
    InvitingRefusal | JoiningRefusal | ChangingRefusal | HandingRefusal | ClosingTeamRefusal
)
