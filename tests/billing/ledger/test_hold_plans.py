"""The tokens that a hold returns to the allowance of a plan that has ended, or that is the
present one. Billing rules 3 and 7."""

from __future__ import annotations

from datetime import timedelta

import pytest

from billing.catalog.catalog import FREE_PLAN
from tests.billing.ledger.returning import ALL, Way, every_way
from tests.support.ledger.factories import NOW
from tests.support.ledger.keeper import Keeper
from tests.support.payments.money import PREMIUM, PREMIUM_TOKENS, PRICE, refund


class TestPlans:
    @every_way
    def test_what_comes_back_to_the_allowance_of_a_plan_that_has_ended_lapses_at_once(
        self, keeper: Keeper, close: Way
    ) -> None:
        hold = keeper.place(input_tokens=1_000)
        keeper.turn(PREMIUM)
        assert keeper.figures == (200_000 + PREMIUM_TOKENS, 8_000, 0)
        close(keeper, hold)
        assert keeper.figures == (200_000 + PREMIUM_TOKENS, 0, 0)
        assert keeper.told[-1] == ("LAPSE", -8_000)
        assert keeper.entries[-1].occurred_at == keeper.now
        keeper.check()

    def test_only_the_rest_of_it_lapses(self, keeper: Keeper) -> None:
        hold = keeper.place(input_tokens=1_000)
        keeper.turn(PREMIUM)
        keeper.settle(hold, input_tokens=600)
        assert keeper.told[-2:] == [("USAGE", -4_800), ("LAPSE", -3_200)]

    def test_what_comes_back_to_a_pack_stays(self, keeper: Keeper) -> None:
        hold = keeper.place(input_tokens=ALL)
        keeper.turn(PREMIUM)
        keeper.release(hold)
        assert keeper.left_of(2) == 200_000
        assert keeper.told[-1] == ("LAPSE", -10_000)

    def test_debt_comes_before_the_lapse(self, keeper: Keeper) -> None:
        hold = keeper.place(input_tokens=1_000)
        keeper.turn(PREMIUM)
        keeper.use(input_tokens=25_000)
        keeper.hear(refund("r", PRICE))
        debt = keeper.account.debt
        keeper.release(hold)
        assert keeper.account.debt == debt - 8_000
        assert keeper.told[-1] == ("RELEASE", 0)
        keeper.check()

    @pytest.mark.parametrize("plan", [FREE_PLAN, PREMIUM])
    def test_what_comes_back_to_the_allowance_of_the_present_plan_stays(
        self, keeper: Keeper, plan: str
    ) -> None:
        keeper.turn(plan)
        before = keeper.account.grants
        keeper.release(keeper.place(input_tokens=1_000))
        assert keeper.account.grants == before

    def test_an_allowance_of_another_plan_that_ends_at_the_same_instant_is_not_its_own(
        self,
    ) -> None:
        keeper = Keeper(opened_at=NOW.replace(hour=0))
        keeper.wait((keeper.account.next_reset - keeper.now).total_seconds() - 60)
        end = keeper.account.next_reset
        hold = keeper.place(input_tokens=1_000)
        keeper.turn(PREMIUM)
        assert keeper.account.next_reset == end
        keeper.release(hold)
        assert keeper.told[-1] == ("LAPSE", -8_000)
        keeper.check()

    def test_what_comes_back_after_its_own_time_lapses_at_the_end_of_that(
        self, keeper: Keeper
    ) -> None:
        end = keeper.account.next_reset
        keeper.wait((end - keeper.now).total_seconds() - 60)
        hold = keeper.place(input_tokens=1_000)
        keeper.turn(PREMIUM)
        keeper.wait(120)
        keeper.release(hold)
        assert keeper.told[-1] == ("LAPSE", -8_000)
        assert keeper.entries[-1].occurred_at == end
        keeper.check()

    def test_after_going_back_it_is_the_plans_own_again(self, keeper: Keeper) -> None:
        hold = keeper.place(input_tokens=1_000)
        keeper.turn(PREMIUM)
        keeper.turn(FREE_PLAN)
        assert keeper.figures == (202_000, 8_000, 0)
        keeper.release(hold)
        assert keeper.figures == (210_000, 0, 0)
        keeper.check()

    def test_a_plan_that_the_clock_ends_takes_what_was_held_with_it(self, keeper: Keeper) -> None:
        keeper.turn(PREMIUM, until=NOW + timedelta(seconds=60))
        hold = keeper.place(input_tokens=1_000)
        keeper.wait(60)
        assert keeper.account.plan == FREE_PLAN
        keeper.release(hold)
        assert keeper.told[-1] == ("LAPSE", -8_000)
        keeper.check()
