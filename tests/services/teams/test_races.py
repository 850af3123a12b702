"""Several processes change one team at once: each seat, each invitation and each key counts once.
Billing rule 13."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Iterable

import pytest

from billing.ledger.teams.commands import (
    CloseTeam,
    CreateTeam,
    HandOverTeam,
    JoinTeam,
    LeaveTeam,
    RevokeInvitation,
)
from billing.ledger.teams.lifecycle_refusals import TeamRefusal
from billing.ledger.teams.membership import TeamKind, TeamRole
from db.models import Account, Team
from db.teams.handles import read_members
from services.teams.teams import Answered
from tests.services.teams.asking import Asker, account, asking, membership, seats_taken
from tests.support.clocks import Clock

PROCESSES = 4
MEMBERS = [f"member-{number}" for number in range(12)]


@pytest.fixture
async def asker(database: str) -> AsyncIterator[Asker]:
    async with asking(database, Clock(), PROCESSES) as asker:
        yield asker


async def told(asked: Iterable[Awaitable[Answered | TeamRefusal]]) -> Counter[str]:
    outcomes = await asyncio.gather(*asked)
    return Counter("done" if isinstance(one, Answered) else one.code for one in outcomes)


async def consistent(team: str) -> int:
    """Check that handles, states and the count of seats agree; return the number of members."""
    listed = {one.account_id: one.handle for one in await read_members(team, limit=500)}
    for account_id, handle in listed.items():
        found = await membership(account_id)
        assert found is not None
        assert (found.team, found.handle) == (team, handle)
    assert await seats_taken(team) == len(listed)
    return len(listed)


async def test_one_code_lets_one_in(asker: Asker) -> None:
    team = await asker.team()
    code = await asker.code(team)
    outcomes = await told(asker.ask(JoinTeam, member, code=code) for member in MEMBERS)
    assert outcomes == {"done": 1, "INVITATION_USED": len(MEMBERS) - 1}
    assert await consistent(team) == 2


async def test_the_last_seats_are_taken_once(asker: Asker) -> None:
    team = await asker.team()
    codes = [await asker.code(team) for _ in MEMBERS]
    outcomes = await told(
        asker.ask(JoinTeam, member, code=code) for member, code in zip(MEMBERS, codes, strict=True)
    )
    assert outcomes == {"done": 5, "TEAM_FULL": len(MEMBERS) - 5}
    assert await consistent(team) == 6


async def test_one_account_joins_one_of_many_teams(asker: Asker) -> None:
    teams = [await asker.team(owner) for owner in MEMBERS]
    codes = [await asker.code(team, owner) for team, owner in zip(teams, MEMBERS, strict=True)]
    outcomes = await told(asker.ask(JoinTeam, "anna", code=code) for code in codes)
    assert outcomes == {"done": 1, "ALREADY_IN_TEAM": len(codes) - 1}
    assert sum([await consistent(team) for team in teams]) == len(teams) + 1


async def test_one_key_has_one_effect(asker: Asker) -> None:
    asked = [
        asker.ask(CreateTeam, "olga", name="Ours", kind=TeamKind.TEAM, key="k") for _ in MEMBERS
    ]
    outcomes = await asyncio.gather(*asked)
    answers = {one.answer for one in outcomes if isinstance(one, Answered)}
    assert [isinstance(one, Answered) for one in outcomes] == [True] * len(MEMBERS)
    assert sum(not one.replayed for one in outcomes if isinstance(one, Answered)) == 1
    assert len(answers) == await Team.all().count() == 1
    assert await Account.filter(id__startswith="team:").count() == 1


async def test_who_joins_while_the_team_closes_is_in_or_out(asker: Asker) -> None:
    team = await asker.team(kind=TeamKind.TEAM)
    codes = [await asker.code(team) for _ in MEMBERS]
    closing = asker.ask(CloseTeam, "olga", team=team)
    joining = [
        asker.ask(JoinTeam, member, code=code) for member, code in zip(MEMBERS, codes, strict=True)
    ]
    outcomes = await told([*joining[:6], closing, *joining[6:]])
    assert outcomes.keys() <= {"done", "INVITATION_NOT_FOUND", "TEAM_CLOSED", "TEAM_FULL"}
    state = (await account(team)).team
    assert state is not None
    assert state.closed
    assert await consistent(team) == outcomes["done"]


async def test_a_revoked_code_lets_nobody_in_afterwards(asker: Asker) -> None:
    team = await asker.team(kind=TeamKind.TEAM)
    codes = [await asker.code(team) for _ in MEMBERS[:8]]
    revoking = [asker.ask(RevokeInvitation, "olga", code=code) for code in codes]
    joining = [
        asker.ask(JoinTeam, member, code=code) for member, code in zip(MEMBERS, codes, strict=False)
    ]
    revoked, joined = await asyncio.gather(asyncio.gather(*revoking), asyncio.gather(*joining))
    pairs = Counter(
        (getattr(one, "code", "done"), getattr(other, "code", "done"))
        for one, other in zip(revoked, joined, strict=True)
    )
    assert pairs.keys() <= {("done", "INVITATION_NOT_FOUND"), ("INVITATION_USED", "done")}
    assert await consistent(team) == 1 + pairs["INVITATION_USED", "done"]


async def test_there_is_always_one_owner(asker: Asker) -> None:
    team = await asker.team()
    heirs = MEMBERS[:4]
    await asker.join(team, *heirs)
    asked = [asker.ask(HandOverTeam, "olga", team=team, member=heir) for heir in heirs]
    asked += [asker.ask(LeaveTeam, one, team=team) for one in ("olga", *heirs)]
    await asyncio.gather(*asked)
    await consistent(team)
    found = [(await membership(one), one) for one in ("olga", *heirs)]
    owners = [one for one, _ in found if one is not None and one.role is TeamRole.OWNER]
    state = (await account(team)).team
    assert state is not None
    assert [one.handle for one in owners] == [state.owner]
