"""Tokens that return from holds replay without a fault, and forged returns do not.

As in `test_hold_replay`, the digests of every forgery are calculated again.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from billing.catalog.catalog import FREE_PLAN
from billing.ledger.entry import EntryKind
from billing.ledger.grant import Charge, GrantSource
from billing.ledger.plan_window import PlanTurn, PlanWindow
from billing.ledger.posting import post_lapse, post_plan
from billing.payments.packs import DisputeState, PaymentFacts, RefundState, settle
from tests.support.audit.held import Held, forged
from tests.support.audit.histories import faults
from tests.support.ledger.factories import adjustment, placing, releasing, settling
from tests.support.payments.money import PAID, PRICE, bought, dispute, refund

OPEN, WON = DisputeState.OPEN, DisputeState.WON
PACK = GrantSource.PACK


class Paid(Held):
    """A history with a pack of 200,000 tokens, which is grant 2."""

    def __init__(self) -> None:
        super().__init__()
        self.bought, self.facts = bought(), PaymentFacts()
        self.hear(PAID)

    def hear(self, news: PaymentFacts) -> None:
        self.facts = self.facts.merge(news)
        done = settle(self.account, self.bought, self.facts, self.now)
        self.pay(done.posted)
        self.bought = done.bought

    @property
    def kinds(self) -> list[str]:
        return [entry.kind.value for entry in self.entries]


def refunded() -> Paid:
    """Make a history: 3 hold of all, 4 refund, 5 settled, 6 hold, 7 adjustment, 8 failed refund, 9
    released."""
    history = Paid()
    history.hold(placing(input_tokens=26_250))
    history.hear(refund("r", PRICE))
    history.hold(settling(3, input_tokens=1_000))
    history.do(adjustment(tokens=80))
    history.hold(placing(input_tokens=10))
    history.hear(refund("r", PRICE, RefundState.FAILED))
    history.hold(releasing(7))
    return history


def disputed() -> Paid:
    """Make a history: 3 hold of all, 4 frozen, 5 released, 6 frozen again, 7 unfrozen as the
    dispute ends."""
    history = Paid()
    history.hold(placing(input_tokens=26_250))
    history.hear(dispute("d", PRICE, OPEN))
    history.hold(releasing(3))
    history.hear(dispute("d", PRICE, WON))
    return history


def test_sound_histories_have_no_fault() -> None:
    assert faults(refunded()) == []
    assert refunded().kinds[3:6] == ["REVERSAL", "USAGE", "ADJUSTMENT"]
    assert refunded().entries[4].reason == "hold 3 COMPLETED, 200000 to debt"
    assert faults(disputed()) == []
    assert disputed().kinds[3:] == ["FREEZE", "RELEASE", "FREEZE", "UNFREEZE"]


@pytest.mark.parametrize(
    "told",
    [
        "hold 3 COMPLETED",
        "hold 3 COMPLETED, 199999 to debt",
        "hold 3 COMPLETED, 200001 to debt",
        "hold 3 COMPLETED, 0 to debt",
    ],
)
def test_another_sum_to_debt_is_found(told: str) -> None:
    history = refunded()
    history.forge(5, reason=told)
    assert any(what.startswith("5: ") for what in forged(history))


def test_a_sum_to_debt_where_there_was_none_is_found() -> None:
    history = disputed()
    history.forge(5, reason="hold 3 RELEASED, 1 to debt")
    assert forged(history) == ["5: pays 1 of debt, and should have paid 0"]


def test_a_late_settling_has_nothing_to_pay_debt_with() -> None:
    history = Held()
    history.hold(placing())
    history.touch(seconds=600)
    history.hold(settling(2))
    history.forge(4, reason="hold 2 COMPLETED, 5 to debt")
    assert forged(history) == ["4: pays 5 of debt, and should have paid 0"]


@pytest.mark.parametrize(
    ("number", "changes"),
    [
        (4, {"reason": None}),
        (4, {"reason": "pur_2"}),
        (4, {"kind": EntryKind.UNFREEZE}),
        (4, {"tokens": -1, "balance": 209_999}),
        (6, {"charges": ()}),
        (6, {"charges": (Charge(1, GrantSource.ALLOWANCE, 200_000),)}),
        (6, {"reason": "pur_1", "charges": (Charge(1, PACK, 200_000),)}),
        (6, {"kind": EntryKind.REVERSAL}),
        (7, {"charges": ()}),
        (7, {"charges": (Charge(2, PACK, 199_999),)}),
        (7, {"charges": (Charge(1, PACK, 200_000),)}),
        (7, {"tokens": 199_999, "balance": 209_999}),
        (7, {"kind": EntryKind.RESTORATION}),
    ],
    ids=str,
)
def test_a_forged_entry_of_a_disputed_pack_is_found(number: int, changes: dict[str, Any]) -> None:
    history = disputed()
    history.forge(number, **changes)
    assert any(what.startswith(f"{number}: ") for what in forged(history)), forged(history)


def test_freezing_nothing_is_only_for_what_is_held() -> None:
    history = disputed()
    history.forge(5, kind=EntryKind.FREEZE, charges=(), reason="pur_1")
    assert any(what.startswith("5: freezes nothing") for what in forged(history))
    history = Paid()
    history.hear(dispute("d", PRICE, OPEN))
    history.forge(3, tokens=0, balance=210_000, charges=())
    assert any(what.startswith("3: freezes nothing") for what in forged(history))


def test_more_than_was_taken_back_is_not_restored_unseen() -> None:
    history = refunded()
    restored = history.entries[7]
    assert restored.kind is EntryKind.RESTORATION
    history.forge(8, tokens=restored.tokens + 1, balance=restored.balance + 1)
    assert any(
        what.startswith("8: restores 200001, of 200000 that were taken back")
        for what in forged(history)
    )


class TestEndedPlans:
    @staticmethod
    def lapsing() -> Held:
        """Make a history: 1 allowance, 2 hold of a part, 3 lapse, 4 plan, 5 released, 6 lapse."""
        history = Held()
        history.hold(placing(input_tokens=1_000))
        grant = history.account.grants[0]
        history.post(post_lapse, grant=grant, at=history.now)
        history.post(post_plan, turn=PlanTurn("OTHER"), at=history.now)
        [(period, end)] = history.account.renewals.items()
        suspended = PlanWindow(FREE_PLAN, period, end, grant)
        history.account = history.account._replace(renewals={}, suspended=(suspended,))
        history.pay(history.decide(releasing(2)))
        return history

    def test_what_lapses_when_it_comes_back_is_explained_by_the_end_of_its_plan(self) -> None:
        history = self.lapsing()
        assert [entry.kind for entry in history.entries[2:]] == [
            "LAPSE",
            "PLAN",
            "RELEASE",
            "LAPSE",
        ]
        assert faults(history) == []

    def test_with_the_plan_as_it_was_it_is_found(self) -> None:
        history = self.lapsing()
        history.forge(4, reason="FREE until 2026-03-01T00:00:00+00:00")
        assert any("an allowance lapsed at" in what for what in forged(history))

    def test_at_another_time_it_is_found(self) -> None:
        history = self.lapsing()
        history.forge(6, occurred_at=history.now - timedelta(seconds=1))
        assert any("an allowance lapsed at" in what for what in forged(history))
