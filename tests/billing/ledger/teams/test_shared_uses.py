"""Uses and holds of members over two accounts: who pays, what is refused, and all histories."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
    assert "bob" not in repr(theirs)
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
    done(club.do(use(account_id="bob", metadata='{"secret":1}'))[0])
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


class Story:
    """A club, and the oracle of who pays."""

    def __init__(self) -> None:
        self.club = Club()
        self.club.give(60_000)
        self.club.pay_from("ann", PayFrom.TEAM_FIRST)
        self.club.pay_from("bob", PayFrom.TEAM_ONLY)
        self.club.empty("cem")
        self.holds: list[tuple[str, Hold]] = []
        self.numbers = 0

    def step(self, act: str, name: str, amount: int, choice: int) -> None:
        club = self.club
        if act == "use":
            self.use(name, amount, choice)
        elif act == "hold":
            self.hold(name, amount, choice)
        elif act == "close hold" and self.holds:
            self.close_hold(amount, choice)
        elif act == "wait":
            club.now += timedelta(seconds=[1, 600, 40_000, 90_000, 31 * 86_400][choice % 5])
        elif act == "give":
            ends = [None, 1, 50_000][choice % 3]
            club.give(amount * 40, to=[TEAM, name][choice % 2], seconds=ends)
        elif act == "empty":
            club.empty([TEAM, name, name, name][choice % 4])
        else:
            self.manage(act, name, amount, choice)

    def manage(self, act: str, name: str, amount: int, choice: int) -> None:
        club, member = self.club, self.club.accounts[name]
        if act == "join" and member.membership is None:
            club.join(name, MemberLimit(amount * 50, [DAY, MONTH][choice % 2]))
        elif act == "leave" and name != "ann" and member.membership is not None:
            club.leave(name)
        elif act == "limit" and member.membership is not None:
            limits = [None, MemberLimit(amount * 30, DAY), MemberLimit(amount * 90, MONTH)]
            club.limit(name, limits[choice % 3])
        elif act == "pay" and member.membership is not None:
            club.pay_from(name, [*PayFrom][choice % 4])
        elif act == "cap":
            scope = CapName(CapScope.ACCOUNT, "", [DAY, MONTH][choice % 2])
            club.do(SetSpendCap([TEAM, name][choice % 2], cap=scope, tokens=amount * 100))
        elif act == "repair":
            club.repair([1, 3_600, 90_000, 31 * 86_400][choice % 4])
        elif act == "close" and choice == 0:
            club.close()

    def use(self, name: str, amount: int, choice: int) -> None:
        club = self.club
        club.touch()
        self.numbers += 1
        key = f"key-{self.numbers if choice else self.numbers // 2}"
        asked = use(account_id=name, input_tokens=amount, key=key)
        before = {one: account.available for one, account in club.accounts.items()}
        able = self.able(name, club.cost(asked))
        outcome = club.do(asked)[0]
        after = {one: account.available for one, account in club.accounts.items()}
        taken = {one: before[one] - after[one] for one in before if before[one] != after[one]}
        if isinstance(outcome, Done) and not outcome.replayed:
            assert taken == {able: club.cost(asked)}
        else:
            assert taken == {}
            if isinstance(outcome, InsufficientTokens | CapReached):
                assert able is None

    def able(self, name: str, cost: int) -> str | None:
        """Return who pays, by plain sums over the ledgers."""
        member, team = self.club.accounts[name], self.club.team
        known = member.membership
        order = ["own"]
        if known is not None and team.team is not None and not team.team.closed:
            first = {PayFrom.TEAM_FIRST: ["team", "own"], PayFrom.TEAM_ONLY: ["team"]}
            first |= {PayFrom.OWN_FIRST: ["own", "team"]}
            order = first.get(known.pay_from, ["own"])
        for side in order:
            payer = member if side == "own" else team
            room = [payer.available]
            for cap in payer.caps:
                used = cap.used if self.club.at < cap.ends_at else 0
                room.append(cap.tokens - used - payer.held)
            if side == "team" and known is not None and known.limit is not None:
                turned = known.ends_at is not None and self.club.at >= known.ends_at
                held = sum(h.link.tokens for h in member.holds if h.link is not None)
                room.append(known.limit.tokens - (0 if turned else known.used) - held)
            if cost <= min(room):
                return payer.id
        return None

    def hold(self, name: str, amount: int, choice: int) -> None:
        asked = placing(
            account_id=name,
            input_tokens=amount,
            max_output_tokens=amount,
            allow_partial=choice % 2 == 0,
            ttl_seconds=[1, 600, 86_400][choice % 3],
        )
        made = self.club.do(asked)[0]
        if isinstance(made, Done) and made.hold is not None:
            self.holds.append((name, made.hold))

    def close_hold(self, amount: int, choice: int) -> None:
        name, hold = self.holds[choice % len(self.holds)]
        outcome = [Outcome.COMPLETED, Outcome.COMPLETED, Outcome.FAILED, None][choice % 4]
        given: dict[str, Any] = {"account_id": name, "placed": hold}
        if outcome is None:
            self.club.do(releasing(hold.number, **given))
        else:
            counts = {"input_tokens": amount, "output_tokens": amount // 2}
            self.club.do(settling(hold.number, **given, **counts, outcome=outcome))


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *("use", "use", "use", "hold", "hold", "close hold", "close hold", "wait"),
                *("give", "empty", "join", "leave", "limit", "pay", "cap", "close", "repair"),
            ]
        ),
        st.sampled_from(MEMBERS),
        st.integers(1, 400),
        st.integers(0, 11),
    ),
    max_size=40,
)


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
