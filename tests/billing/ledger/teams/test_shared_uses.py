"""Uses and holds of members over two accounts: who pays, what is refused, and all histories."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given

from billing.catalog.catalog import QuotaPeriod
from billing.errors import BadInput
from billing.ledger.caps.cap import CapName, CapScope
from billing.ledger.commands import RecordUsage, SetSpendCap
from billing.ledger.entry import EntryKind
from billing.ledger.hold import Hold, Outcome
from billing.ledger.refusals import CapReached, HoldNotFound, InsufficientTokens
from billing.ledger.teams.link import paid_by_team, used_by_member
from billing.ledger.teams.membership import MemberLimit, PayFrom
from services.commit.decisions import Done
from services.ledger.quotes import quote
from tests.support.ledger.clubs import MEMBERS, TEAM, Club
from tests.support.ledger.factories import done, placing, releasing, settling, use
from tests.support.ledger.team_stories import STEPS, Story

DAY, MONTH = QuotaPeriod.DAY, QuotaPeriod.MONTH


@pytest.fixture
def club() -> Club:
    """Return a team of 10,000 tokens; each member has 10,000 of its own."""
    one = Club()
    one.give(10_000)
    return one


def left(club: Club, *names: str) -> list[int]:
    return [club.accounts[name].available for name in names]


@pytest.mark.parametrize(
    ("order", "own", "shared"),
    [
        (PayFrom.OWN_FIRST, 9_200, 10_000),
        (PayFrom.TEAM_FIRST, 10_000, 9_200),
        (PayFrom.OWN_ONLY, 9_200, 10_000),
        (PayFrom.TEAM_ONLY, 10_000, 9_200),
    ],
)
def test_one_side_pays_a_use_whole(club: Club, order: PayFrom, own: int, shared: int) -> None:
    club.pay_from("bob", order)
    done(club.do(use(account_id="bob", input_tokens=100))[0])
    assert left(club, "bob", TEAM) == [own, shared]
    club.check()


def test_the_other_side_pays_only_if_the_first_can_not(club: Club) -> None:
    asked = [use(account_id="bob", input_tokens=700) for _ in range(3)]
    first, second, third = club.do(*asked)
    assert done(first).recorded.cost == 5_600
    assert left(club, "bob", TEAM) == [4_400, 4_400]
    told = done(second).recorded
    assert paid_by_team(told.reason) == (TEAM, 5_600, club.team.revision)
    theirs = club.entries[TEAM, club.team.revision]
    assert (theirs.cost, theirs.idempotency_key) == (5_600, f"\x1f{theirs.reason}")
    used = used_by_member(theirs.reason)
    membership = club.accounts["bob"].membership
    assert used is not None
    assert membership is not None
    assert (used.handle, used.entry) == (membership.handle, told.revision)
    # Hashes may contain these letters by chance.
    assert "bob" not in repr(theirs._replace(digest=b"", fingerprint=None))
    assert isinstance(third, InsufficientTokens)
    assert (third.required, third.available) == (5_600, 4_400)
    club.check()


def test_a_key_has_one_effect_whoever_paid(club: Club) -> None:
    asked = use(account_id="bob", input_tokens=700, key="k")
    club.pay_from("bob", PayFrom.TEAM_FIRST)
    first = done(club.do(asked)[0])
    club.pay_from("bob", PayFrom.OWN_FIRST)
    again = done(club.do(asked)[0])
    assert (again.recorded, again.replayed) == (first.recorded, True)
    assert left(club, "bob", TEAM) == [10_000, 4_400]


def test_what_a_caller_attached_stays_with_the_member(club: Club) -> None:
    club.pay_from("bob", PayFrom.TEAM_ONLY)
    mine = done(club.do(use(account_id="bob", metadata='{"secret":1}'))[0]).recorded
    assert mine.use is not None
    assert mine.use.metadata == '{"secret":1}'
    assert "secret" not in repr(club.entries[TEAM, club.team.revision])


def test_a_member_s_limit_refuses_with_the_cap_that_it_is(club: Club) -> None:
    club.limit("bob", MemberLimit(1_000, DAY))
    club.pay_from("bob", PayFrom.TEAM_ONLY)
    first, second = club.do(*(use(account_id="bob", input_tokens=100) for _ in range(2)))
    assert isinstance(first, Done)
    assert isinstance(second, CapReached)
    cap = second.use.cap
    assert (cap.scope, cap.tokens, cap.used) == (CapScope.MEMBER, 1_000, 800)
    assert "200 of 1000" in second.message
    club.now = cap.ends_at
    done(club.do(use(account_id="bob", input_tokens=100))[0])
    club.check()


def test_the_own_tokens_pay_where_a_limit_stops_the_team(club: Club) -> None:
    club.limit("bob", MemberLimit(0, MONTH))
    club.pay_from("bob", PayFrom.TEAM_FIRST)
    done(club.do(use(account_id="bob", input_tokens=100))[0])
    assert left(club, "bob", TEAM) == [9_200, 10_000]
    club.empty("bob")
    assert isinstance(club.do(use(account_id="bob"))[0], CapReached)


def test_caps_of_each_side_count_what_that_side_paid(club: Club) -> None:
    name = CapName(CapScope.ACCOUNT, "", DAY)
    club.do(*(SetSpendCap(one, cap=name, tokens=1_000) for one in ("bob", TEAM)))
    made = club.do(*(use(account_id="bob", input_tokens=100) for _ in range(3)))
    assert [type(one) for one in made] == [Done, Done, CapReached]
    assert left(club, "bob", TEAM) == [9_200, 9_200]
    done(club.do(use(account_id="bob", input_tokens=25))[0])
    club.check()


def test_free_models_count_for_the_member_alone(club: Club) -> None:
    club.pay_from("bob", PayFrom.TEAM_ONLY)
    before = club.team.revision
    for _ in range(3):
        done(club.do(use(account_id="bob", model="calls"))[0])
    assert club.team.revision == before
    assert club.do(use(account_id="bob", model="calls"))[0].code == "QUOTA_EXCEEDED"  # type: ignore[union-attr]
    club.check()


def test_whoever_left_pays_for_itself(club: Club) -> None:
    club.pay_from("bob", PayFrom.TEAM_ONLY)
    club.leave("bob")
    done(club.do(use(account_id="bob", input_tokens=100))[0])
    assert left(club, "bob", TEAM) == [9_200, 10_000]


def test_the_members_of_a_closed_team_pay_for_themselves(club: Club) -> None:
    club.pay_from("bob", PayFrom.TEAM_ONLY)
    club.close()
    done(club.do(use(account_id="bob", input_tokens=100))[0])
    assert left(club, "ann", "bob", TEAM) == [20_000, 9_200, 0]
    club.check()


@pytest.mark.parametrize("command", [use(account_id=TEAM), placing(account_id=TEAM)])
def test_a_team_is_nobody_s_user(club: Club, command: Any) -> None:
    assert isinstance(club.do(command)[0], BadInput)


def placed(club: Club, **asked: Any) -> Hold:
    hold = done(club.do(placing(**asked))[0]).hold
    assert hold is not None
    return hold


def test_a_hold_of_the_team_settles_with_its_tokens_also_after_the_member_left(club: Club) -> None:
    club.limit("bob", MemberLimit(9_000, DAY))
    club.pay_from("bob", PayFrom.TEAM_ONLY)
    hold = placed(club, account_id="bob", input_tokens=100, max_output_tokens=900)
    assert left(club, "bob", TEAM) == [10_000, 2_000]
    refused = club.do(use(account_id="bob", input_tokens=200))[0]
    assert isinstance(refused, CapReached)
    assert refused.use.held == 8_000
    club.check()
    club.leave("bob")
    club.check()
    asked = settling(hold.number, account_id="bob", input_tokens=100, output_tokens=100)
    settled = done(club.do(asked)[0])
    assert paid_by_team(settled.recorded.reason) == (TEAM, 1_600, club.team.revision)
    assert left(club, "bob", TEAM) == [10_000, 8_400]
    assert done(club.do(asked)[0]).replayed
    club.check()


@pytest.mark.parametrize("outcome", [Outcome.COMPLETED, Outcome.FAILED])
def test_an_expired_hold_of_the_team_still_settles_there(club: Club, outcome: Outcome) -> None:
    club.pay_from("bob", PayFrom.TEAM_ONLY)
    hold = placed(club, account_id="bob", input_tokens=100, max_output_tokens=900, ttl_seconds=60)
    club.now += timedelta(seconds=60)
    club.touch()
    club.check()
    assert left(club, "bob", TEAM) == [10_000, 10_000]
    club.empty(TEAM)
    asked = settling(hold.number, account_id="bob", input_tokens=100, outcome=outcome, placed=hold)
    done(club.do(asked)[0])
    assert club.team.debt == (800 if outcome is Outcome.COMPLETED else 0)
    club.check()


def test_a_hold_whose_use_failed_gives_all_back(club: Club) -> None:
    club.pay_from("bob", PayFrom.TEAM_ONLY)
    hold = placed(club, account_id="bob", input_tokens=100, max_output_tokens=900)
    asked = settling(hold.number, account_id="bob", input_tokens=100, outcome=Outcome.FAILED)
    assert done(club.do(asked)[0]).recorded.reason == f"hold {hold.number} FAILED"
    assert (left(club, "bob", TEAM), club.team.holds) == ([10_000, 10_000], ())
    club.check()


def test_a_released_hold_closes_on_both_sides_once(club: Club) -> None:
    club.pay_from("bob", PayFrom.TEAM_ONLY)
    hold = placed(club, account_id="bob", input_tokens=100, max_output_tokens=900)
    first, second = club.do(*[releasing(hold.number, account_id="bob")] * 2)
    assert not done(first).replayed
    assert done(second).replayed
    assert left(club, "bob", TEAM) == [10_000, 10_000]
    club.check()


def test_nobody_closes_the_team_s_side_alone(club: Club) -> None:
    club.pay_from("bob", PayFrom.TEAM_ONLY)
    hold = placed(club, account_id="bob", input_tokens=100)
    assert hold.link is not None
    for asked in (
        releasing(hold.link.number, account_id=TEAM),
        settling(hold.link.number, account_id=TEAM),
        releasing(hold.link.number, account_id=TEAM, placed=hold),
    ):
        assert isinstance(club.do(asked)[0], HoldNotFound)
    club.check()


def test_a_hold_of_an_earlier_membership_does_not_count_for_the_present_one(club: Club) -> None:
    club.pay_from("bob", PayFrom.TEAM_ONLY)
    hold = placed(club, account_id="bob", input_tokens=100)
    club.leave("bob")
    club.join("bob", MemberLimit(5_000, DAY))
    done(club.do(settling(hold.number, account_id="bob", input_tokens=100))[0])
    membership = club.accounts["bob"].membership
    assert membership is not None
    assert membership.used == 0
    club.check()


def test_the_time_of_a_team_that_is_ahead_is_that_of_both_sides(club: Club) -> None:
    club.pay_from("bob", PayFrom.TEAM_ONLY)
    club.now += timedelta(days=40)
    club.give(1_000)
    ahead, club.now = club.now, club.now - timedelta(days=39)
    told = done(club.do(use(account_id="bob"))[0]).recorded
    assert told.recorded_at == ahead
    club.check()


def test_a_limit_counts_what_was_used_while_the_clock_was_ahead(club: Club) -> None:
    club.limit("bob", MemberLimit(2_000, DAY))
    club.pay_from("bob", PayFrom.TEAM_ONLY)
    done(club.do(use(account_id="bob", input_tokens=100))[0])
    club.now += timedelta(days=3)
    done(club.do(use(account_id="bob", input_tokens=100))[0])
    club.repair(3 * 86_400)
    club.check()
    refused = club.do(use(account_id="bob", input_tokens=100))[0]
    assert isinstance(refused, CapReached)
    assert refused.use.cap.used == 1_600


def test_a_partial_hold_takes_the_side_that_has_most(club: Club) -> None:
    club.limit("bob", MemberLimit(4_000, DAY))
    asked = {"account_id": "bob", "input_tokens": 100, "allow_partial": True}
    club.do(use(account_id="bob", input_tokens=1_000))
    hold = placed(club, **asked, max_output_tokens=9_000)
    assert hold.link is not None
    assert (hold.link.tokens, hold.max_output_tokens) == (4_000, 400)
    club.check()


@given(STEPS)
def test_every_history_of_a_team_can_be_replayed_and_the_right_side_paid(
    steps: list[tuple[str, str, int, int]],
) -> None:
    story = Story()
    for step in steps:
        story.step(*step)
        story.club.check()
    for entry in story.club.entries.values():
        if entry.account_id == TEAM:
            assert entry.kind is not EntryKind.ALLOWANCE
            # Digests are random bytes, in which a name may appear by chance.
            told = repr(entry._replace(digest=b"", fingerprint=None))
            assert not any(name in told for name in MEMBERS)


def test_a_plain_use_has_the_bytes_it_had() -> None:
    club = Club()
    club.leave("bob")
    asked = RecordUsage(
        account_id="bob", model="paid", input_tokens=3, output_tokens=4, idempotency_key="k"
    )
    entry = done(club.do(asked)[0]).recorded
    assert (entry.reason, entry.use and entry.use.terms) == (None, "8/8/8")


def test_a_quote_is_decided_over_both_accounts(club: Club) -> None:
    asked = use(account_id="bob", input_tokens=700)
    club.empty("bob")

    def refusal(name: str = "bob") -> object:
        given = (asked, club.accounts[name], club.book, club.now)
        return quote(*given, team=club.team).refusal

    assert refusal() is None
    club.limit("bob", MemberLimit(1, DAY))
    assert isinstance(refusal(), CapReached)
    with pytest.raises(BadInput, match="accountId"):
        refusal(TEAM)
