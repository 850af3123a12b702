"""The account with its team, and the team with its account: each leads to the other, so they are in
one file."""

from __future__ import annotations

from datetime import datetime

import strawberry

from billing.ledger.account import Account as State
from billing.ledger.teams.invitations import TeamInfo
from billing.ledger.teams.limits import present_membership
from billing.ledger.teams.membership import Membership
from billing.ledger.teams.seats import seats_of
from resolvers.access import View
from resolvers.context import Context, Info
from resolvers.errors import NotFound
from resolvers.ledger.account import AccountFields
from resolvers.ledger.pages import After, First, page_size
from schema.ids import purchase_place
from schema.scalars import BigInt, described
from schema.teams.enums import PayFrom, TeamKind, TeamRole
from schema.teams.members import TeamInvitation, TeamMemberConnection, TokenLimit


@strawberry.type(description="A person who uses models and pays in tokens; or the pool of a team.")
class Account(AccountFields):
    @strawberry.field(description="Its membership in a team that is not closed; null: none.")
    async def team(self, info: Info) -> TeamMembership | None:
        context = info.context
        self._require_all(context)
        return await membership_of(self.state, context)


@strawberry.type(description="The membership of an account in a team.")
class TeamMembership:
    team: Team = described("The team.")
    role: TeamRole = described("The role in the team.")
    limit: TokenLimit | None = described("What the team pays at most; null: no limit.")
    used: BigInt = described(
        "Premium tokens that the team has paid: in the present window of the limit, or without one "
        "since the membership began or the last limit ended."
    )
    resets_at: datetime | None = described("When the limit's next window starts.")
    pay_from: PayFrom = described("Whose tokens pay for a use.")
    joined_at: datetime = described("When the membership began.")

    @classmethod
    def of(cls, about: TeamInfo, membership: Membership) -> TeamMembership:
        return cls(
            team=Team(about=about),
            role=membership.role,
            limit=TokenLimit.of(membership.limit),
            used=BigInt(membership.used),
            resets_at=membership.ends_at,
            pay_from=membership.pay_from,
            joined_at=membership.joined_at,
        )


@strawberry.type(
    description="A family or a team. Uses of its members may take the tokens of its pool, which is "
    "an account."
)
class Team:
    about: strawberry.Private[TeamInfo]

    @strawberry.field(description="Unique. It is also the id of its account.")
    def id(self) -> strawberry.ID:
        return strawberry.ID(self.about.id)

    @strawberry.field(description="Its name.")
    def name(self) -> str:
        return self.about.name

    @strawberry.field(description="Its kind.")
    def kind(self) -> TeamKind:
        return self.about.kind

    @strawberry.field(description="When it was founded.")
    def created_at(self) -> datetime:
        return self.about.created_at

    @strawberry.field(description="When it was closed; null: it is open.")
    def closed_at(self) -> datetime | None:
        return self.about.closed_at

    @strawberry.field(
        description="The pool: the account whose tokens the members share. Packs and plans are "
        "bought for it. Plain members see its balance, and their own uses of it."
    )
    async def account(self, info: Info) -> Account:
        view, state = await self._pool(info.context)
        return Account.of(state, view=view)

    @strawberry.field(description="How many members it has.")
    async def member_count(self, info: Info) -> int:
        _, state = await self._pool(info.context)
        return 0 if state.team is None else state.team.members

    @strawberry.field(description="How many members it may have, its owner included.")
    async def seats(self, info: Info) -> int:
        _, state = await self._pool(info.context)
        return seats_of(state, info.context.book.plans)

    @strawberry.field(
        description="Its members, in the order in which they joined. A plain member sees only "
        "itself."
    )
    async def members(
        self, info: Info, first: First = None, after: After = None
    ) -> TeamMemberConnection:
        context = info.context
        size, place = page_size(first), None if after is None else purchase_place(after)
        view = await self._view(context)
        own = None if view.handle is None else context.require_caller().account_id
        page = await context.services.teams.reader.members(
            self.about.id, size=size, after=place, account_id=own
        )
        return TeamMemberConnection.of(page.items, more=page.more, later=after is not None)

    @strawberry.field(
        description="Its open invitations, the newest first. For the owner and the admins."
    )
    async def invitations(self, info: Info) -> list[TeamInvitation]:
        context = info.context
        (await self._view(context)).require_all()
        found = await context.services.teams.reader.invitations(self.about.id)
        return [TeamInvitation.of(one) for one in found]

    async def _view(self, context: Context) -> View:
        """Return what the caller sees of the team now. Raises NotFound for an outsider."""
        view = await context.view(self.about.id)
        if view is None:
            raise NotFound(f"There is no team {self.about.id!r}.")
        return view

    async def _pool(self, context: Context) -> tuple[View, State]:
        view = await self._view(context)
        state = await context.account(self.about.id)
        if state is None:
            raise NotFound(f"There is no team {self.about.id!r}.")
        return view, state


async def membership_of(state: State, context: Context) -> TeamMembership | None:
    """Return the present membership of an account; None if its team is closed."""
    if state.membership is None:
        return None
    member = present_membership(state.membership, context.now())
    about = await context.team_infos.load(member.team)
    if about is None or about.closed_at is not None:
        return None
    return TeamMembership.of(about, member)
