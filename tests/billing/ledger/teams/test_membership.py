"""Memberships: their texts, their rows, and every sequence of changes. Billing rule 13."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.catalog import FREE_PLAN, QuotaPeriod
from billing.errors import BadInput
from billing.ledger.account import Account, open_account
from billing.ledger.allowance import renew
from billing.ledger.entry import Entry, EntryKind
from billing.ledger.posting import Posted
from billing.ledger.teams.closing import close
from billing.ledger.teams.limits import counted_for, present_membership
from billing.ledger.teams.membership import (
    MemberLimit,
    Membership,
    PayFrom,
    TeamKind,
    TeamRole,
    TeamState,
    is_team_id,
)
from billing.ledger.teams.refusals import (
    AlreadyInTeam,
    NotAMember,
    OwnerMustHandOver,
    TeamFull,
    TeamIsClosed,
)
from billing.ledger.teams.rules import MemberChange, change_member, found, hand_over, join, leave
from billing.ledger.teams.seats import FAMILY_SEATS, TEAM_SEATS
from billing.ledger.teams.text import (
    TeamAct,
    TeamChange,
    left_text,
    membership_text,
    membership_told,
    team_change,
)
from billing.ledger.top_ups.rules import needed
from billing.ledger.top_ups.top_up import TopUp
from billing.reserved import check_unreserved
from billing.tokens import MAX_TOKENS
from db.ledger.rows import ACCOUNT_COLUMNS, account_from, account_row
from db.ledger.state import state_text
from tests.support.ledger.factories import NOW, account, book, plan

TEAM, OTHER = "team:" + "a" * 20, "team:" + "B" * 20
PLANS = book().plans
NAMES = ["ann", "bob", "cem", "dee", "eve", "fay", "gil", "hao"]

handles = st.text("abcXYZ019_-", min_size=20, max_size=20)
times = st.integers(0, 10**9).map(lambda seconds: NOW + timedelta(seconds=seconds))
limits = st.none() | st.builds(
    MemberLimit, st.integers(0, MAX_TOKENS), st.sampled_from(QuotaPeriod)
)
memberships = st.builds(
    Membership,
    handles.map(lambda name: f"team:{name}"),
    handles,
    st.sampled_from(TeamRole),
    st.sampled_from(PayFrom),
    times,
    times,
    limits,
    used=st.just(0),
    ends_at=st.none(),
)


def handle(name: str, turn: int = 0) -> str:
    return f"{name}{turn}".ljust(20, "-")


def new_team(team_id: str = TEAM) -> Account:
    return open_account(team_id, plan=FREE_PLAN, now=NOW)


def done(made: object) -> tuple[Posted, ...]:
    assert isinstance(made, tuple), made
    return made


@given(memberships)
def test_the_text_of_a_membership_tells_it_again(one: Membership) -> None:
    assert membership_told(membership_text(one), one.joined_at) == one
    assert membership_told(left_text(one.team), NOW) is None


@given(st.sampled_from(TeamAct), handles, st.sampled_from(TeamKind))
def test_the_text_of_a_change_tells_it_again(act: TeamAct, name: str, kind: TeamKind) -> None:
    change = TeamChange(
        act,
        None if act is TeamAct.CLOSE else name,
        kind if act is TeamAct.FOUND else None,
    )
    assert team_change(change.encode()) == change


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "left",
        "left team:short",
        f"left {TEAM} ",
        f"in {TEAM} as {'h' * 20} since {NOW.isoformat()} MEMBER OWN_FIRST 05 DAY",
        f"in {TEAM} as {'h' * 20} since {NOW.isoformat()} MEMBER OWN_FIRST -5 DAY",
        f"in {TEAM} as {'h' * 20} since {NOW.isoformat()} MEMBER OWN_FIRST 5 YEAR",
        f"in {TEAM} as {'h' * 19} since {NOW.isoformat()} MEMBER OWN_FIRST",
        f"in {TEAM} at {'h' * 20} since {NOW.isoformat()} MEMBER OWN_FIRST",
    ],
)
def test_another_text_is_none_of_a_membership(text: str | None) -> None:
    with pytest.raises(ValueError, match=r"."):
        membership_told(text, NOW)


@pytest.mark.parametrize(
    "text", [None, "", "join", "join short", "found", f"found {'h' * 20}", f"close {'h' * 20}"]
)
def test_another_text_is_none_of_a_team(text: str | None) -> None:
    with pytest.raises(ValueError, match=r"."):
        team_change(text)


@given(
    st.none() | memberships,
    st.none() | st.builds(TeamState, st.sampled_from(TeamKind), st.integers(1, 10**6), handles),
    st.integers(0, MAX_TOKENS),
    times,
)
def test_memberships_and_teams_survive_their_rows(
    one: Membership | None, team: TeamState | None, used: int, ends: datetime
) -> None:
    kept = one and one._replace(used=used, ends_at=ends if one.limit else None)
    state = account()._replace(membership=kept, team=team)
    row = dict(zip(ACCOUNT_COLUMNS, account_row(state), strict=True))
    assert account_from(row) == state


def test_the_state_of_an_account_without_a_team_has_no_word_about_teams() -> None:
    assert state_text(account()) == (
        '{"touched_at":"2026-11-23T12:00:00+00:00","version":1,'
        '"grants":[[1,"ALLOWANCE",10000,10000,"2026-11-23T12:00:00+00:00",'
        '"2026-12-23T12:00:00+00:00"]],"renewals":{"MONTH":"2026-12-23T12:00:00+00:00"},'
        '"suspended":{},"plan_windows":[],"frozen":{},"plan_until":null,"quotas":{},"holds":[]}'
    )


def test_nobody_claims_the_id_of_a_team() -> None:
    check_unreserved("accountId", "teamwork")
    assert is_team_id(TEAM)
    with pytest.raises(BadInput, match="accountId"):
        check_unreserved("accountId", "team:x")


def test_a_team_has_no_allowance_and_its_month_turns_without_an_entry() -> None:
    team = done(found(account(), new_team(), TeamKind.FAMILY, handle("ann"), NOW))[1].account
    assert team.stale_at == team.next_reset > NOW
    later = NOW + timedelta(days=100)
    renewed, posted = renew(team, PLANS, later)
    assert posted == ()
    assert (renewed.available, renewed.renewals) == (0, {})
    assert renewed.stale_at == renewed.next_reset > later


class Club:
    """Accounts and two teams, changed by the rules. `entries` are those of each account."""

    def __init__(self) -> None:
        self.accounts = {name: account(account_id=name) for name in NAMES}
        self.accounts |= {TEAM: new_team(), OTHER: new_team(OTHER)}
        self.entries: list[Entry] = []
        self.turn = 0

    def do(self, act: str, name: str, team: str, heir: str) -> object:
        member, club = self.accounts[name], self.accounts[team]
        former = member.membership and self.accounts[member.membership.team]
        self.turn += 1
        now, mark = NOW + timedelta(seconds=self.turn), handle(name, self.turn)
        if act == "found":
            if club.team is not None:
                return None
            kind = TeamKind.FAMILY if team == TEAM else TeamKind.TEAM
            made: object = found(member, club, kind, mark, now, former=former)
        elif club.team is None:
            return None
        elif act == "join":
            made = join(member, club, handle=mark, plans=PLANS, now=now, former=former)
        elif act == "leave":
            made = leave(member, club, now)
        elif act == "promote":
            made = change_member(member, club, MemberChange(role=TeamRole.ADMIN), now)
        elif act == "close":
            made = close(member, club, now)
        else:
            made = hand_over(member, self.accounts[heir], club, now)
        for one in made if isinstance(made, tuple) else ():
            self.accounts[one.account.id] = one.account
            self.entries.append(one.entry)
        return made

    def check(self) -> None:
        for team_id in (TEAM, OTHER):
            state = self.accounts[team_id].team
            inside = [
                one.membership
                for one in self.accounts.values()
                if one.membership is not None and one.membership.team == team_id
            ]
            if state is None:
                assert inside == []
                continue
            owners = [one.handle for one in inside if one.role is TeamRole.OWNER]
            if not state.closed:
                assert owners == [state.owner]
                assert len(inside) == state.members
                assert state.members <= (
                    FAMILY_SEATS if state.kind is TeamKind.FAMILY else TEAM_SEATS
                )


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["found", "join", "join", "leave", "promote", "hand over", "close"]),
        st.sampled_from(NAMES),
        st.sampled_from([TEAM, TEAM, OTHER]),
        st.sampled_from(NAMES),
    ),
    max_size=60,
)


@given(STEPS)
def test_every_account_is_in_one_team_and_every_team_has_one_owner_and_its_seats(
    steps: list[tuple[str, str, str, str]],
) -> None:
    club = Club()
    for step in steps:
        before = dict(club.accounts)
        made = club.do(*step)
        if not isinstance(made, tuple):
            assert club.accounts == before
        club.check()
    for one in club.entries:
        assert (one.kind, one.tokens) == (EntryKind.TEAM, 0)
        if is_team_id(one.account_id):
            team_change(one.reason)
        else:
            membership_told(one.reason, one.recorded_at)


def test_the_seventh_member_of_a_family_is_refused() -> None:
    club = Club()
    club.do("found", "ann", TEAM, "")
    assert [isinstance(club.do("join", name, TEAM, ""), tuple) for name in NAMES[1:7]] == (
        [True] * 5 + [False]
    )
    assert club.do("join", "hao", TEAM, "") == TeamFull(TEAM, FAMILY_SEATS)
    club.do("leave", "bob", TEAM, "")
    assert isinstance(club.do("join", "hao", TEAM, ""), tuple)


def test_the_owner_hands_over_before_leaving() -> None:
    club = Club()
    club.do("found", "ann", TEAM, "")
    club.do("join", "bob", TEAM, "")
    assert club.do("leave", "ann", TEAM, "") == OwnerMustHandOver(TEAM)
    assert club.do("promote", "ann", TEAM, "") == OwnerMustHandOver(TEAM)
    assert club.do("hand over", "ann", TEAM, "cem") == NotAMember("cem")
    assert club.do("hand over", "bob", TEAM, "ann") == NotAMember("bob")
    assert len(done(club.do("hand over", "ann", TEAM, "bob"))) == 3
    assert isinstance(club.do("leave", "ann", TEAM, ""), tuple)
    assert club.do("found", "bob", OTHER, "") == AlreadyInTeam(TEAM)


def test_a_closed_team_takes_nobody_and_holds_nobody() -> None:
    club = Club()
    club.do("found", "ann", TEAM, "")
    club.do("join", "bob", TEAM, "")
    assert club.do("close", "bob", TEAM, "") == NotAMember("bob")
    assert isinstance(club.do("close", "ann", TEAM, ""), tuple)
    assert club.do("close", "ann", TEAM, "") == ()
    assert club.do("join", "cem", TEAM, "") == TeamIsClosed(TEAM)
    assert club.do("promote", "bob", TEAM, "") == TeamIsClosed(TEAM)
    assert isinstance(club.do("found", "bob", OTHER, ""), tuple)
    assert isinstance(club.do("leave", "ann", TEAM, ""), tuple)


def test_bad_roles_and_limits_are_refused() -> None:
    with pytest.raises(BadInput, match="limit"):
        MemberChange(limit=MemberLimit(2**53, QuotaPeriod.DAY), keeps_limit=False)
    team = done(found(account(), new_team(), TeamKind.FAMILY, handle("ann"), NOW))[1].account
    with pytest.raises(BadInput, match="role"):
        join(
            account(account_id="bob"),
            team,
            handle=handle("bob"),
            plans=PLANS,
            now=NOW,
            role=TeamRole.OWNER,
        )


def member(limit: MemberLimit | None) -> tuple[Account, Account]:
    """Return a member with a limit, and the team."""
    team = done(found(account(), new_team(), TeamKind.FAMILY, handle("ann"), NOW))[1].account
    bob = account(account_id="bob")
    posted = done(join(bob, team, handle=handle("bob"), plans=PLANS, now=NOW, limit=limit))
    return posted[0].account, posted[1].account


def test_a_limit_starts_at_0_in_the_team_s_month_and_keeps_its_count() -> None:
    bob, team = member(MemberLimit(100, QuotaPeriod.MONTH))
    first = bob.membership
    assert first is not None
    assert (first.used, first.ends_at) == (0, team.next_reset)
    spent = bob._replace(membership=counted_for(first, 30, NOW))

    def limited_to(limit: MemberLimit | None) -> Membership:
        asked = MemberChange(limit=limit, keeps_limit=False)
        after = done(change_member(spent, team, asked, NOW))[0].account.membership
        assert after is not None
        return after

    assert limited_to(MemberLimit(10, QuotaPeriod.MONTH)).used == 30
    assert limited_to(MemberLimit(10, QuotaPeriod.DAY)).used == 0
    assert (limited_to(None).used, limited_to(None).ends_at) == (0, None)
    kept = done(change_member(spent, team, MemberChange(pay_from=PayFrom.TEAM_ONLY), NOW))
    assert kept[0].account.membership == spent.membership._replace(pay_from=PayFrom.TEAM_ONLY)  # type: ignore[union-attr]
    assert change_member(spent, team, MemberChange(), NOW) == ()
    assert first.ends_at is not None
    assert present_membership(counted_for(first, 30, NOW), first.ends_at).used == 0


def test_a_closed_team_gives_its_owner_what_it_has_with_origin_and_end() -> None:
    ann, team = (
        one.account
        for one in done(found(account(), new_team(), TeamKind.FAMILY, handle("ann"), NOW))
    )
    ends = NOW + timedelta(days=9)
    rich = account(account_id="x", grants=()).grants[0]
    given_to = (
        rich._replace(number=7, remaining=40, amount=100, expires_at=ends),
        rich._replace(number=8, remaining=60, amount=60, expires_at=None),
    )
    posted = done(close(ann, team._replace(grants=given_to), NOW))
    assert [(one.account.id, one.entry.kind, one.entry.tokens) for one in posted] == [
        ("alice", EntryKind.TRANSFER, 40),
        (TEAM, EntryKind.TRANSFER, -40),
        ("alice", EntryKind.TRANSFER, 60),
        (TEAM, EntryKind.TRANSFER, -60),
        (TEAM, EntryKind.TEAM, 0),
    ]
    assert posted[0].entry.reason == f"from {TEAM}, entry 2, grant 7 ALLOWANCE"
    assert posted[1].entry.reason == f"to {handle('ann')}, entry {posted[0].entry.revision}"
    assert [(g.remaining, g.expires_at) for g in posted[2].account.grants[-3:]] == [
        (40, ends),
        (10_000, account().next_reset),
        (60, None),
    ]
    assert posted[-1].account.available == 0
    assert plan().allowances


def test_nothing_is_bought_automatically_for_a_closed_team() -> None:
    """It always has few tokens, because all that comes is passed on to its owner."""
    made = done(found(account(), new_team(), TeamKind.FAMILY, handle("ann"), NOW))
    ann, team = (one.account for one in made)
    low = team._replace(top_up=TopUp("starter", 5_000, 3, NOW + timedelta(days=30)))
    assert needed(low, NOW) is not None
    closed = done(close(ann, low, NOW))[-1].account
    assert needed(closed, NOW) is None
