"""The destination of the returned tokens of a hold. Billing rules 3, 7 and 9.

They pay debt first. The rest goes to its grants, unless these are disputed or belong to a plan that
has ended. `Keeper` replays each step.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.catalog import FREE_PLAN, QuotaPeriod, QuotaUnit
from billing.catalog.price_book import price_book
from billing.errors import BadInput
from billing.ledger.grant import Charge, GrantSource
from billing.ledger.hold import Outcome
from billing.ledger.hold_posting import pay_debt
from billing.ledger.rules import BALANCE_MAX
from billing.payments.packs import DisputeState, RefundState
from db.ledger.rows import ACCOUNT_COLUMNS, account_from, account_row
from tests.billing.ledger.holder import Holder
from tests.support.ledger.factories import NOW, catalog, free_model
from tests.support.ledger.keeper import Keeper
from tests.support.payments.money import PAID, PREMIUM, PREMIUM_TOKENS, PRICE, dispute, refund

OPEN, LOST, WON = DisputeState
ALL = 26_250
"""The input tokens that reserve everything: 10,000 of the allowance, and a pack of 200,000."""

Way = Callable[[Keeper, int], None]


def release(keeper: Keeper, number: int) -> None:
    keeper.release(number)


def expire(keeper: Keeper, number: int) -> None:
    keeper.wait(600)


def fail(keeper: Keeper, number: int) -> None:
    keeper.settle(number, outcome=Outcome.FAILED)


every_way = pytest.mark.parametrize("close", [release, expire, fail])


@pytest.fixture
def keeper() -> Keeper:
    """Return a keeper with a pack, which is grant 2."""
    one = Keeper()
    one.hear(PAID)
    return one


def reason(keeper: Keeper, kind: str) -> str | None:
    return [entry.reason for entry in keeper.entries if entry.kind == kind][-1]


class TestDebt:
    @every_way
    def test_a_pack_that_is_held_and_refunded_can_not_be_spent_beside_its_debt(
        self, keeper: Keeper, close: Way
    ) -> None:
        hold = keeper.place(input_tokens=ALL)
        keeper.hear(refund("r", PRICE))
        assert keeper.figures == (0, 210_000, 200_000)
        close(keeper, hold)
        assert keeper.figures == (10_000, 0, 0)
        # The allowance burns first, so it pays first.
        assert keeper.left_of(2) == 10_000
        keeper.check()

    @pytest.mark.parametrize(
        ("close", "kind", "told"),
        [
            (release, "RELEASE", "hold 3 RELEASED, 200000 to debt"),
            (expire, "RELEASE", "hold 3 EXPIRED, 200000 to debt"),
            (fail, "USAGE", "hold 3 FAILED, 200000 to debt"),
        ],
    )
    def test_the_closing_entry_says_how_much_paid_debt(
        self, keeper: Keeper, close: Way, kind: str, told: str
    ) -> None:
        hold = keeper.place(input_tokens=ALL)
        keeper.hear(refund("r", PRICE))
        close(keeper, hold)
        assert reason(keeper, kind) == told

    def test_a_released_hold_still_names_all_that_it_had_set_aside(self, keeper: Keeper) -> None:
        hold = keeper.place(input_tokens=ALL)
        keeper.hear(refund("r", PRICE))
        keeper.release(hold)
        assert keeper.entries[-1].charges == keeper.placed[hold].charges

    def test_what_a_settling_leaves_pays_what_it_can(self, keeper: Keeper) -> None:
        hold = keeper.place(input_tokens=ALL)
        keeper.hear(refund("r", PRICE))
        keeper.settle(hold, input_tokens=10_000)
        assert keeper.figures == (0, 0, 70_000)
        made = keeper.entries[-1]
        assert made.reason == f"hold {hold} COMPLETED, 130000 to debt"
        assert sum(charge.tokens for charge in made.charges) == made.cost == 80_000
        keeper.give(70_001)
        assert keeper.figures == (1, 0, 0)
        keeper.check()

    def test_debt_that_one_settling_left_is_paid_by_the_next_release(self, keeper: Keeper) -> None:
        first, second = keeper.place(input_tokens=250), keeper.place(input_tokens=26_000)
        keeper.settle(first, input_tokens=1_000)
        assert keeper.figures == (0, 208_000, 6_000)
        keeper.release(second)
        assert keeper.figures == (202_000, 0, 0)

    @given(st.lists(st.integers(1, 50), max_size=4), st.integers(0, 250))
    def test_it_is_paid_in_burn_order_and_no_more_than_there_is(
        self, parts: list[int], debt: int
    ) -> None:
        left = tuple(Charge(n, GrantSource.PACK, part) for n, part in enumerate(parts, 1))
        repaid, back = pay_debt(debt, left)
        assert repaid == min(debt, sum(parts))
        assert repaid + sum(charge.tokens for charge in back) == sum(parts)
        last = left[len(left) - len(back) :]
        assert [charge.number for charge in back] == [charge.number for charge in last]
        assert back[1:] == last[1:]


class TestDisputes:
    @every_way
    def test_a_pack_that_is_held_whole_is_frozen_all_the_same(
        self, keeper: Keeper, close: Way
    ) -> None:
        hold = keeper.place(input_tokens=ALL)
        keeper.hear(dispute("d", PRICE, OPEN))
        assert keeper.told[-1] == ("FREEZE", 0)
        assert keeper.account.frozen == {2: 0}
        assert through_a_row(keeper) == keeper.account
        close(keeper, hold)
        assert keeper.figures == (10_000, 0, 0)
        assert keeper.account.frozen == {2: 200_000}
        keeper.check()
        keeper.hear(dispute("d", PRICE, WON))
        assert keeper.figures == (210_000, 0, 0)
        keeper.check()

    def test_it_thaws_by_nothing_where_all_of_it_was_used(self, keeper: Keeper) -> None:
        hold = keeper.place(input_tokens=ALL)
        keeper.hear(dispute("d", PRICE, OPEN))
        keeper.settle(hold, input_tokens=ALL)
        keeper.hear(dispute("d", PRICE, WON))
        assert keeper.told[-1] == ("UNFREEZE", 0)
        assert keeper.figures == (0, 0, 0)
        keeper.check()

    def test_what_comes_back_after_it_is_won_can_be_spent(self, keeper: Keeper) -> None:
        hold = keeper.place(input_tokens=ALL)
        keeper.hear(dispute("d", PRICE, OPEN))
        keeper.hear(dispute("d", PRICE, WON))
        keeper.release(hold)
        assert keeper.figures == (210_000, 0, 0)

    def test_what_comes_back_after_it_is_lost_pays_the_debt(self, keeper: Keeper) -> None:
        hold = keeper.place(input_tokens=ALL)
        keeper.hear(dispute("d", PRICE, OPEN))
        keeper.hear(dispute("d", PRICE, LOST))
        assert keeper.figures == (0, 210_000, 200_000)
        keeper.release(hold)
        assert keeper.figures == (10_000, 0, 0)
        keeper.check()

    def test_a_pack_that_is_spent_and_not_held_needs_no_freezing(self, keeper: Keeper) -> None:
        keeper.use(input_tokens=ALL)
        keeper.hear(dispute("d", PRICE, OPEN))
        assert keeper.told[-1] == ("USAGE", -210_000)
        keeper.give(80)
        keeper.place(input_tokens=10)
        keeper.hear(dispute("d", PRICE, OPEN))
        assert keeper.account.frozen == {}

    def test_hearing_of_it_again_freezes_nothing_again(self, keeper: Keeper) -> None:
        keeper.place(input_tokens=ALL)
        for _ in range(3):
            keeper.hear(dispute("d", PRICE, OPEN))
        assert [kind for kind, _ in keeper.told].count("FREEZE") == 1

    def test_while_it_is_open_a_refund_leaves_it_frozen(self, keeper: Keeper) -> None:
        hold = keeper.place(input_tokens=20_000)
        keeper.hear(dispute("d", PRICE, OPEN))
        assert keeper.account.frozen == {2: 50_000}
        keeper.hear(refund("r", 125))
        assert keeper.account.frozen == {2: 0}
        keeper.release(hold)
        assert keeper.account.frozen == {2: 150_000}
        keeper.check()

    def test_debt_is_paid_before_anything_freezes_again(self, keeper: Keeper) -> None:
        hold = keeper.place(input_tokens=ALL)
        keeper.hear(dispute("d", PRICE, OPEN))
        keeper.hear(refund("r", 250))
        assert keeper.figures == (0, 210_000, 100_000)
        keeper.release(hold)
        assert keeper.figures == (0, 0, 0)
        assert keeper.account.frozen == {2: 110_000}
        keeper.check()


def through_a_row(keeper: Keeper) -> object:
    return account_from(dict(zip(ACCOUNT_COLUMNS, account_row(keeper.account), strict=True)))


class TestRefundsThatFail:
    def test_a_pack_may_get_more_back_than_it_was_given(self, keeper: Keeper) -> None:
        """Other grants have paid for the held part, and the pack is restored in full."""
        hold = keeper.place(input_tokens=20_000)
        keeper.hear(refund("r", PRICE))
        keeper.give(150_000)
        keeper.hear(refund("r", PRICE, RefundState.FAILED))
        keeper.release(hold)
        assert keeper.left_of(2) == 350_000
        keeper.check()

    def test_whichever_comes_back_first(self, keeper: Keeper) -> None:
        hold = keeper.place(input_tokens=20_000)
        keeper.hear(refund("r", PRICE))
        keeper.give(150_000)
        keeper.release(hold)
        keeper.hear(refund("r", PRICE, RefundState.FAILED))
        assert keeper.left_of(2) == 350_000
        keeper.hear(dispute("d", PRICE, OPEN))
        keeper.hear(dispute("d", PRICE, WON))
        assert keeper.left_of(2) == 350_000
        keeper.check()


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


def test_what_is_held_counts_against_the_most_that_an_account_may_be_given() -> None:
    holder = Holder()
    holder.place(input_tokens=1_250)
    with pytest.raises(BadInput) as refused:
        holder.give(BALANCE_MAX - 9_999)
    assert refused.value.field == "tokens"
    holder.give(BALANCE_MAX - 10_000)
    assert holder.account.available + holder.account.held == BALANCE_MAX


@pytest.mark.parametrize(
    ("unit", "period", "held"),
    [
        (QuotaUnit.REQUESTS, QuotaPeriod.MONTH, 0),
        (QuotaUnit.REQUESTS, QuotaPeriod.DAY, 0),
        (QuotaUnit.TOKENS, QuotaPeriod.DAY, 600),
        (QuotaUnit.TOKENS, QuotaPeriod.MONTH, 600),
    ],
)
def test_a_hold_counts_nothing_of_a_limit_in_another_unit(
    unit: QuotaUnit, period: QuotaPeriod, held: int
) -> None:
    keeper = Keeper()
    keeper.place(model="gift", input_tokens=600)
    changed = catalog(models=[free_model(amount=600, unit=unit, period=period)])
    keeper.prices = price_book([keeper.prices.catalog, changed])
    assert keeper.account.counted_by_holds("gift", unit) == held
    keeper.use(model="gift", input_tokens=2)
    assert [kind for kind, _ in keeper.told].count("USAGE") == (0 if held else 1)
    keeper.check()
