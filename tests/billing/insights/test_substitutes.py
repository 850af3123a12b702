"""The free models that could have been used instead, within their limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.catalog import Capability, Model, QuotaPeriod, QuotaUnit
from billing.catalog.price_book import PriceBook
from billing.insights.substitutes import DayUse, Substitute, substitutes
from tests.billing.insights.offering import day_use
from tests.support.ledger.factories import NOW, book, free_model, premium_model

DAILY = free_model(name="calls", amount=3, unit=QuotaUnit.REQUESTS, period=QuotaPeriod.DAY)
MONTHLY = free_model(name="gift", amount=100)
PAID = premium_model()


def with_models(*models: Model) -> PriceBook:
    return book(models=[*models, PAID, premium_model(name="other")])


def only(uses: Sequence[DayUse], *models: Model) -> Substitute | None:
    found = substitutes(uses, with_models(*models), NOW)
    assert len(found) <= 1
    return found[0] if found else None


def test_a_free_model_serves_the_days_that_fit_its_limit() -> None:
    uses = [day_use(ago=3, requests=3), day_use(ago=2, requests=4), day_use(requests=1)]
    found = only(uses, DAILY)
    assert found == Substitute(PAID, DAILY, served=2, days=3, tokens=20, saves=160)


def test_a_monthly_limit_is_for_all_days_of_a_month_together() -> None:
    uses = [day_use(ago=n, input_tokens=40, output_tokens=5) for n in (3, 2, 1)]
    found = only(uses, MONTHLY)
    assert found
    assert (found.served, found.tokens) == (2, 90)


def test_a_new_month_has_its_own_limit() -> None:
    uses = [day_use(ago=n, input_tokens=90) for n in (24, 23, 22)]
    found = only(uses, MONTHLY)
    assert found
    assert (found.served, [use.day.month for use in uses]) == (2, [10, 10, 11])


def test_what_the_account_used_of_the_free_model_itself_is_taken() -> None:
    own = day_use(model="gift", input_tokens=95, cost=0)
    assert only([own, day_use()], MONTHLY) is None
    assert only([day_use()], MONTHLY)


def test_own_use_of_the_same_month_counts_also_from_before_the_time_looked_at() -> None:
    own = day_use(model="gift", ago=20, input_tokens=95, cost=0, early=True)
    assert only([own, day_use()], MONTHLY) is None
    assert only([replace(own, early=False), day_use()], MONTHLY) is None


def test_early_use_of_a_premium_model_is_not_moved() -> None:
    found = only([day_use(ago=9, early=True), day_use()], MONTHLY)
    assert found
    assert (found.served, found.days) == (1, 1)


def test_a_day_on_which_the_account_s_month_turns_is_moved_whole() -> None:
    half = day_use(requests=2)
    assert only([half, replace(half, month=NOW - timedelta(days=9))], DAILY) is None
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
    uses = [day_use(input_tokens=60, cost=10), day_use(model="other", input_tokens=60, cost=20)]
    found = substitutes(uses, with_models(MONTHLY), NOW)
    assert [(one.premium.name, one.saves) for one in found] == [("other", 20)]


def test_a_free_model_needs_every_capability_that_the_premium_one_has() -> None:
    vision, both = (Capability.VISION,), (Capability.VISION, Capability.CODE)
    seeing = book(models=[MONTHLY, replace(PAID, capabilities=vision)])
    assert substitutes([day_use()], seeing, NOW) == ()
    able = book(models=[replace(MONTHLY, capabilities=both), replace(PAID, capabilities=vision)])
    assert len(substitutes([day_use()], able, NOW)) == 1


def test_models_that_are_gone_or_cost_nothing_are_left_out() -> None:
    uses = [day_use(model="gone"), day_use(cost=0), day_use(model="gift", cost=0)]
    assert substitutes(uses, with_models(MONTHLY), NOW) == ()


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
    found = substitutes(uses, with_models(MONTHLY, DAILY), NOW)
    for one in found:
        mine = [use for use in uses if use.model == one.premium.name]
        assert 0 < one.saves <= sum(use.cost for use in mine)
        assert 0 < one.served <= one.days == len(mine)
    # Within 30 days there are two calendar months.
    by_tokens = sum(one.tokens for one in found if one.free == MONTHLY)
    assert by_tokens <= 2 * 100
    assert list(found) == list(substitutes(reversed(uses), with_models(MONTHLY, DAILY), NOW))
