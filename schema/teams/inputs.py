"""Inputs of requests about teams."""

from __future__ import annotations

import strawberry

from billing.ledger.teams.membership import MemberLimit
from schema.enums import QuotaPeriod
from schema.scalars import BigInt, described
from schema.teams.enums import PayFrom, TeamKind, TeamRole

_KEY = "1 to 255 characters, unique per caller: makes the request safe to repeat."
_TEAM = "The team."
_MEMBER = "The member's account."


@strawberry.input(description="What the team pays at most for a member in each window.")
class TokenLimitInput:
    tokens: BigInt = described("Premium tokens, 0 or more; 0: the team pays nothing.")
    period: QuotaPeriod = described("The length of a window.")

    def domain(self) -> MemberLimit:
        return MemberLimit(self.tokens, self.period)


@strawberry.input(description="A team to found. The caller becomes its owner.")
class CreateTeamInput:
    name: str = described("Its name: 1 to 100 characters.")
    kind: TeamKind = described("Its kind.")
    idempotency_key: str = described(_KEY)


@strawberry.input(description="An invitation to make.")
class InviteToTeamInput:
    team_id: strawberry.ID = described(_TEAM)
    role: TeamRole | None = described(
        "The role of whoever joins by it: MEMBER or ADMIN.", default=TeamRole.MEMBER
    )
    limit: TokenLimitInput | None = described(
        "What the team pays at most for the member. Default: no limit.", default=None
    )
    expires_in_seconds: int | None = described(
        "How long it can be used: from a minute to 90 days.", default=604_800
    )
    address: str | None = described(
        "Only an account whose token has this verified email address may use it. Default: whoever "
        "has the code.",
        default=None,
    )
    idempotency_key: str = described(_KEY)


@strawberry.input(description="An invitation to use.")
class JoinTeamInput:
    code: str = described("Its code.")
    idempotency_key: str = described(_KEY)


@strawberry.input(description="A team to leave.")
class LeaveTeamInput:
    team_id: strawberry.ID = described(_TEAM)
    idempotency_key: str = described(_KEY)


@strawberry.input(description="A member to remove.")
class RemoveFromTeamInput:
    team_id: strawberry.ID = described(_TEAM)
    account_id: strawberry.ID = described(_MEMBER)
    idempotency_key: str = described(_KEY)


@strawberry.input(description="A change of a member. What is left out stays.")
class SetTeamMemberInput:
    team_id: strawberry.ID = described(_TEAM)
    account_id: strawberry.ID = described(_MEMBER)
    role: TeamRole | None = described("The role: MEMBER or ADMIN.", default=None)
    limit: TokenLimitInput | None = described(
        "The limit; null takes it away.", default=strawberry.UNSET
    )
    pay_from: PayFrom | None = described("Whose tokens pay.", default=None)
    idempotency_key: str = described(_KEY)


@strawberry.input(description="A team to give to another member.")
class HandOverTeamInput:
    team_id: strawberry.ID = described(_TEAM)
    account_id: strawberry.ID = described("The member who becomes the owner.")
    idempotency_key: str = described(_KEY)


@strawberry.input(description="An invitation to revoke.")
class RevokeInvitationInput:
    code: str = described("Its code.")
    idempotency_key: str = described(_KEY)


@strawberry.input(description="A team to rename.")
class RenameTeamInput:
    team_id: strawberry.ID = described(_TEAM)
    name: str = described("Its new name: 1 to 100 characters.")
    idempotency_key: str = described(_KEY)


@strawberry.input(description="A team to close.")
class CloseTeamInput:
    team_id: strawberry.ID = described(_TEAM)
    idempotency_key: str = described(_KEY)
