"""Readings of teams: names, members and invitations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from billing.ledger.account import Account
from billing.ledger.teams.invitations import OPEN_MAX, Invitation, TeamInfo
from billing.ledger.teams.limits import present_membership
from billing.ledger.teams.membership import Membership
from db.commit.journal import read_accounts
from db.teams.handles import accounts_of, read_members
from db.teams.info import find_teams, list_teams
from db.teams.invitations import find_invitation, open_invitations
from services.pages import Page


class TeamReader:
    """Reads teams. It asks for no rights: its callers do."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock

    async def members(
        self,
        team_id: str,
        *,
        size: int,
        after: tuple[datetime, str] | None,
        account_id: str | None,
    ) -> Page[tuple[str, Membership]]:
        """Return a page of the present members, each with its membership, in the order in which
        they joined. `after` is the time and the handle of the last one seen. With `account_id`,
        only that one."""
        found = await read_members(team_id, limit=size + 1, after=after, account_id=account_id)
        accounts = await read_accounts([one.account_id for one in found[:size]])
        now = self._clock()
        items = [
            (one.id, present_membership(one.membership, now))
            for one in (accounts.get(each.account_id) for each in found[:size])
            # Somebody may have left meanwhile.
            if one is not None and one.membership is not None and one.membership.team == team_id
        ]
        return Page(items, len(found) > size)

    async def owner_of(self, team: Account | None) -> str | None:
        """Return the account that owns the team; None for one that is closed, or is no team."""
        if team is None or team.team is None or team.team.closed:
            return None
        return (await accounts_of(team.id, [team.team.owner])).get(team.team.owner)

    async def accounts_behind(self, named: Sequence[tuple[str, str]]) -> list[str | None]:
        """Return the account behind each (team, handle), in order, with one statement a team."""
        found = {
            team: await accounts_of(team, [handle for each, handle in named if each == team])
            for team in {team for team, _ in named}
        }
        return [found[team].get(handle) for team, handle in named]

    async def page(self, *, after: str, size: int) -> list[TeamInfo]:
        """Return a page of all teams, by their ids."""
        return await list_teams(after=after, limit=size)

    async def infos(self, ids: Sequence[str]) -> list[TeamInfo | None]:
        """Return what is shown of each team, in order, with one statement."""
        found = await find_teams(ids)
        return [found.get(team_id) for team_id in ids]

    async def invitation(self, code: str) -> Invitation | None:
        return await find_invitation(code)

    async def invitations(self, team_id: str) -> list[Invitation]:
        """Return the open invitations, the newest first."""
        return await open_invitations(team_id, self._clock(), limit=OPEN_MAX)
