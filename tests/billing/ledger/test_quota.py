from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.catalog import Model, QuotaPeriod, QuotaUnit
from billing.ledger.account import Account
from billing.ledger.posting import Posted
from billing.ledger.quota import Quota, counted, quota_of
from billing.ledger.refusals import QuotaExceeded
from billing.ledger.rules import decide_usage
from tests.support.ledger.factories import NOW, account, book, free_model, premium_model, use

INSTANT = timedelta(microseconds=1)
DAY, MONTH = QuotaPeriod.DAY, QuotaPeriod.MONTH
TOKENS, REQUESTS = QuotaUnit.TOKENS, QuotaUnit.REQUESTS


def used_by(model: Model, *counts: int, now: datetime = NOW) -> Account:
    """Return an account with uses of the model, each with so many input tokens."""
    state = account(opened_at=now)
    for tokens in counts:
        posted = decide_usage(
            state, use(model=model.name, input_tokens=tokens), book(models=[model]), now
        )
        assert isinstance(posted, Posted), posted
        state = posted.account
    return state


def quota(state: Account, model: Model, now: datetime = NOW) -> Quota:
    found = quota_of(state, model, now)
    assert found is not None
    return found


def test_tokens_count_input_and_output_and_requests_count_one() -> None:
    tokens, requests = free_model(unit=TOKENS), free_model(unit=REQUESTS)
    assert tokens.native_limit and requests.native_limit
    assert counted(tokens.native_limit, input_tokens=7, output_tokens=5) == 12
    assert counted(requests.native_limit, input_tokens=7, output_tokens=5) == 1


def test_cached_input_counts_like_any_input() -> None:
    model = free_model(amount=10)
    cached = use(model="gift", input_tokens=10, cached_input_tokens=10)
    posted = decide_usage(account(), cached, book(models=[model]), NOW)
    assert isinstance(posted, Posted)
    assert quota(posted.account, model).used == 10


def test_a_quota_before_the_first_use_is_whole() -> None:
    model = free_model(amount=50, unit=REQUESTS, period=DAY)
    found = quota(account(), model)
    assert (found.used, found.remaining) == (0, 50)
    assert found.resets_at == datetime(2026, 11, 24, tzinfo=UTC)


def test_a_month_ends_with_the_calendar_month_not_with_the_accounts() -> None:
    found = quota(account(opened_at=NOW.replace(day=5)), free_model(period=MONTH))
    assert found.resets_at == datetime(2026, 12, 1, tzinfo=UTC)


def test_the_last_unit_can_be_used_and_no_more() -> None:
    model = free_model(amount=10)
    state = used_by(model, 4, 6)
    assert quota(state, model).remaining == 0
    refusal = decide_usage(state, use(model="gift"), book(models=[model]), NOW)
    assert isinstance(refusal, QuotaExceeded)
    assert refusal.quota == quota(state, model)


def test_a_use_that_would_pass_the_limit_is_refused_whole() -> None:
    model = free_model(amount=10)
    state = used_by(model, 9)
    too_much = use(model="gift", input_tokens=1, output_tokens=1)
    assert isinstance(decide_usage(state, too_much, book(models=[model]), NOW), QuotaExceeded)
    assert quota(state, model).remaining == 1


@pytest.mark.parametrize(
    ("period", "end"),
    [(DAY, datetime(2026, 11, 24, tzinfo=UTC)), (MONTH, datetime(2026, 12, 1, tzinfo=UTC))],
)
def test_a_window_is_used_to_its_last_instant_and_starts_anew_at_its_end(
    period: QuotaPeriod, end: datetime
) -> None:
    model = free_model(amount=1, unit=REQUESTS, period=period)
    state = used_by(model, 1)
    once_more = use(model="gift")
    late = decide_usage(state, once_more, book(models=[model]), end - INSTANT)
    assert isinstance(late, QuotaExceeded)
    assert late.quota.resets_at == end
    assert isinstance(decide_usage(state, once_more, book(models=[model]), end), Posted)


def test_quotas_are_counted_for_each_model_alone() -> None:
    models = [free_model(name=name, amount=1, unit=REQUESTS) for name in ("one", "two")]
    state = account()
    for model in models:
        posted = decide_usage(state, use(model=model.name), book(models=models), NOW)
        assert isinstance(posted, Posted)
        state = posted.account
    assert [quota(state, model).remaining for model in models] == [0, 0]


def test_a_lowered_limit_leaves_nothing_never_less() -> None:
    before, after = free_model(amount=100), free_model(amount=10)
    found = quota(used_by(before, 60), after)
    assert (found.used, found.remaining) == (60, 0)
    refusal = decide_usage(used_by(before, 60), use(model="gift"), book(models=[after]), NOW)
    assert isinstance(refusal, QuotaExceeded)


def test_a_raised_limit_keeps_what_was_used() -> None:
    found = quota(used_by(free_model(amount=100), 60), free_model(amount=1_000))
    assert (found.used, found.remaining) == (60, 940)


@pytest.mark.parametrize(
    "after", [free_model(unit=REQUESTS, period=MONTH), free_model(unit=TOKENS, period=DAY)]
)
def test_another_unit_or_period_counts_from_nothing(after: Model) -> None:
    assert quota(used_by(free_model(unit=TOKENS, period=MONTH), 60), after).used == 0


def test_only_limited_models_have_a_quota() -> None:
    assert quota_of(account(), premium_model(), NOW) is None
    assert quota_of(account(), free_model(limited=False), NOW) is None


def test_a_model_without_a_limit_serves_any_number_of_tokens() -> None:
    model = free_model(limited=False)
    posted = decide_usage(
        account(), use(model="gift", input_tokens=10**10), book(models=[model]), NOW
    )
    assert isinstance(posted, Posted)
    assert posted.entry.use and posted.entry.use.terms == "unlimited"
    assert posted.account.quotas == {}


@given(st.integers(1, 50), st.lists(st.integers(0, 50), max_size=8))
def test_remaining_and_used_make_the_limit(amount: int, counts: list[int]) -> None:
    model = free_model(amount=amount)
    state = account()
    for tokens in counts:
        asked = use(model="gift", input_tokens=tokens, output_tokens=1)
        before = quota(state, model)
        posted = decide_usage(state, asked, book(models=[model]), NOW)
        assert isinstance(posted, Posted) == (tokens + 1 <= before.remaining)
        state = posted.account if isinstance(posted, Posted) else state
        found = quota(state, model)
        assert found.used + found.remaining == amount
        assert found.remaining >= 0


def test_the_quota_of_an_idle_account_is_not_that_of_last_month() -> None:
    model = free_model(amount=10)
    state = used_by(model, 10)._replace(touched_at=NOW)
    assert quota(state, model, NOW + timedelta(days=400)).used == 0
