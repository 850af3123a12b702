"""The payment of a use when its hold is closed, and the destination of the rest. Billing rule 7."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from billing.catalog.price_book import price_book
from billing.errors import BadInput
from billing.ledger.allowance import change_plan
from billing.ledger.entry import EntryKind
from billing.ledger.grant import Charge, GrantSource
from billing.ledger.hold import Outcome
from billing.ledger.plan_window import PlanTurn
from billing.ledger.rules import BALANCE_MAX
from billing.payments.packs import DisputeState, PaymentFacts, settle
from tests.billing.ledger.holder import BOOK, Holder
from tests.support.ledger.factories import NOW, book, catalog, grant, premium_model
from tests.support.payments.money import PAID, PLANS, PREMIUM, bought, dispute, refund


class TestSettling:
    def test_what_was_held_pays_first_then_burn_order_then_debt(self) -> None:
        holder = Holder()
        lasting = holder.give(80)
        hold = holder.place(input_tokens=1_255)
        soon = holder.give(16, expires_at=NOW + timedelta(days=1))
        assert hold.charges[-1] == Charge(lasting, GrantSource.ADJUSTMENT, 40)
        paid = holder.settle(hold, input_tokens=1_255, output_tokens=7)
        assert paid == [(1, 10_000), (lasting, 40 + 40), (soon, 16)]
        assert holder.figures == (0, 0, 0)

    def test_what_nobody_can_pay_is_debt_and_the_next_grant_pays_it(self) -> None:
        holder = Holder()
        hold = holder.place(input_tokens=1_250)
        assert holder.settle(hold, input_tokens=1_260) == [(1, 10_000)]
        assert holder.figures == (0, 0, 80)
        holder.give(100)
        assert holder.figures == (20, 0, 0)

    def test_what_is_left_goes_back_to_its_grants(self) -> None:
        holder = Holder(grants=[grant(number=7, amount=50)])
        hold = holder.place(input_tokens=1_255)
        assert holder.settle(hold, input_tokens=2) == [(1, 16)]
        assert holder.left == {1: 9_984, 7: 50}

    def test_grants_burn_afterwards_as_if_there_had_been_no_hold(self) -> None:
        holder = Holder(grants=[grant(number=7, amount=50)])
        before = holder.account.grants
        holder.release(holder.place(input_tokens=1_255))
        assert holder.account.grants == before

    def test_a_use_that_failed_costs_nothing(self) -> None:
        holder = Holder()
        hold = holder.place(input_tokens=100)
        assert holder.settle(hold, input_tokens=100, outcome=Outcome.FAILED) == []
        assert holder.figures == (10_000, 0, 0)
        made = holder.posted[-1].entry
        assert (made.kind, made.use and made.use.terms) == (EntryKind.USAGE, "failed")

    def test_a_use_that_was_aborted_costs_what_was_delivered(self) -> None:
        holder = Holder()
        hold = holder.place(input_tokens=10, max_output_tokens=100)
        used = {"input_tokens": 10, "output_tokens": 5, "outcome": Outcome.ABORTED}
        assert holder.settle(hold, **used) == [(1, 120)]
        assert holder.posted[-1].entry.reason == f"hold {hold.number} ABORTED"

    def test_nothing_used_costs_nothing(self) -> None:
        holder = Holder()
        assert holder.settle(holder.place(), input_tokens=0) == []
        assert holder.figures == (10_000, 0, 0)

    def test_late_it_is_paid_by_the_balance(self) -> None:
        holder = Holder()
        hold = holder.place(input_tokens=1_250)
        holder.wait(seconds=599)
        assert holder.figures == (0, 10_000, 0)
        holder.wait(seconds=1)
        assert holder.figures == (10_000, 0, 0)
        assert holder.posted[-1].entry.occurred_at == hold.expires_at
        assert holder.settle(hold, input_tokens=1_300) == [(1, 10_000)]
        assert holder.figures == (0, 0, 400)

    def test_it_costs_what_the_model_costs_by_then(self) -> None:
        changing = premium_model(prices=[(NOW + timedelta(seconds=60), "2/2/1")])
        holder = Holder(with_book=book(models=[changing]))
        hold = holder.place(input_tokens=10)
        holder.wait(seconds=60)
        assert holder.settle(hold, input_tokens=10, cached_input_tokens=4) == [(1, 16)]
        made = holder.posted[-1].entry
        assert made.use is not None
        assert made.use.terms == "2/2/1"

    def test_a_model_that_has_left_the_catalog_costs_what_it_did(self) -> None:
        holder = Holder()
        hold = holder.place(input_tokens=10)
        other = catalog(models=[premium_model(name="other", rates="1/1/1")])
        holder.book = price_book([BOOK.catalog, other])
        assert holder.settle(hold, input_tokens=10) == [(1, 80)]

    def test_a_free_model_that_has_left_the_catalog_counts_as_it_did(self) -> None:
        holder = Holder()
        hold = holder.place(model="gift", input_tokens=10)
        other = catalog(models=[premium_model(name="other", rates="1/1/1")])
        holder.book = price_book([BOOK.catalog, other])
        holder.settle(hold, input_tokens=10)
        assert holder.quota() == (10, 0)

    def test_debt_beyond_all_measure_is_refused_and_changes_nothing(self) -> None:
        holder = Holder(with_book=book(models=[premium_model(rates="1000000/1/1")]))
        hold = holder.place(model="paid", input_tokens=0, max_output_tokens=1)
        with pytest.raises(BadInput) as refused:
            holder.settle(hold, input_tokens=10**10)
        assert refused.value.field == "outputTokens"
        most = BALANCE_MAX // 1_000_000
        holder.settle(hold, input_tokens=most)
        assert holder.account.debt == most * 1_000_000 - 10_000


class TestGrantsThatEnd:
    def test_held_tokens_stay_good_and_the_rest_of_them_lapses_at_once(self) -> None:
        holder = Holder()
        short = holder.give(800, expires_at=NOW + timedelta(seconds=60))
        hold = holder.place(input_tokens=100)
        holder.wait(seconds=120)
        assert holder.figures == (10_000, 800, 0)
        assert holder.settle(hold, input_tokens=60) == [(short, 480)]
        assert holder.figures == (10_000, 0, 0)
        made = holder.posted[-1].entry
        assert (made.kind, made.tokens) == (EntryKind.LAPSE, -320)
        assert made.occurred_at == NOW + timedelta(seconds=60)

    @pytest.mark.parametrize("seconds", [60, 120, 600])
    def test_what_is_not_used_of_them_lapses_whole(self, seconds: int) -> None:
        holder = Holder()
        holder.give(800, expires_at=NOW + timedelta(seconds=60))
        hold = holder.place(input_tokens=101)
        holder.wait(seconds=seconds)
        if seconds < 600:
            holder.release(hold)
        assert holder.figures == (10_000, 0, 0)
        assert [p.entry.tokens for p in holder.posted if p.entry.tokens < 0] == [-800]

    def test_an_allowance_that_renews_meanwhile_gets_nothing_of_the_old_one(self) -> None:
        holder = Holder()
        holder.wait(days=29, hours=23)
        hold = holder.place(input_tokens=1_250, ttl_seconds=86_400)
        holder.wait(hours=12)
        assert holder.figures == (10_000, 10_000, 0)
        assert holder.settle(hold, input_tokens=1) == [(1, 8)]
        assert holder.figures == (10_000, 0, 0)


class TestPlans:
    def test_a_hold_outlasts_its_plan_and_keeps_its_priority(self) -> None:
        holder = Holder()
        hold = holder.place(input_tokens=1_000)
        turned = change_plan(holder.account, PlanTurn(PREMIUM, None), plans=PLANS, now=NOW)
        holder.keep(turned[1])
        assert holder.figures == (30_000, 8_000, 0)
        assert holder.settle(hold, input_tokens=1_000) == [(1, 8_000)]
        assert holder.figures == (30_000, 0, 0)


class TestPacks:
    def test_what_comes_back_to_a_disputed_pack_is_frozen_with_the_rest_of_it(self) -> None:
        holder, pack = packed()
        hold = holder.place(input_tokens=26_000)
        pay(holder, pack, dispute("d", 500, DisputeState.OPEN))
        assert holder.figures == (0, 208_000, 0)
        holder.settle(hold, input_tokens=2_000)
        assert holder.figures == (0, 0, 0)
        assert holder.account.frozen == {2: 194_000}
        pay(holder, pack, dispute("d", 500, DisputeState.WON))
        assert holder.figures == (194_000, 0, 0)

    @pytest.mark.parametrize("way", ["release", "expire"])
    def test_however_it_is_closed(self, way: str) -> None:
        holder, pack = packed()
        hold = holder.place(input_tokens=26_000)
        pay(holder, pack, dispute("d", 500, DisputeState.OPEN))
        if way == "release":
            holder.release(hold)
        holder.wait(seconds=600)
        assert holder.figures == (10_000, 0, 0)
        assert holder.account.frozen == {2: 200_000}
        assert [p.entry.kind for p in holder.posted[-2:]] == [EntryKind.RELEASE, EntryKind.FREEZE]

    def test_a_hold_of_two_disputed_packs_goes_back_to_both(self) -> None:
        holder, first = packed()
        second = [replace(bought(), purchase_id="pur_2"), PaymentFacts()]
        pay(holder, second, PAID)
        earlier = holder.place(input_tokens=13_750)
        both = holder.place(input_tokens=20_000)
        holder.release(earlier)
        for pack in (first, second):
            pay(holder, pack, dispute("d", 500, DisputeState.OPEN))
        assert holder.figures == (10_000, 160_000, 0)
        holder.release(both)
        assert holder.figures == (10_000, 0, 0)
        assert holder.account.frozen == {2: 200_000, 3: 200_000}

    def test_what_was_held_of_a_refunded_pack_is_debt(self) -> None:
        holder, pack = packed()
        hold = holder.place(input_tokens=26_000)
        pay(holder, pack, refund("r", 500))
        assert holder.figures == (0, 208_000, 198_000)
        assert holder.account.balance == 10_000
        holder.release(hold)
        assert holder.account.balance == 10_000


def packed() -> tuple[Holder, list[Any]]:
    """Return a holder with a pack of 200,000 tokens (grant 2), and a list with its purchase."""
    holder, pack = Holder(), [bought(), PaymentFacts()]
    pay(holder, pack, PAID)
    assert holder.left == {1: 10_000, 2: 200_000}
    return holder, pack


def pay(holder: Holder, pack: list[Any], heard: PaymentFacts) -> None:
    facts = pack[1].merge(heard)
    settled = settle(holder.account, pack[0], facts, holder.clock.now)
    holder.keep(settled.posted)
    pack[:] = [settled.bought, facts]
