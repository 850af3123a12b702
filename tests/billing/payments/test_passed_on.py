"""Packs of a closed team: refunds and disputes take what the owner got of them. Billing rules 9 and
13."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.ledger.entry import EntryKind
from billing.payments.packs import DisputeState, RefundState
from tests.support.payments.closed_team import PRICE, TOKENS, PassedOn
from tests.support.payments.money import PAID, dispute, refund

OPEN, LOST, WON = DisputeState
COST = 8
"""The premium tokens of one model token."""


def used(*, by_members: int, by_owner: int) -> PassedOn:
    """Return a closed team whose pack was used before and after closing."""
    made = PassedOn()
    made.hear(0, PAID)
    assert made.use("bob", by_members // COST)
    made.close()
    assert made.use("ann", by_owner // COST)
    return made


def test_a_refund_takes_the_rest_from_the_owner_and_makes_no_debt_of_the_team() -> None:
    made = used(by_members=80, by_owner=160)
    made.hear(0, refund("a", PRICE // 2))
    assert (made.owner.available, made.owner.debt, made.team.debt) == (260, 0, 0)
    assert made.packs[0].reversed_tokens == TOKENS // 2


def test_what_the_owner_spent_is_its_debt_and_what_the_members_spent_that_of_the_team() -> None:
    made = used(by_members=400, by_owner=160)
    made.hear(0, refund("a", PRICE))
    assert (made.owner.available, made.owner.debt, made.team.debt) == (0, 160, 400)


def test_several_refunds_take_together_what_one_takes() -> None:
    made = used(by_members=400, by_owner=160)
    for number in range(10):
        made.hear(0, refund(f"r{number}", PRICE // 10))
    assert (made.owner.available, made.owner.debt, made.team.debt) == (0, 160, 400)


def test_a_refund_that_fails_gives_everything_back() -> None:
    made = used(by_members=400, by_owner=160)
    made.hear(0, refund("a", PRICE), refund("a", PRICE, RefundState.FAILED))
    assert (made.owner.available, made.owner.debt, made.team.debt) == (440, 0, 0)


@pytest.mark.parametrize(("end", "left"), [(WON, (440, 0, 0)), (LOST, (0, 160, 400))])
def test_a_dispute_freezes_what_the_owner_has_left(end: DisputeState, left: Any) -> None:
    made = used(by_members=400, by_owner=160)
    made.hear(0, dispute("d", PRICE, OPEN))
    assert (made.owner.available, sum(made.owner.frozen.values())) == (0, 440)
    assert not made.use("ann", 1)
    made.hear(0, dispute("d", PRICE, end, said_at=1))
    assert (made.owner.available, made.owner.debt, made.team.debt) == left


def test_tokens_that_a_dispute_froze_before_closing_go_to_the_owner_when_it_is_won() -> None:
    made = PassedOn()
    made.hear(0, PAID, dispute("d", PRICE, OPEN))
    made.close()
    assert (made.owner.available, made.team.frozen) == (0, {made.packs[0].grant_number: TOKENS})
    made.hear(0, dispute("d", PRICE, WON, said_at=1))
    assert (made.owner.available, made.team.available, made.team.frozen) == (TOKENS, 0, {})


def test_tokens_that_a_dispute_froze_before_closing_are_taken_back_when_it_is_lost() -> None:
    made = PassedOn()
    made.hear(0, PAID, dispute("d", PRICE, OPEN))
    made.close()
    made.hear(0, dispute("d", PRICE, LOST, said_at=1))
    assert (made.owner.balance, made.team.balance, made.team.frozen) == (0, 0, {})


def test_a_payment_that_arrives_after_closing_is_the_owner_s() -> None:
    made = PassedOn()
    made.close()
    made.hear(0, PAID)
    assert (made.owner.available, made.team.available) == (TOKENS, 0)
    made.hear(0, refund("a", PRICE))
    assert (made.owner.balance, made.team.balance) == (0, 0)


def test_what_the_owner_s_holds_give_back_is_frozen_while_the_pack_is_disputed() -> None:
    made = used(by_members=400, by_owner=160)
    made.hold("ann", 440 // COST)
    made.hear(0, dispute("d", PRICE, OPEN))
    made.end_hold(0, settles=False)
    assert (made.owner.available, sum(made.owner.frozen.values())) == (0, 440)
    made.hear(0, dispute("d", PRICE, WON, said_at=1))
    assert made.owner.available == 440


def test_a_part_that_came_later_is_taken_before_anybody_owes() -> None:
    made = PassedOn()
    made.hear(0, PAID)
    made.hold("bob", 400 // COST)
    made.close()
    assert made.use("ann", 600 // COST)
    made.end_hold(0, settles=False)
    made.close()
    assert made.owner.available == 400
    made.hear(0, refund("a", 40))
    assert (made.owner.available, made.owner.debt, made.team.debt) == (0, 0, 0)


def test_the_refund_of_one_pack_leaves_another_one_alone() -> None:
    made = PassedOn(packs=2)
    made.hear(0, PAID)
    made.hear(1, PAID)
    made.close()
    made.hear(1, refund("a", PRICE))
    [left] = made.owner.grants
    assert (left.remaining, left.number) == (TOKENS, made.parts(made.packs[0])[0].grant_number)


def test_every_token_is_taken_back_once_in_one_of_the_ledgers() -> None:
    made = used(by_members=400, by_owner=160)
    made.hear(0, refund("a", PRICE), dispute("d", PRICE, OPEN), dispute("d", PRICE, LOST))
    kinds = {EntryKind.REVERSAL}
    taken = [one.tokens for one in made.club.entries.values() if one.kind in kinds]
    assert sum(taken) == -TOKENS


NUMBERS = st.integers(0, 1)
AMOUNTS = st.sampled_from([0, 1, PRICE // 3, PRICE // 2, PRICE])
NAMES = st.sampled_from(["bob", "ann"])
TOLD = st.one_of(
    st.just(PAID),
    st.builds(refund, st.sampled_from("aab"), AMOUNTS, st.sampled_from(RefundState)),
    st.builds(
        dispute,
        st.sampled_from("de"),
        AMOUNTS,
        st.sampled_from(DisputeState),
        said_at=st.integers(0, 3),
    ),
)
STEP = st.one_of(
    st.tuples(st.just("hear"), NUMBERS, TOLD),
    st.tuples(st.just("hear"), NUMBERS, TOLD),
    st.tuples(st.just("use"), NAMES, st.integers(1, 60)),
    st.tuples(st.just("hold"), NAMES, st.integers(1, 60)),
    st.tuples(st.just("end"), st.integers(0, 9), st.booleans()),
    st.tuples(st.sampled_from(["close", "pass on"]), NUMBERS, NUMBERS),
)


@given(before=st.lists(STEP, max_size=8), after=st.lists(STEP, min_size=6, max_size=25))
def test_both_ledgers_conserve_tokens_in_every_history(
    before: list[tuple[str, Any, Any]], after: list[tuple[str, Any, Any]]
) -> None:
    made = PassedOn(packs=2)
    made.hear(0, PAID)
    for act, first, second in [*before, ("close", 0, 0), *after]:
        match act:
            case "hear":
                made.hear(first, second)
            case "use":
                made.use(first, second)
            case "hold":
                made.hold(first, second)
            case "end":
                made.end_hold(first, settles=second)
            case "close":
                made.close()
            case _:
                made.pass_on()
        made.check()
