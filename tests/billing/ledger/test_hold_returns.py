"""The destination of the returned tokens of a hold. Billing rules 3, 7 and 9.

They pay debt first. The rest goes to its grants, unless these are disputed or belong to a plan that
has ended. `Keeper` replays each step.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.catalog import QuotaPeriod, QuotaUnit
from billing.catalog.price_book import price_book
from billing.errors import BadInput
from billing.ledger.grant import Charge, GrantSource
from billing.ledger.hold_posting import pay_debt
from billing.ledger.rules import BALANCE_MAX
from billing.payments.packs import RefundState
from db.ledger.rows import ACCOUNT_COLUMNS, account_from, account_row
from tests.billing.ledger.holder import Holder
from tests.billing.ledger.returning import (
    ALL,
    LOST,
    OPEN,
    WON,
    Way,
    every_way,
    expire,
    fail,
    release,
)
from tests.support.ledger.factories import catalog, free_model
from tests.support.ledger.keeper import Keeper
from tests.support.payments.money import PRICE, dispute, refund


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
