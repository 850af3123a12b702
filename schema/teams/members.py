"""Members of a team, their limits, and invitations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Self

import strawberry

from billing.ledger.teams import invitations as domain
from billing.ledger.teams.membership import MemberLimit, Membership
from schema.enums import QuotaPeriod
from schema.ids import purchase_cursor
from schema.ledger.history import PageInfo
from schema.scalars import BigInt, described
from schema.teams.enums import PayFrom, TeamRole


@strawberry.type(description="What the team pays at most for a member in each window.")
class TokenLimit:
    tokens: BigInt = described("Premium tokens.")
    period: QuotaPeriod = described(
        "The length of a window: a day in UTC, or a month of the team, which begins on the day of "
        "the month on which the team was founded."
    )

    @classmethod
    def of(cls, limit: MemberLimit | None) -> TokenLimit | None:
        return None if limit is None else cls(tokens=BigInt(limit.tokens), period=limit.period)


@strawberry.type(description="A member of a team.")
class TeamMember:
    account_id: strawberry.ID = described("The member's account.")
    role: TeamRole = described("The member's role.")
    limit: TokenLimit | None = described("What the team pays at most; null: no limit.")
    used: BigInt = described(
        "Premium tokens that the team has paid for the member: in the present window of the limit, "
        "or without one since the membership began or the last limit ended."
    )
    resets_at: datetime | None = described("When the limit's next window starts.")
    pay_from: PayFrom = described("Whose tokens pay for a use of the member.")
    joined_at: datetime = described("When the membership began.")

    @classmethod
    def of(cls, account_id: str, membership: Membership) -> TeamMember:
        return cls(
            account_id=strawberry.ID(account_id),
            role=membership.role,
            limit=TokenLimit.of(membership.limit),
            used=BigInt(membership.used),
            resets_at=membership.ends_at,
            pay_from=membership.pay_from,
            joined_at=membership.joined_at,
        )


@strawberry.type(description="A member in a list.")
class TeamMemberEdge:
    cursor: str = described("Its cursor.")
    node: TeamMember = described("The member.")


@strawberry.type(
    description="A page of members, in the order in which they joined (Relay). A plain member sees "
    "only itself."
)
class TeamMemberConnection:
    edges: list[TeamMemberEdge] = described("The members, each with its cursor.")
    nodes: list[TeamMember] = described("The members alone.")
    page_info: PageInfo = described("The position of the page.")

    @classmethod
    def of(cls, members: Sequence[tuple[str, Membership]], *, more: bool, later: bool) -> Self:
        """Return a page of accounts with their memberships."""
        nodes = [TeamMember.of(account_id, one) for account_id, one in members]
        cursors = [purchase_cursor(one.joined_at, one.handle) for _, one in members]
        return cls(
            edges=[
                TeamMemberEdge(cursor=one, node=node)
                for one, node in zip(cursors, nodes, strict=True)
            ],
            nodes=nodes,
            page_info=PageInfo.of(cursors, more=more, later=later),
        )


@strawberry.type(description="An open invitation to a team.")
class TeamInvitation:
    code: str = described("The code: who has it may join. It works once.")
    role: TeamRole = described("The role of whoever joins by it.")
    limit: TokenLimit | None = described("What the team will pay at most; null: no limit.")
    address: str | None = described(
        "The email address that the account must have verified; null: any account may join."
    )
    created_at: datetime = described("When it was made.")
    expires_at: datetime = described("Until when it can be used.")

    @classmethod
    def of(cls, invitation: domain.Invitation) -> TeamInvitation:
        return cls(
            code=invitation.code,
            role=invitation.role,
            limit=TokenLimit.of(invitation.limit),
            address=invitation.address,
            created_at=invitation.created_at,
            expires_at=invitation.expires_at,
        )
