"""The cheapest packs and plan, compared with a search of all possibilities."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.catalog import FREE_PLAN, Allowance, Pack, Plan, QuotaPeriod
from billing.insights.offers import COUNT_MAX, NOTHING, Spend, cheapest_bundle, covered_by, offers
from billing.window import anchored_month_window
from tests.billing.insights.offering import offering, pack, paid_plan
from tests.support.ledger.factories import plan
from tests.support.payments.money import NOW, PLANS, Book

SHIPPED = [
    pack(name="starter", tokens=200_000, price=500),
    pack(name="power", tokens=500_000, price=1_000),
    pack(name="pro", tokens=1_000_000, price=1_500),
    pack(name="ultra", tokens=2_000_000, price=2_000),
]


def bought(packs: Sequence[Pack], tokens: int) -> list[tuple[str, int]]:
    bundle = cheapest_bundle(packs, tokens)
    assert bundle
    return [(one.name, count) for one, count in bundle.packs]


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [
        (1, [("starter", 1)]),
        (200_001, [("power", 1)]),
        (500_001, [("pro", 1)]),
        (700_001, [("pro", 1)]),
        (1_000_001, [("ultra", 1)]),
        (2_000_001, [("starter", 1), ("ultra", 1)]),
        (2_600_000, [("pro", 1), ("ultra", 1)]),
        (10**12 + 1, [("starter", 1), ("ultra", 500_000)]),
    ],
)
def test_the_shipped_packs_are_put_together_for_the_least_money(
    tokens: int, expected: list[tuple[str, int]]
) -> None:
    assert bought(SHIPPED, tokens) == expected


def test_of_equal_sums_the_one_with_more_tokens_is_chosen() -> None:
    """Two packs of 500,000 cost as much as one of 2,000,000."""
    assert bought([SHIPPED[1], SHIPPED[3]], 600_000) == [("ultra", 1)]


def test_nothing_to_cover_is_nothing_to_buy_and_nothing_on_sale_covers_nothing() -> None:
    assert cheapest_bundle(SHIPPED, 0) == NOTHING
    assert cheapest_bundle([], 0) == NOTHING
    assert cheapest_bundle([], 1) is None


def exhaustive(packs: Sequence[Pack], tokens: int) -> tuple[int, int]:
    """Return the lowest price, and the most tokens for it, with up to 8 of each pack."""
    found = []
    for counts in product(range(9), repeat=len(packs)):
        held = sum(n * one.tokens for n, one in zip(counts, packs, strict=True))
        if held >= tokens:
            amount = sum(n * one.price.amount for n, one in zip(counts, packs, strict=True))
            found.append((amount, -held))
    amount, held = min(found)
    return amount, -held


sizes = st.tuples(st.integers(10, 60), st.integers(1, 90))


@given(st.lists(sizes, min_size=1, max_size=4), st.integers(1, 80))
def test_no_other_packs_cost_less(sold: list[tuple[int, int]], tokens: int) -> None:
    """At most 8 packs are needed for 80 tokens, so a search of 8 of each is complete."""
    packs = [pack(name=f"p{n}", tokens=t, price=p) for n, (t, p) in enumerate(sold)]
    bundle = cheapest_bundle(packs, tokens)
    assert bundle
    assert (bundle.amount, bundle.tokens) == exhaustive(packs, tokens)
    assert bundle.tokens == sum(n * one.tokens for one, n in bundle.packs)
    assert bundle.amount == sum(n * one.price.amount for one, n in bundle.packs)


@given(st.lists(sizes, min_size=1, max_size=6), st.integers(1, 10**15))
def test_any_number_of_tokens_is_covered(sold: list[tuple[int, int]], tokens: int) -> None:
    packs = [pack(name=f"p{n}", tokens=t, price=p) for n, (t, p) in enumerate(sold)]
    bundle = cheapest_bundle(packs, tokens)
    assert bundle
    assert bundle.tokens >= tokens
    assert sum(count > COUNT_MAX for _, count in bundle.packs) <= 1


def daily(*tokens: int, early: int = 0) -> list[Spend]:
    """Return one spend per day within one monthly window; the first ones are `early`."""
    days = [(NOW + timedelta(days=n)).date() for n in range(len(tokens))]
    return [
        Spend(day, NOW, spent, n < early)
        for n, (day, spent) in enumerate(zip(days, tokens, strict=True))
    ]


DAILY_AND_MONTHLY = plan(
    allowances=[Allowance(30, QuotaPeriod.DAY), Allowance(50, QuotaPeriod.MONTH)]
)


@pytest.mark.parametrize(
    ("chosen", "spends", "covered"),
    [
        (paid_plan(tokens=30), [10, 50, 30], 70),
        (paid_plan(tokens=30, period="MONTH"), [10, 50, 30], 30),
        (paid_plan(tokens=300, period="MONTH"), [10, 50, 30], 90),
        (DAILY_AND_MONTHLY, [10, 100, 30], 120),
        (DAILY_AND_MONTHLY, [10, 50, 30], 90),
        (DAILY_AND_MONTHLY, [], 0),
    ],
)
def test_a_daily_allowance_pays_each_day_and_a_monthly_one_once(
    chosen: Plan, spends: list[int], covered: int
) -> None:
    assert covered_by(chosen, daily(*spends)) == covered


def test_a_monthly_allowance_pays_once_in_each_of_the_account_s_windows() -> None:
    monthly = paid_plan(tokens=50, period="MONTH")
    first, *others = daily(40, 30, 30)
    turned = [one._replace(month=NOW + timedelta(days=1)) for one in others]
    assert covered_by(monthly, [first, *turned]) == 40 + 50


def test_a_day_on_which_the_window_turns_has_one_daily_allowance_and_two_monthly_ones() -> None:
    [before] = daily(100)
    after = before._replace(month=NOW + timedelta(hours=1))
    assert covered_by(DAILY_AND_MONTHLY, [after, before]) == 30 + 50 + 50


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9_000)), max_size=30))
def test_the_free_plan_covers_just_what_its_allowances_paid_in_truth(
    uses: list[tuple[int, int]],
) -> None:
    """Compare with a real ledger. Only the time after the first 20 days is counted."""
    book, now = Book(), NOW
    spends = []
    for hours, tokens in uses:
        now += timedelta(hours=hours, minutes=17)
        book.renew(now)
        if spent := book.spend(tokens, now):
            month = anchored_month_window(NOW, now).start
            spends.append(Spend(now.date(), month, spent, now < NOW + timedelta(days=20)))
    assert covered_by(PLANS[FREE_PLAN], spends) == sum(s.tokens for s in spends if not s.early)


def test_early_use_takes_from_the_window_s_allowance_and_is_not_paid_again() -> None:
    monthly = paid_plan(tokens=50, period="MONTH")
    assert covered_by(monthly, daily(40, 30, early=1)) == 10
    assert ranked(daily(400, 40, early=1), [])[0] == ("FREE", 0, 10)


FREE = Allowance(50, QuotaPeriod.MONTH)
SMALL, LARGE = pack(tokens=100, price=10), pack(name="large", tokens=1_000, price=60)


def ranked(spends: Sequence[Spend], plans: Sequence[Plan]) -> list[tuple[str, int, int]]:
    sold = offering(packs=[SMALL, LARGE], plans=plans, allowance=FREE)
    return [(one.plan.name, one.covered, one.amount) for one in offers(spends, sold, "USD")]


def test_even_use_is_for_a_plan_and_one_wild_day_for_packs() -> None:
    paid = paid_plan(price=20, tokens=30)
    assert ranked(daily(*[30] * 10), [paid]) == [("PREMIUM", 300, 20), ("FREE", 50, 30)]
    assert ranked(daily(300), [paid]) == [("FREE", 50, 30), ("PREMIUM", 30, 50)]


def test_little_use_is_free() -> None:
    assert ranked(daily(50), [paid_plan(price=20)])[0] == ("FREE", 50, 0)


def test_what_is_sold_in_another_currency_is_no_offer() -> None:
    euros = pack(name="euros", price=1, currency="EUR")
    sold = offering(packs=[euros], plans=[paid_plan(price=20, tokens=1_000)], allowance=FREE)
    assert [one.plan.name for one in offers(daily(60), sold, "USD")] == ["PREMIUM"]
    assert [one.plan.name for one in offers(daily(60), sold, "EUR")] == ["FREE"]
