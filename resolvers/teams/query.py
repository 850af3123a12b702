"""The query of a team."""

from __future__ import annotations

from typing import Annotated

import strawberry

from billing.checks import check_text
from resolvers.context import Info
from resolvers.teams.account import Team

TeamId = Annotated[strawberry.ID, strawberry.argument(description="Its id.")]


@strawberry.type
class TeamQuery:
    @strawberry.field(
        description="A team. Null if it does not exist, or if the caller is not in it."
    )
    async def team(self, info: Info, id: TeamId) -> Team | None:
        context = info.context
        context.require_caller()
        check_text("id", id)
        if not await context.can_see(id):
            return None
        found = await context.team_infos.load(id)
        return None if found is None else Team(about=found)
