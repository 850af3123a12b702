"""The plan of a team: its allowance is that of all seats, and it decides how many members fit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.catalog import FREE_PLAN, Allowance, Buyer, Money, Plan, QuotaPeriod, Seats
from billing.ledger.account import Account, open_account
from billing.ledger.allowance import change_plan, renew
from billing.ledger.plan_window import PlanTurn
from billing.ledger.posting import Posted
from billing.ledger.teams.membership import TeamKind
from billing.ledger.teams.refusals import TeamFull
from billing.ledger.teams.rules import found, join
from billing.ledger.teams.seats import FAMILY_SEATS, TEAM_SEATS, seats_of
from tests.support.audit.forgetful import Forgetful
from tests.support.ledger.factories import NOW, account, book

DAY = timedelta(days=1)
DAILY = Allowance(30_000, QuotaPeriod.DAY)
TEAM = Plan(
    "TEAM", "Team", "", Money(900, "USD"), (DAILY,), buyer=Buyer.TEAM, seats=Seats(least=3, most=9)
)
FAMILY = Plan(
    "FAMILY", "Family", "", Money(900, "USD"), (DAILY,), buyer=Buyer.TEAM, seats=Seats(each=5)
)
PLANS = {**book().plans, "TEAM": TEAM, "FAMILY": FAMILY}


def team(kind: TeamKind) -> Account:
    return founded(kind).account


def founded(kind: TeamKind) -> Posted:
    opened = open_account("team:" + "a" * 20, plan=FREE_PLAN, now=NOW)
    posted = found(account(), opened, kind, "h" * 20, NOW)
    assert isinstance(posted, tuple)
    return posted[1]


@pytest.mark.parametrize(
    ("kind", "free"), [(TeamKind.FAMILY, FAMILY_SEATS), (TeamKind.TEAM, TEAM_SEATS)]
)
def test_a_plan_decides_the_seats_until_it_ends(kind: TeamKind, free: int) -> None:
    club = team(kind)
    turned, _ = change_plan(club, PlanTurn("TEAM", NOW + DAY, 4), plans=PLANS, now=NOW)
    assert (seats_of(club, PLANS), seats_of(turned, PLANS)) == (free, 4)
    assert turned.available == 4 * DAILY.tokens
    ended, _ = renew(turned, PLANS, NOW + DAY)
    assert (seats_of(ended, PLANS), ended.available, ended.quantity) == (free, 0, 1)


def test_included_seats_do_not_multiply_the_allowance() -> None:
    turned, _ = change_plan(team(TeamKind.TEAM), PlanTurn("FAMILY"), plans=PLANS, now=NOW)
    assert (seats_of(turned, PLANS), turned.available) == (5, DAILY.tokens)


def test_the_windows_of_a_team_are_audited() -> None:
    (club, entry, _), grants = founded(TeamKind.TEAM), {}
    replay = Forgetful(club.id, grants, opened_at=NOW)
    assert replay.add(entry) == []
    for number, quantity in enumerate((3, 5, 4, 9)):
        turn = PlanTurn("TEAM", NOW + DAY, quantity)
        now = NOW + timedelta(hours=number)
        club, posted = change_plan(club, turn, plans=PLANS, now=now)
        for one in posted:
            if one.grant is not None:
                grants[one.grant.number] = one.grant
            assert replay.add(one.entry) == []
    assert club.available == 9 * DAILY.tokens
    assert replay.compare(club, [DAILY]) == []
    forged = club._replace(granted={QuotaPeriod.DAY: 8})
    assert any("granted is" in what for what in replay.compare(forged, [DAILY]))
    forged = club._replace(quantity=8)
    assert any("quantity is 8" in what for what in replay.compare(forged, [DAILY]))


COMING = st.lists(
    st.one_of(
        st.tuples(st.just("TEAM"), st.integers(3, 9)),
        st.sampled_from([("FAMILY", 1), (FREE_PLAN, 1), ("GONE", 2)]),
    ),
    max_size=4,
)


@given(
    st.sampled_from(TeamKind), st.integers(1, 12), COMING, st.one_of(st.none(), st.integers(3, 9))
)
def test_nobody_joins_above_the_seats_of_now_or_later(
    kind: TeamKind, size: int, coming: list[tuple[str, int]], paid: int | None
) -> None:
    club = team(kind)
    if paid is not None:
        club, _ = change_plan(club, PlanTurn("TEAM", NOW + DAY, paid), plans=PLANS, now=NOW)
    assert club.team is not None
    club = club._replace(team=club.team._replace(members=size))
    seats = {"FAMILY": 5, FREE_PLAN: seats_of(team(kind), PLANS)}
    later = [n if name == "TEAM" else seats.get(name, seats[FREE_PLAN]) for name, n in coming]
    least = min([seats_of(club, PLANS), *later])
    found = join(account(), club, handle="i" * 20, plans=PLANS, now=NOW, coming=coming)
    if size < least:
        assert isinstance(found, tuple)
    else:
        assert found == TeamFull(club.id, least, waits=least < seats_of(club, PLANS))
