"""What pays for holds, and in which order, replays: grants, debt, disputed packs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from billing.ledger.grant import Charge
from billing.payments.packs import DisputeState, settle
from tests.support.audit.held import (
    ALLOWANCE,
    Held,
    forged,
    terms,
)
from tests.support.audit.histories import START, faults
from tests.support.ledger.factories import (
    adjustment,
    placing,
    settling,
)
from tests.support.payments.money import PAID, bought, dispute


def test_a_use_that_a_later_grant_pays_for_in_its_turn_is_sound() -> None:
    """A use beyond its hold burns grants in order, whatever grants the hold came from."""
    history = Held()
    history.hold(placing(input_tokens=1_000))
    history.do(adjustment(tokens=80, expires_at=START + timedelta(hours=1)))
    history.hold(settling(2, input_tokens=1_020))
    assert [(c.number, c.tokens) for c in history.entries[-1].charges] == [(1, 8_080), (3, 80)]
    assert faults(history) == []


def test_debt_that_a_hold_left_is_paid_by_the_next_grant() -> None:
    history = Held()
    history.hold(placing(input_tokens=1_250))
    history.hold(settling(2, input_tokens=1_260))
    history.do(adjustment(tokens=100))
    assert history.account.available == 20
    assert faults(history) == []


def test_what_was_left_unpaid_while_there_was_something_is_found() -> None:
    history = Held()
    history.hold(placing(input_tokens=1_000))
    history.hold(settling(2, input_tokens=1_100))
    history.forge(3, charges=(Charge(1, ALLOWANCE, 8_400),))
    assert any("unpaid" in what for what in faults(history))


def test_a_disputed_pack_of_which_some_was_held_replays() -> None:
    history = Held()
    settled = settle(history.account, bought(), PAID, history.now)
    history.pay(settled.posted)
    history.hold(placing(input_tokens=26_000))
    facts = PAID.merge(dispute("d", 500, DisputeState.OPEN))
    settled = settle(history.account, settled.bought, facts, history.now)
    history.pay(settled.posted)
    history.hold(settling(3, input_tokens=2_000))
    won = facts.merge(dispute("d", 500, DisputeState.WON))
    history.pay(settle(history.account, settled.bought, won, history.now).posted)
    assert history.account.available == 194_000
    assert faults(history) == []


@pytest.mark.parametrize("output", [8, 10])
def test_another_output_is_found_where_it_costs_and_counts_the_same(output: int) -> None:
    history = Held()
    history.hold(placing(model="calls", max_output_tokens=9))
    history.forge(2, **terms(history.entries[1], '"output":9', f'"output":{output}'))
    assert any("output tokens, but 9 were asked for" in what for what in forged(history))


def test_grants_that_pay_beyond_a_hold_pay_in_their_turn() -> None:
    history = Held()
    history.hold(placing())
    history.do(adjustment(tokens=80))
    history.do(adjustment(tokens=80))
    history.hold(settling(2, input_tokens=1_270))
    first, *others = history.entries[-1].charges
    assert [charge.number for charge in others] == [3, 4]
    assert faults(history) == []
    history.forge(history.account.revision, charges=(first, *others[::-1]))
    assert any("out of burn order" in what for what in forged(history))


def test_a_hold_that_is_settled_as_if_it_had_not_expired_is_found() -> None:
    history = Held()
    history.hold(placing())
    history.now += timedelta(seconds=600)
    history.pay(history.decide(settling(2)))
    (found,) = faults(history)
    assert found.startswith("3: settles hold 2, which had expired at ")
