"""Remembered accounts: the newest state of the account that exists now."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.ledger.account import Account
from billing.ledger.teams.membership import Membership, PayFrom, TeamRole
from services.commit import remembered as module
from services.commit.remembered import Remembered
from tests.support.ledger.factories import NOW, account

TEAMS = ("team:a", "team:b")


def test_an_older_state_never_takes_the_place_of_a_newer_one() -> None:
    remembered = Remembered()
    newer, older = (account()._replace(revision=revision) for revision in (5, 4))
    remembered.keep([newer])
    remembered.keep([older])
    assert remembered["alice"] == newer


def test_an_account_that_was_opened_anew_takes_the_place_of_the_erased_one() -> None:
    remembered = Remembered()
    erased = account()._replace(revision=5, opened_at=NOW)
    fresh = account()._replace(revision=1, opened_at=NOW + timedelta(seconds=1))
    remembered.keep([erased])
    remembered.keep([fresh])
    assert remembered["alice"] == fresh


def test_who_was_asked_for_and_is_not_there_is_forgotten() -> None:
    remembered = Remembered()
    remembered.keep([account(account_id="alice"), account(account_id="bob")])
    remembered.found(["alice", "nobody"], {})
    assert list(remembered) == ["bob"]


def state(name: str, revision: int, team: str | None, grants: int) -> Account:
    joined = team and Membership(team, "handle", TeamRole.MEMBER, PayFrom.TEAM_FIRST, NOW, NOW)
    made = account(account_id=name)._replace(revision=revision, membership=joined or None)
    return made._replace(grants=made.grants * grants)


NAMES = st.sampled_from("abcd")
STATES = st.builds(
    state, NAMES, st.integers(1, 5), st.none() | st.sampled_from(TEAMS), st.integers(0, 7)
)


@given(st.lists(STATES | NAMES | st.tuples(NAMES), max_size=12))
def test_the_memory_is_bounded_and_knows_the_teams_of_the_members_in_it(
    steps: list[Account | str | tuple[str]],
) -> None:
    remembered = Remembered()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "REMEMBERED_MAX", 3)
        patch.setattr(module, "PARTS_MAX", 6)
        for step in steps:
            if isinstance(step, Account):
                remembered.keep([step])
            elif isinstance(step, str):
                remembered.forget(step)
            else:
                remembered.found(step, {})
            assert remembered.parts == sum(len(one.grants) for one in remembered.values())
            assert len(remembered) <= 3
            assert remembered.parts <= 6
            assert remembered.teams == {
                name: known.membership.team
                for name, known in remembered.items()
                if known.membership is not None
            }
