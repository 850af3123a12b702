"""Windows belong to a plan's allowance. Billing rule 3.

If tokens of a window lapsed because the plan changed, they return with the plan while the window is
open. No window grants twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.catalog.catalog import FREE_PLAN, QuotaPeriod
from billing.ledger.entry import EntryKind
from billing.ledger.grant import GrantSource
from billing.payments.packs import DisputeState
from tests.support.examples import scaled
from tests.support.ledger.calendar_oracle import month_end
from tests.support.ledger.keeper import Keeper
from tests.support.payments.money import (
    FREE_TOKENS,
    GOLD,
    GOLD_TOKENS,
    NOW,
    PAID,
    PLANS,
    PREMIUM,
    PREMIUM_TOKENS,
    PRICE,
    SILVER,
    SILVER_DAY,
    SILVER_MONTH,
    TOKENS,
    dispute,
)

HOUR, DAY = 3_600, 86_400
PAID_PLANS = [PREMIUM, GOLD, SILVER]
SIZES = {PREMIUM: PREMIUM_TOKENS, GOLD: GOLD_TOKENS, SILVER: SILVER_DAY + SILVER_MONTH}


@pytest.fixture
def keeper() -> Keeper:
    return Keeper()


def available(keeper: Keeper) -> int:
    keeper.check()
    return keeper.account.available


class TestAPlanBegins:
    @pytest.mark.parametrize("plan", PAID_PLANS)
    def test_with_windows_of_its_own(self, keeper: Keeper, plan: str) -> None:
        keeper.wait(9 * DAY)
        keeper.turn(plan)
        assert available(keeper) == SIZES[plan]

    @pytest.mark.parametrize("plan", PAID_PLANS)
    def test_also_after_another_paid_one_of_the_same_period(
        self, keeper: Keeper, plan: str
    ) -> None:
        for before in PAID_PLANS:
            keeper.turn(before)
        keeper.turn(plan)
        assert available(keeper) == SIZES[plan]

    def test_a_monthly_window_turns_over_with_the_account_s_months(self, keeper: Keeper) -> None:
        end = keeper.account.next_reset
        keeper.wait(9 * DAY)
        keeper.turn(GOLD)
        keeper.use(input_tokens=100_000)
        assert keeper.account.next_reset == end
        keeper.wait((end - keeper.now).total_seconds())
        assert available(keeper) == GOLD_TOKENS


class TestAPlanComesBack:
    @pytest.mark.parametrize("plan", PAID_PLANS)
    def test_with_what_was_left_of_its_windows(self, keeper: Keeper, plan: str) -> None:
        keeper.turn(plan)
        keeper.use(input_tokens=1_000)
        for _ in range(3):
            keeper.turn(FREE_PLAN)
            assert available(keeper) == FREE_TOKENS
            keeper.turn(plan)
            assert available(keeper) == SIZES[plan] - 8_000

    def test_its_grant_is_the_same_as_before(self, keeper: Keeper) -> None:
        keeper.use(input_tokens=100)
        before = keeper.account.grants
        keeper.turn(PREMIUM)
        keeper.turn(FREE_PLAN)
        assert keeper.account.grants == before
        assert keeper.told[-1] == ("ALLOWANCE", 9_200)
        assert keeper.entries[-1].reason == "the rest of grant 1"

    def test_its_day_and_its_month_are_told_apart_where_they_end_together(self) -> None:
        keeper = Keeper(opened_at=NOW.replace(hour=0))
        keeper.wait((keeper.account.next_reset - keeper.now).total_seconds() - HOUR)
        keeper.turn(SILVER)
        keeper.use(input_tokens=1_000)
        before = keeper.account.grants
        assert len({grant.expires_at for grant in before}) == 1
        keeper.turn(FREE_PLAN)
        keeper.turn(SILVER)
        assert keeper.account.grants == before
        keeper.check()

    def test_with_nothing_where_all_was_spent(self, keeper: Keeper) -> None:
        keeper.use(input_tokens=1_250)
        keeper.turn(PREMIUM)
        keeper.turn(FREE_PLAN)
        assert (available(keeper), keeper.told[-1]) == (0, ("PLAN", 0))

    def test_after_its_window_has_ended_with_a_new_one(self, keeper: Keeper) -> None:
        keeper.turn(PREMIUM)
        keeper.use(input_tokens=1_000)
        keeper.turn(FREE_PLAN)
        keeper.wait(12 * HOUR)
        keeper.turn(PREMIUM)
        assert available(keeper) == PREMIUM_TOKENS
        assert [window.plan for window in keeper.account.suspended] == [FREE_PLAN]

    def test_debt_is_paid_from_it_first(self, keeper: Keeper) -> None:
        keeper.hear(PAID)
        keeper.turn(PREMIUM)
        keeper.use(input_tokens=(TOKENS + PREMIUM_TOKENS) // 8)
        keeper.hear(dispute("d", PRICE // 50, DisputeState.LOST))
        assert keeper.figures == (0, 0, 4_000)
        keeper.turn(FREE_PLAN)
        assert (available(keeper), keeper.account.debt) == (FREE_TOKENS - 4_000, 0)

    def test_by_the_clock_at_the_instant_at_which_the_other_ended(self, keeper: Keeper) -> None:
        until = NOW + timedelta(hours=5)
        keeper.turn(PREMIUM, until=until)
        keeper.wait(9 * HOUR)
        back = keeper.entries[-1]
        assert (back.tokens, back.occurred_at, back.recorded_at) == (
            FREE_TOKENS,
            until,
            keeper.now,
        )
        keeper.turn(PREMIUM)
        assert available(keeper) == PREMIUM_TOKENS


class TestQuantities:
    def test_more_of_the_plan_gives_the_difference_at_once(self, keeper: Keeper) -> None:
        keeper.turn(PREMIUM, quantity=3)
        keeper.use(input_tokens=1_000)
        keeper.turn(PREMIUM, quantity=5)
        assert available(keeper) == 5 * PREMIUM_TOKENS - 8_000
        assert (keeper.told[-1], keeper.entries[-1].reason) == (
            ("ALLOWANCE", 2 * PREMIUM_TOKENS),
            "for 2 more",
        )

    def test_less_takes_nothing_from_the_window_and_makes_the_next_one_smaller(
        self, keeper: Keeper
    ) -> None:
        keeper.turn(PREMIUM, quantity=5)
        keeper.turn(PREMIUM, quantity=3)
        assert available(keeper) == 5 * PREMIUM_TOKENS
        keeper.wait(DAY)
        assert available(keeper) == 3 * PREMIUM_TOKENS

    def test_up_and_down_and_up_in_a_day_grants_the_most_once(self, keeper: Keeper) -> None:
        for quantity in (3, 5, 1, 5, 4, 6, 2, 6):
            keeper.turn(PREMIUM, quantity=quantity)
            keeper.check()
        assert available(keeper) == 6 * PREMIUM_TOKENS

    def test_all_grants_of_a_window_return_with_its_plan(self, keeper: Keeper) -> None:
        keeper.turn(PREMIUM, quantity=2)
        keeper.turn(PREMIUM, quantity=3)
        keeper.use(input_tokens=100)
        before = keeper.account.grants
        keeper.turn(FREE_PLAN)
        keeper.turn(PREMIUM, quantity=3)
        assert keeper.account.grants == before
        keeper.turn(FREE_PLAN)
        keeper.turn(PREMIUM, quantity=4)
        assert available(keeper) == 4 * PREMIUM_TOKENS - 800


class TestHolds:
    @pytest.mark.parametrize("close", [Keeper.release, Keeper.settle])
    def test_what_they_give_back_while_the_plan_is_away_comes_back_with_it(
        self, keeper: Keeper, close: Callable[[Keeper, int], None]
    ) -> None:
        hold = keeper.place(input_tokens=1_000)
        keeper.turn(PREMIUM)
        close(keeper, hold)
        assert available(keeper) == PREMIUM_TOKENS
        keeper.turn(FREE_PLAN)
        spent = sum(e.cost for e in keeper.entries if e.kind is EntryKind.USAGE)
        assert available(keeper) == FREE_TOKENS - spent

    def test_of_all_of_a_window(self, keeper: Keeper) -> None:
        hold = keeper.place(input_tokens=1_250)
        keeper.turn(PREMIUM)
        keeper.wait(600)
        assert keeper.account.hold(hold) is None
        keeper.turn(FREE_PLAN)
        assert available(keeper) == FREE_TOKENS

    def test_of_another_plan_s_month_that_ends_at_the_same_instant(self, keeper: Keeper) -> None:
        hold = keeper.place(input_tokens=1_000)
        keeper.turn(GOLD)
        keeper.release(hold)
        assert available(keeper) == GOLD_TOKENS
        keeper.turn(FREE_PLAN)
        assert available(keeper) == FREE_TOKENS

    def test_are_not_taken_for_those_of_a_window_that_is_all_spent(self, keeper: Keeper) -> None:
        hold = keeper.place(input_tokens=1_000)
        keeper.turn(GOLD)
        keeper.use(input_tokens=GOLD_TOKENS // 8)
        keeper.turn(PREMIUM)
        keeper.release(hold)
        keeper.turn(GOLD)
        assert available(keeper) == 0
        keeper.turn(FREE_PLAN)
        assert available(keeper) == FREE_TOKENS

    def test_that_outlive_two_changes_of_plan(self, keeper: Keeper) -> None:
        hold = keeper.place(input_tokens=1_000)
        keeper.turn(GOLD)
        other = keeper.place(input_tokens=1_000)
        keeper.turn(FREE_PLAN)
        keeper.release(other)
        keeper.release(hold)
        assert available(keeper) == FREE_TOKENS
        keeper.turn(GOLD)
        assert available(keeper) == GOLD_TOKENS


Step = Callable[[Keeper], None]


def turn(plan: str, days: float, quantity: int, keeper: Keeper) -> None:
    if plan == FREE_PLAN:
        keeper.turn(plan)
    else:
        until = keeper.now + timedelta(days=days)
        keeper.turn(plan, until=until, quantity=quantity)


def use(tokens: int, keeper: Keeper) -> None:
    keeper.use(input_tokens=tokens)


def place(tokens: int, ttl: int, keeper: Keeper) -> None:
    keeper.place(input_tokens=1, max_output_tokens=tokens, allow_partial=True, ttl_seconds=ttl)


def close(nth: int, share: int, keeper: Keeper) -> None:
    """Close a hold for at most what was held, so that there is never a debt."""
    if keeper.account.holds:
        hold = keeper.account.holds[nth % len(keeper.account.holds)]
        keeper.settle(hold.number, input_tokens=max(1, hold.tokens // 8 * share // 4))


def wait(seconds: int, keeper: Keeper) -> None:
    keeper.wait(seconds)


def steps() -> st.SearchStrategy[list[Step]]:
    plans = st.sampled_from([FREE_PLAN, *PAID_PLANS])
    tokens, times = st.integers(1, 6_000), st.sampled_from([1, 1, 2, 3, 7])
    later = st.sampled_from([1, 600, HOUR, 6 * HOUR, DAY, 10 * DAY, 31 * DAY])
    one = st.one_of(
        st.builds(partial, st.just(turn), plans, st.sampled_from([0.1, 0.5, 3, 40]), times),
        st.builds(partial, st.just(turn), plans, st.just(1), times),
        st.builds(partial, st.just(use), tokens),
        st.builds(partial, st.just(place), tokens, st.sampled_from([600, DAY])),
        st.builds(partial, st.just(close), st.integers(0, 3), st.integers(0, 4)),
        st.builds(partial, st.just(wait), later),
    )
    return st.lists(one, max_size=30)


def window_end(period: QuotaPeriod, opened_at: datetime, at: datetime) -> datetime:
    if period is QuotaPeriod.MONTH:
        return month_end(opened_at, at)
    return at.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def used(keeper: Keeper) -> Counter[int]:
    """Return the spent and held tokens of each grant, by its number."""
    holding = [charge for hold in keeper.account.holds for charge in hold.charges]
    uses = [e for e in keeper.entries if e.kind is EntryKind.USAGE]
    counter: Counter[int] = Counter()
    for charge in (*(charge for entry in uses for charge in entry.charges), *holding):
        counter[charge.number] += charge.tokens
    return counter


WindowKey = tuple[str, QuotaPeriod, datetime]


def granted(keeper: Keeper) -> Iterator[tuple[WindowKey, int, int]]:
    """Yield each grant of a window: (plan, period, end), its number and tokens."""
    plan = FREE_PLAN
    for entry in keeper.entries:
        if entry.kind is EntryKind.PLAN:
            plan = str(entry.reason).split(" until ")[0].split(" x")[0]
        elif entry.kind is EntryKind.ALLOWANCE and "the rest" not in str(entry.reason):
            grant = keeper.grants[entry.revision]
            assert grant.expires_at is not None
            is_day = grant.expires_at - grant.effective_at == timedelta(days=1)
            period = QuotaPeriod.DAY if is_day else QuotaPeriod.MONTH
            end = window_end(period, keeper.account.opened_at, entry.recorded_at)
            yield (plan, period, end), entry.revision, entry.tokens


@settings(max_examples=scaled(200))
@given(steps(), st.sampled_from([0, 12]))
def test_all_that_counts_of_a_window_is_what_was_used_of_it(steps: list[Step], hour: int) -> None:
    """No window is granted twice and nothing unspent is lost, whatever plans come and go, in
    whatever quantities: a window was granted for the largest quantity that it ever had."""
    keeper = Keeper(opened_at=NOW.replace(hour=hour))
    most: Counter[WindowKey] = Counter()
    for step in steps:
        step(keeper)
        keeper.check()
        account, spent, expected = keeper.account, used(keeper), 0
        given: Counter[WindowKey] = Counter()
        left: Counter[WindowKey] = Counter()
        for key, number, tokens in granted(keeper):
            given[key] += tokens
            left[key] += tokens - spent[number]
        for allowance in PLANS[account.plan].allowances:
            end = window_end(allowance.period, account.opened_at, keeper.now)
            key = account.plan, allowance.period, end
            most[key] = max(most[key], account.quantity)
            assert given[key] == allowance.tokens * most[key]
            expected += left[key]
        assert (account.available, account.debt) == (expected, 0)
        assert {grant.source for grant in account.grants} <= {GrantSource.ALLOWANCE}
