"""Requests about teams: their effects, their refusals, and their repeats. Billing rule 13."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from billing.catalog.catalog import QuotaPeriod
from billing.errors import BadInput, LimitReached
from billing.ledger.teams.commands import (
    CloseTeam,
    CreateTeam,
    HandOverTeam,
    InviteToTeam,
    JoinTeam,
    LeaveTeam,
    RemoveFromTeam,
    RenameTeam,
    RevokeInvitation,
    SetTeamMember,
)
from billing.ledger.teams.invitations import OPEN_MAX
from billing.ledger.teams.membership import MemberLimit, PayFrom, TeamKind, TeamRole
from billing.ledger.teams.rules import MemberChange
from db.models import Entry, Team, TeamHandle, TeamInvitation, TeamRequest
from db.teams.handles import read_members
from db.teams.info import find_teams
from tests.services.teams.asking import Asker, account, asking, membership, seats_taken
from tests.support.clocks import Clock

LIMIT = MemberLimit(500, QuotaPeriod.DAY)


@pytest.fixture
async def asker(database: str) -> AsyncIterator[Asker]:
    async with asking(database, Clock()) as asker:
        yield asker


async def rows() -> tuple[int, ...]:
    """Return how many rows there are of all kinds that a request writes."""
    tables = (Entry, Team, TeamHandle, TeamInvitation, TeamRequest)
    return tuple([await table.all().count() for table in tables])


async def test_a_team_is_founded_with_its_owner(asker: Asker) -> None:
    team = await asker.team(kind=TeamKind.TEAM)
    owner = await membership("olga")
    assert owner is not None
    assert (owner.team, owner.role, owner.pay_from) == (team, TeamRole.OWNER, PayFrom.OWN_FIRST)
    pool = await account(team)
    assert (pool.available, pool.revision, await seats_taken(team)) == (0, 1, 1)
    info = (await find_teams([team]))[team]
    assert (info.name, info.kind, info.closed_at) == ("The Smiths", TeamKind.TEAM, None)
    (listed,) = await read_members(team, limit=9)
    assert (listed.account_id, listed.handle) == ("olga", owner.handle)


async def test_an_invitation_makes_one_member(asker: Asker) -> None:
    team = await asker.team()
    code = await asker.code(team, role=TeamRole.ADMIN, limit=LIMIT)
    joined = await asker.done(JoinTeam, "anna", code=code)
    member = await membership("anna")
    assert member is not None
    assert joined.answer.membership == member
    assert (member.role, member.limit, member.used) == (TeamRole.ADMIN, LIMIT, 0)
    assert await asker.refused(JoinTeam, "boris", code=code) == "INVITATION_USED"
    assert await membership("boris") is None
    assert await seats_taken(team) == 2


async def test_an_invitation_expires(asker: Asker) -> None:
    code = await asker.code(await asker.team(), expires_in_seconds=60)
    asker.clock.advance(seconds=59)
    other = await asker.code((await account("olga")).membership.team, expires_in_seconds=60)  # type: ignore[union-attr]
    await asker.done(JoinTeam, "anna", code=code)
    asker.clock.advance(seconds=60)
    assert await asker.refused(JoinTeam, "boris", code=other) == "INVITATION_EXPIRED"


async def test_an_invitation_may_be_bound_to_a_verified_address(asker: Asker) -> None:
    team = await asker.team()
    code = await asker.code(team, address="Anna@Example.com")
    for address in (None, "boris@example.com"):
        told = await asker.refused(JoinTeam, "boris", code=code, verified=address)
        assert told == "INVITATION_NOT_FOUND"
    await asker.done(JoinTeam, "anna", code=code, verified="anna@example.com")


async def test_nobody_invites_himself(asker: Asker) -> None:
    team = await asker.team()
    own = {"address": "Olga@example.com", "verified": "olga@example.com"}
    assert await asker.refused(InviteToTeam, "olga", team=team, **own) == "ALREADY_IN_TEAM"
    code = await asker.code(team)
    assert await asker.refused(JoinTeam, "olga", code=code) == "ALREADY_IN_TEAM"
    await asker.done(JoinTeam, "anna", code=code)


async def test_an_account_is_in_one_team(asker: Asker) -> None:
    first, second = await asker.team(), await asker.team("otto")
    await asker.join(first, "anna")
    before = await rows()
    code = await asker.code(second, "otto")
    assert await asker.refused(JoinTeam, "anna", code=code) == "ALREADY_IN_TEAM"
    given = {"name": "Mine", "kind": TeamKind.FAMILY}
    assert await asker.refused(CreateTeam, "anna", **given) == "ALREADY_IN_TEAM"
    # The invitation and its request, and nothing of what was refused.
    assert [after - was for after, was in zip(await rows(), before, strict=True)] == [0, 0, 0, 1, 1]
    await asker.leave(first, "anna")
    await asker.done(JoinTeam, "anna", code=code)


async def test_a_full_team_takes_nobody_until_a_seat_is_free(asker: Asker) -> None:
    team = await asker.team()
    members = [f"member-{number}" for number in range(5)]
    await asker.join(team, *members)
    code = await asker.code(team)
    assert await asker.refused(JoinTeam, "late", code=code) == "TEAM_FULL"
    await asker.remove(team, members[0])
    await asker.done(JoinTeam, "late", code=code)
    assert await seats_taken(team) == 6


async def test_a_revoked_invitation_is_gone(asker: Asker) -> None:
    team = await asker.team()
    code, used = await asker.code(team), await asker.code(team)
    await asker.done(JoinTeam, "anna", code=used)
    assert await asker.refused(RevokeInvitation, "anna", code=code) == "NOT_ALLOWED_IN_TEAM"
    assert await asker.refused(RevokeInvitation, "boris", code=code) == "INVITATION_NOT_FOUND"
    assert await asker.refused(RevokeInvitation, "olga", code=used) == "INVITATION_USED"
    await asker.done(RevokeInvitation, "olga", code=code)
    assert await asker.refused(JoinTeam, "boris", code=code) == "INVITATION_NOT_FOUND"
    assert await asker.refused(RevokeInvitation, "olga", code=code) == "INVITATION_NOT_FOUND"


async def test_a_team_has_a_highest_number_of_open_invitations(asker: Asker) -> None:
    team = await asker.team()
    first = await asker.code(team)
    for _ in range(OPEN_MAX - 1):
        await asker.code(team)
    with pytest.raises(LimitReached):
        await asker.code(team)
    await asker.done(RevokeInvitation, "olga", code=first)
    await asker.code(team)


async def test_nobody_comes_back_by_an_invitation_of_his_own(asker: Asker) -> None:
    team = await asker.team()
    await asker.join(team, "anna", role=TeamRole.ADMIN)
    kept, own = await asker.code(team), await asker.code(team, "anna")
    await asker.remove(team, "anna")
    assert await asker.refused(JoinTeam, "anna", code=own) == "INVITATION_NOT_FOUND"
    await asker.done(JoinTeam, "boris", code=kept)
    await asker.change(team, "boris", role=TeamRole.ADMIN)
    own = await asker.code(team, "boris")
    await asker.change(team, "boris", role=TeamRole.MEMBER)
    assert await asker.refused(JoinTeam, "carla", code=own) == "INVITATION_NOT_FOUND"


async def test_the_role_decides_who_may_do_what(asker: Asker) -> None:
    team = await asker.team(kind=TeamKind.TEAM)
    await asker.join(team, "anna", "adam", role=TeamRole.ADMIN)
    await asker.join(team, "mira", "max", "mona")
    limit = MemberChange(limit=LIMIT, keeps_limit=False)
    paying, role = MemberChange(pay_from=PayFrom.TEAM_FIRST), MemberChange(role=TeamRole.ADMIN)
    everybody, managers = {"olga", "anna", "mira"}, {"olga", "anna"}
    cases = [
        (InviteToTeam, {}, managers),
        (InviteToTeam, {"role": TeamRole.ADMIN}, {"olga"}),
        (RenameTeam, {"name": "New"}, managers),
        (SetTeamMember, {"member": "max", "change": limit}, managers),
        (SetTeamMember, {"member": "max", "change": paying}, managers),
        (SetTeamMember, {"member": "mona", "change": role}, {"olga"}),
        (SetTeamMember, {"member": "adam", "change": limit}, {"olga"}),
        (SetTeamMember, {"member": "anna", "change": limit}, {"olga"}),
        (SetTeamMember, {"member": "mira", "change": paying}, everybody),
        (SetTeamMember, {"member": "olga", "change": limit}, {"olga"}),
        (RemoveFromTeam, {"member": "olga"}, set()),
        (RemoveFromTeam, {"member": "adam"}, {"olga"}),
        (RemoveFromTeam, {"member": "max"}, {"anna"}),
        (HandOverTeam, {"member": "mira"}, set()),
    ]
    for kind, given, allowed in cases:
        for caller in ("mira", "anna", "olga"):
            if kind in {RemoveFromTeam, HandOverTeam} and caller == "olga":
                continue
            told = await asker.ask(kind, caller, team=team, **given)
            code = getattr(told, "code", None)
            expected = None if caller in allowed else "NOT_ALLOWED_IN_TEAM"
            assert code == expected, (kind, given, caller)
    assert await asker.refused(CloseTeam, "anna", team=team) == "NOT_ALLOWED_IN_TEAM"


async def test_outsiders_find_no_team(asker: Asker) -> None:
    team = await asker.team()
    await asker.join(team, "anna")
    await asker.team("otto")
    change = MemberChange(role=TeamRole.ADMIN)
    before = await rows()
    for caller in ("otto", "nobody"):
        for kind, given in (
            (InviteToTeam, {}),
            (LeaveTeam, {}),
            (RenameTeam, {"name": "New"}),
            (CloseTeam, {}),
            (RemoveFromTeam, {"member": "anna"}),
            (HandOverTeam, {"member": "anna"}),
            (SetTeamMember, {"member": "anna", "change": change}),
        ):
            for named in (team, "team:" + "x" * 20):
                told = await asker.refused(kind, caller, team=named, **given)
                assert told == "TEAM_NOT_FOUND", (kind, caller)
    # The account of somebody new is opened, as at every first use.
    assert [after - was for after, was in zip(await rows(), before, strict=True)] == [1, 0, 0, 0, 0]


async def test_the_owner_stays_until_the_team_is_handed_over(asker: Asker) -> None:
    team = await asker.team()
    await asker.join(team, "anna")
    assert await asker.refused(LeaveTeam, "olga", team=team) == "OWNER_MUST_HAND_OVER"
    told = await asker.refused(RemoveFromTeam, "olga", team=team, member="olga")
    assert told == "OWNER_MUST_HAND_OVER"
    stranger = await asker.refused(HandOverTeam, "olga", team=team, member="boris")
    assert stranger == "NOT_A_MEMBER"
    await asker.done(HandOverTeam, "olga", team=team, member="anna")
    roles = [(await membership(one)).role for one in ("olga", "anna")]  # type: ignore[union-attr]
    assert roles == [TeamRole.ADMIN, TeamRole.OWNER]
    await asker.leave(team, "olga")
    assert await membership("olga") is None
    assert await seats_taken(team) == 1


async def test_a_member_is_changed_and_what_is_left_out_stays(asker: Asker) -> None:
    team = await asker.team()
    await asker.join(team, "anna")
    limited = await asker.change(team, "anna", limit=LIMIT, keeps_limit=False)
    paying = await asker.change(team, "anna", pay_from=PayFrom.TEAM_ONLY)
    free = await asker.change(team, "anna", keeps_limit=False)
    told = [one.answer.membership for one in (limited, paying, free)]
    assert [(one.limit, one.pay_from) for one in told if one] == [
        (LIMIT, PayFrom.OWN_FIRST),
        (LIMIT, PayFrom.TEAM_ONLY),
        (None, PayFrom.TEAM_ONLY),
    ]


async def test_bad_input_names_its_field(asker: Asker) -> None:
    team = await asker.team()
    bad = [
        (CreateTeam, {"name": " ", "kind": TeamKind.FAMILY}, "name"),
        (RenameTeam, {"team": team, "name": "x" * 101}, "name"),
        (InviteToTeam, {"team": team, "limit": MemberLimit(2**53, QuotaPeriod.DAY)}, "limit"),
        (InviteToTeam, {"team": team, "expires_in_seconds": 59}, "expiresInSeconds"),
        (InviteToTeam, {"team": team, "address": "anna"}, "address"),
        (InviteToTeam, {"team": team, "role": TeamRole.OWNER}, "role"),
        (JoinTeam, {"code": ""}, "code"),
        (JoinTeam, {"code": "c" * 65}, "code"),
        (LeaveTeam, {"team": team, "key": "k" * 256}, "idempotencyKey"),
    ]
    before = await rows()
    for kind, given, field in bad:
        with pytest.raises(BadInput) as caught:
            await asker.ask(kind, "olga", **given)  # type: ignore[arg-type]
        assert caught.value.field == field
    assert await rows() == before


async def test_a_limit_below_zero_is_refused_and_changes_nothing(asker: Asker) -> None:
    team = await asker.team()
    await asker.join(team, "anna")
    asked = {"team": team, "member": "anna"}
    await asker.change(team, "anna", limit=LIMIT, keeps_limit=False)
    before, states = await rows(), [await account(one) for one in ("olga", "anna", team)]
    for tokens in (-1, -(2**53) + 1):
        limit = MemberLimit(tokens, QuotaPeriod.MONTH)
        change = MemberChange(limit=limit, role=TeamRole.ADMIN, keeps_limit=False)
        told = await asker.refused(SetTeamMember, "olga", **asked, change=change, key="set")
        assert told == "LIMIT_NOT_POSSIBLE"
        told = await asker.refused(InviteToTeam, "olga", team=team, limit=limit, key="invite")
        assert told == "LIMIT_NOT_POSSIBLE"
    assert await rows() == before
    assert [await account(one) for one in ("olga", "anna", team)] == states
    # The keys are free, and 0 is a limit.
    nothing = MemberLimit(0, QuotaPeriod.DAY)
    change = MemberChange(limit=nothing, keeps_limit=False)
    done = await asker.done(SetTeamMember, "olga", **asked, change=change, key="set")
    assert not done.replayed
    assert done.answer.membership is not None
    assert done.answer.membership.limit == nothing
    assert not (
        await asker.done(InviteToTeam, "olga", team=team, limit=nothing, key="invite")
    ).replayed


async def test_who_may_not_set_a_limit_is_told_that_first(asker: Asker) -> None:
    team = await asker.team()
    await asker.join(team, "anna")
    limit = MemberLimit(-1, QuotaPeriod.DAY)
    change = MemberChange(limit=limit, keeps_limit=False)
    for caller, code in (("anna", "NOT_ALLOWED_IN_TEAM"), ("otto", "TEAM_NOT_FOUND")):
        asked = {"team": team, "member": "anna", "change": change}
        assert await asker.refused(SetTeamMember, caller, **asked) == code
        assert await asker.refused(InviteToTeam, caller, team=team, limit=limit) == code


async def test_a_repeat_has_the_first_answer_and_no_effect(asker: Asker) -> None:
    team = await asker.team()
    first = await asker.done(InviteToTeam, "olga", team=team, key="k")
    again = await asker.done(InviteToTeam, "olga", team=team, key="k")
    assert (again.answer, again.replayed, first.replayed) == (first.answer, True, False)
    joined = await asker.done(JoinTeam, "anna", code=first.answer.code, key="k")
    await asker.leave(team, "anna")
    before = await rows()
    again = await asker.done(JoinTeam, "anna", code=first.answer.code, key="k")
    assert (again.answer, again.replayed) == (joined.answer, True)
    assert await rows() == before
    assert await membership("anna") is None


async def test_a_key_is_for_one_request(asker: Asker) -> None:
    team = await asker.team()
    await asker.done(RenameTeam, "olga", team=team, name="New", key="k")
    for kind, given in ((RenameTeam, {"name": "Newer"}), (CloseTeam, {}), (InviteToTeam, {})):
        told = await asker.refused(kind, "olga", team=team, key="k", **given)
        assert told == "IDEMPOTENCY_CONFLICT"
    assert (await find_teams([team]))[team].name == "New"
    # Keys are unique per caller.
    await asker.team("otto")
    await asker.done(CreateTeam, "anna", name="Mine", kind=TeamKind.TEAM, key="k")


async def test_a_refusal_leaves_the_key_free(asker: Asker) -> None:
    team = await asker.team()
    code = await asker.code(team)
    await asker.team("anna")
    assert await asker.refused(JoinTeam, "anna", code=code, key="k") == "ALREADY_IN_TEAM"
    await asker.done(CloseTeam, "anna", team=(await account("anna")).membership.team)  # type: ignore[union-attr]
    joined = await asker.done(JoinTeam, "anna", code=code, key="k")
    assert not joined.replayed


async def test_a_closed_team_changes_no_more(asker: Asker) -> None:
    team = await asker.team()
    await asker.join(team, "anna", "boris")
    code = await asker.code(team)
    await asker.done(CloseTeam, "olga", team=team)
    info = (await find_teams([team]))[team]
    assert info.closed_at == asker.clock.now
    assert await asker.refused(JoinTeam, "carla", code=code) == "INVITATION_NOT_FOUND"
    for kind, given in (
        (InviteToTeam, {}),
        (RenameTeam, {"name": "New"}),
        (SetTeamMember, {"member": "anna", "change": MemberChange(role=TeamRole.ADMIN)}),
        (HandOverTeam, {"member": "anna"}),
    ):
        assert await asker.refused(kind, "olga", team=team, **given) == "TEAM_CLOSED"
    await asker.leave(team, "anna")
    # A closed team keeps nobody: its owner may found another, and its members join others.
    other = await asker.team("olga")
    await asker.join(other, "boris")
    assert (await membership("boris")).team == other  # type: ignore[union-attr]
    assert await read_members(team, limit=9) == []


async def test_a_team_whose_plan_can_not_be_canceled_stays_open(database: str) -> None:
    async with asking(database, Clock(), stops=False) as asker:
        team = await asker.team()
        await asker.join(team, "anna", role=TeamRole.ADMIN)
        assert await asker.refused(CloseTeam, "olga", team=team) == "TEAM_PLAN_GOES_ON"
        assert await asker.refused(CloseTeam, "anna", team=team) == "NOT_ALLOWED_IN_TEAM"
        assert (await find_teams([team]))[team].closed_at is None
