"""The free models that could have been used instead, within their limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.catalog import Capability, Model, QuotaPeriod, QuotaUnit
from billing.catalog.price_book import PriceBook
from billing.insights.savings import Used
from billing.insights.substitutes import Substitute, contexts, equal, substitutes
from billing.insights.uses import DayUse, ahead
from tests.billing.insights.offering import day_use
from tests.support.ledger.factories import NOW, book, free_model, premium_model

DAILY = free_model(name="calls", amount=3, unit=QuotaUnit.REQUESTS, period=QuotaPeriod.DAY)
MONTHLY = free_model(name="gift", amount=100)
PAID = premium_model()


def with_models(*models: Model) -> PriceBook:
    return book(models=[*models, PAID, premium_model(name="other")])


def only(uses: Sequence[DayUse], *models: Model) -> Substitute | None:
    found = substitutes(uses, with_models(*models), NOW, span=30)
    assert len(found) <= 1
    return found[0] if found else None


def test_a_free_model_serves_what_fits_its_limit_on_each_day() -> None:
    uses = [day_use(ago=3, requests=3), day_use(ago=2, requests=4), day_use(requests=1)]
    found = only(uses, DAILY)
    # Three of four requests, rounded down: 7 of 10 tokens, 60 of 80 premium tokens.
    assert found == Substitute(
        PAID, DAILY, served=2, partly=1, days=3, tokens=27, saves=220, expected=220
    )


def test_a_monthly_limit_is_for_all_days_of_a_month_together() -> None:
    uses = [day_use(ago=n, input_tokens=40, output_tokens=5) for n in (3, 2, 1)]
    found = only(uses, MONTHLY)
    assert found
    assert (found.served, found.partly, found.tokens) == (2, 1, 100)


def test_a_new_month_has_its_own_limit() -> None:
    uses = [day_use(ago=n, input_tokens=90) for n in (24, 23, 22)]
    found = only(uses, MONTHLY)
    assert found
    assert (found.served, [use.day.month for use in uses]) == (2, [10, 10, 11])


def test_what_the_account_used_of_the_free_model_itself_is_taken() -> None:
    own = day_use(model="gift", input_tokens=100, cost=0)
    assert only([own, day_use()], MONTHLY) is None
    less = only([replace(own, used=Used(1, 95)), day_use()], MONTHLY)
    assert less
    assert (less.served, less.partly, less.saves) == (0, 1, 40)
    assert only([day_use()], MONTHLY)


def test_own_use_of_the_same_month_counts_also_from_before_the_time_looked_at() -> None:
    own = day_use(model="gift", ago=20, input_tokens=100, cost=0, early=True)
    assert only([own, day_use()], MONTHLY) is None
    assert only([replace(own, early=False), day_use()], MONTHLY) is None


def test_early_use_of_a_premium_model_is_not_moved() -> None:
    found = only([day_use(ago=9, early=True), day_use()], MONTHLY)
    assert found
    assert (found.served, found.days) == (1, 1)


def test_a_day_on_which_the_account_s_month_turns_is_moved_whole() -> None:
    half = day_use(requests=2)
    daily = only([half, replace(half, month=NOW - timedelta(days=9))], DAILY)
    assert daily
    assert (daily.partly, daily.days, daily.saves) == (1, 1, 120)
    found = only([half, replace(half, month=NOW - timedelta(days=9))], MONTHLY)
    assert found
    assert (found.served, found.days, found.saves) == (1, 1, 160)


def test_own_use_beyond_a_lowered_limit_leaves_nothing() -> None:
    own = day_use(model="gift", input_tokens=500, cost=0)
    assert only([own, day_use(input_tokens=0, output_tokens=1)], MONTHLY) is None


def test_the_model_that_saves_most_is_chosen_and_the_first_of_equals() -> None:
    uses = [day_use(ago=n, input_tokens=60) for n in (2, 1)]
    found = only(uses, MONTHLY, DAILY)
    assert found
    assert found.free == DAILY
    more = only(uses[:1], MONTHLY, DAILY)
    assert more
    assert more.free == MONTHLY


def test_a_model_without_a_limit_serves_all() -> None:
    found = only([day_use(input_tokens=10**9)], free_model(limited=False))
    assert found
    assert found.saves == 80


def test_what_the_dearest_model_takes_is_not_there_for_the_next() -> None:
    uses = [day_use(input_tokens=60, cost=10), day_use(model="other", input_tokens=100, cost=20)]
    found = substitutes(uses, with_models(MONTHLY), NOW, span=30)
    assert [(one.premium.name, one.saves) for one in found] == [("other", 20)]


def test_a_free_model_needs_every_capability_that_the_premium_one_has() -> None:
    vision, both = (Capability.VISION,), (Capability.VISION, Capability.CODE)
    seeing = book(models=[MONTHLY, replace(PAID, capabilities=vision)])
    assert substitutes([day_use()], seeing, NOW, span=30) == ()
    able = book(models=[replace(MONTHLY, capabilities=both), replace(PAID, capabilities=vision)])
    assert len(substitutes([day_use()], able, NOW, span=30)) == 1


def test_models_that_are_gone_or_cost_nothing_are_left_out() -> None:
    uses = [day_use(model="gone"), day_use(cost=0), day_use(model="gift", cost=0)]
    assert substitutes(uses, with_models(MONTHLY), NOW, span=30) == ()


days = st.builds(
    day_use,
    model=st.sampled_from(["paid", "other", "gift", "calls"]),
    ago=st.integers(0, 29),
    requests=st.integers(1, 4),
    input_tokens=st.integers(0, 40),
    cost=st.integers(1, 9),
)


@given(st.lists(days, max_size=20, unique_by=lambda use: (use.model, use.day)))
def test_no_more_is_saved_than_was_spent_nor_served_than_the_limits_hold(
    uses: list[DayUse],
) -> None:
    found = substitutes(uses, with_models(MONTHLY, DAILY), NOW, span=30)
    for one in found:
        mine = [use for use in uses if use.model == one.premium.name]
        assert 0 < one.saves <= sum(use.cost for use in mine)
        assert 0 < one.served + one.partly <= one.days == len(mine)
    # Within 30 days there are two calendar months.
    by_tokens = sum(one.tokens for one in found if one.free == MONTHLY)
    assert by_tokens <= 2 * 100
    assert list(found) == list(
        substitutes(reversed(uses), with_models(MONTHLY, DAILY), NOW, span=30)
    )


def test_uses_that_a_context_does_not_hold_are_not_moved() -> None:
    small = replace(free_model(name="small", limited=False), context_tokens=100)
    uses = [day_use(ago=2), day_use(ago=1, cost=5), replace(day_use(ago=1), above=100)]
    found = only(uses, small)
    assert found
    assert (found.served, found.partly, found.days, found.saves) == (1, 1, 2, 85)
    assert only([replace(day_use(), above=200)], small) is None
    large = replace(small, name="large", context_tokens=200)
    more = only(uses, small, large)
    assert more
    assert (more.free, more.served, more.saves) == (large, 2, 165)
    assert contexts(with_models(large, small, MONTHLY)) == (100, 200)


def test_the_largest_context_holds_no_more_than_its_size() -> None:
    small = replace(free_model(limited=False), context_tokens=100)
    assert only([replace(day_use(), above=100)], small) is None
    assert only([replace(day_use(), above=99)], small)


def test_a_new_account_is_told_what_lasts_a_month() -> None:
    uses = [day_use(ago=0, requests=3, input_tokens=90)]
    known = with_models(MONTHLY, DAILY)
    [now] = substitutes(uses, known, NOW, span=30)
    assert (now.free, now.saves, now.expected) == (MONTHLY, 80, 80)
    [later] = substitutes(uses, known, NOW, span=1)
    # The monthly limit has 10 tokens left in November, and 100 come with December.
    assert (later.free, later.saves, later.expected) == (DAILY, 80, 30 * 80)


def test_a_weight_decides_between_savings() -> None:
    uses, known = [day_use(requests=4)], with_models(MONTHLY, DAILY)
    [plain] = substitutes(uses, known, NOW, span=30, weight=equal)
    assert (plain.free, plain.saves) == (MONTHLY, 80)
    [weighed] = substitutes(uses, known, NOW, span=30, weight=lambda _, one: 1 + (one == DAILY))
    assert (weighed.free, weighed.saves) == (DAILY, 60)


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(1, 5)), max_size=30, unique=True),
    st.integers(1, 30),
    st.integers(1, 40),
)
def test_uses_of_the_span_come_again_as_often_as_it_fits_into_the_days_ahead(
    seen: list[tuple[int, int]], span: int, days: int
) -> None:
    uses = [day_use(ago=ago, requests=requests) for ago, requests in seen]
    found = list(ahead(uses, today=NOW.date(), days=days, span=span))
    early, later = ([one for one in found if one.early is early] for early in (True, False))
    assert early == [replace(one, early=True) for one in uses]
    for ahead_by in range(1, days + 1):
        like = (NOW - timedelta(days=span - 1 - (ahead_by - 1) % span)).date()
        on = (NOW + timedelta(days=ahead_by)).date()
        expected = [one.used.requests for one in uses if one.day == like]
        assert sorted(one.used.requests for one in later if one.day == on) == sorted(expected)
    assert all(NOW.date() < one.day <= (NOW + timedelta(days=days)).date() for one in later)


@given(st.lists(st.integers(0, 12), min_size=1, max_size=30), st.integers(1, 20))
def test_the_saving_is_that_of_uses_one_after_the_other_until_the_limit_is_reached(
    requests: list[int], limit: int
) -> None:
    """Alike uses, of 7 tokens and 3 premium tokens each, as a follower would make them."""
    daily = free_model(name="calls", amount=limit, unit=QuotaUnit.REQUESTS, period=QuotaPeriod.DAY)
    uses = [
        day_use(ago=ago, requests=many, input_tokens=7 * many, cost=3 * many)
        for ago, many in enumerate(requests)
        if many
    ]
    found = only(uses, daily)
    made = [min(many, limit) for many in requests]
    assert (found.saves if found else 0) == 3 * sum(made)
    assert (found.tokens if found else 0) == 7 * sum(made)
    assert (found.served if found else 0) == sum(0 < many <= limit for many in requests)
