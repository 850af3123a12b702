from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_CEILING, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.price_book import PriceBook, price_book
from billing.checks import USE_TOKENS_MAX
from billing.errors import BadInput
from billing.ledger.account import Account
from billing.ledger.commands import AdjustBalance, RecordUsage
from billing.ledger.costs import premium_cost
from billing.ledger.entry import EntryKind
from billing.ledger.grant import Charge, GrantSource
from billing.ledger.posting import Posted
from billing.ledger.refusals import InsufficientTokens, ModelNotFound, QuotaExceeded
from billing.ledger.rules import BALANCE_MAX, decide_adjustment, decide_usage
from billing.tokens import MAX_TOKENS
from tests.support.ledger.factories import (
    NOW,
    account,
    adjustment,
    book,
    catalog,
    free_model,
    grant,
    premium_model,
    use,
)

DAY = timedelta(days=1)


def posted(state: Account, asked: RecordUsage, priced: PriceBook | None = None) -> Posted:
    decision = decide_usage(state, asked, priced or book(), NOW)
    assert isinstance(decision, Posted), decision
    return decision


def adjusted(state: Account, asked: AdjustBalance) -> Posted:
    decision = decide_adjustment(state, asked, NOW)
    assert isinstance(decision, Posted), decision
    return decision


def test_a_premium_use_costs_tokens_at_the_price_in_force() -> None:
    made = posted(account(), use(input_tokens=100, output_tokens=25))
    assert (made.entry.kind, made.entry.tokens, made.entry.balance) == (
        EntryKind.USAGE,
        -1_000,
        9_000,
    )
    assert made.entry.charges == (Charge(1, GrantSource.ALLOWANCE, 1_000),)
    assert made.account.available == 9_000
    assert made.entry.use and made.entry.use.terms == "8/8/8"


@given(
    fresh=st.integers(0, 10_000), output=st.integers(0, 10_000), cached=st.integers(0, 10_000_000)
)
def test_the_cost_is_rounded_up_once_over_the_whole_use(
    fresh: int, output: int, cached: int
) -> None:
    if fresh + output + cached == 0:
        output = 1
    asked = use(
        model="fine",
        input_tokens=fresh + cached,
        output_tokens=output,
        cached_input_tokens=cached,
    )
    exact = fresh * Decimal("0.5") + output * Decimal("0.75") + cached * Decimal("0.000001")
    cost = int(exact.to_integral_value(ROUND_CEILING))
    made = posted(account(grants=[grant(number=2, amount=20_000)]), asked)
    assert made.entry.cost == cost == premium_cost(asked, book().price("fine", NOW).rate)


def test_the_last_token_can_be_spent_and_no_more() -> None:
    assert posted(account(), use(input_tokens=1_250)).account.available == 0
    refusal = decide_usage(account(), use(input_tokens=1_251), book(), NOW)
    assert isinstance(refusal, InsufficientTokens)
    assert (refusal.required, refusal.available) == (10_008, 10_000)
    assert refusal.next_reset == account().next_reset


def test_a_premium_use_at_price_0_is_recorded_and_takes_nothing() -> None:
    priced = book(models=[premium_model(rates="0/0/0")])
    made = posted(account(), use(input_tokens=5), priced)
    assert (made.entry.tokens, made.entry.charges) == (0, ())


def test_a_free_use_takes_nothing_and_says_its_limit() -> None:
    made = posted(account(), use(model="gift", input_tokens=5))
    assert (made.entry.tokens, made.entry.balance, made.entry.charges) == (0, 10_000, ())
    assert made.entry.use and made.entry.use.terms == "1000 TOKENS/MONTH"
    assert made.account.available == 10_000


def test_a_use_is_kept_as_it_was_asked_for() -> None:
    earlier = NOW - DAY
    asked = use(
        input_tokens=3,
        output_tokens=4,
        cached_input_tokens=2,
        key="k",
        occurred_at=earlier,
        metadata='{"a":1}',
    )
    entry = posted(account(), asked).entry
    assert entry.use == ("paid", 3, 4, 2, "8/8/8", '{"a":1}', None)
    assert (entry.occurred_at, entry.recorded_at) == (earlier, NOW)
    assert (entry.idempotency_key, entry.fingerprint) == ("k", asked.fingerprint)


def test_a_use_that_does_not_say_when_happened_when_it_was_recorded() -> None:
    assert posted(account(), use()).entry.occurred_at == NOW


def test_unknown_and_not_yet_priced_models_are_not_found() -> None:
    coming = premium_model(name="soon").__class__(
        "soon", "acme", "Soon", prices=(premium_model(prices=[(NOW + DAY, "1/1/1")]).prices[1],)
    )
    for name in ("nobody", "soon"):
        decision = decide_usage(account(), use(model=name), book(models=[coming]), NOW)
        assert decision == ModelNotFound(name)


def test_a_retired_model_is_not_found() -> None:
    retired = price_book([catalog(), catalog(models=[premium_model(name="new")])])
    assert decide_usage(account(), use(), retired, NOW) == ModelNotFound("paid")


def test_a_new_price_counts_from_its_instant_on() -> None:
    priced = book(models=[premium_model(prices=[(NOW + DAY, "2/2/2")])])
    before = decide_usage(account(), use(), priced, NOW + DAY - timedelta(microseconds=1))
    after = decide_usage(account(), use(), priced, NOW + DAY)
    assert isinstance(before, Posted) and isinstance(after, Posted)
    assert (before.entry.cost, after.entry.cost) == (8, 2)


def test_the_price_is_that_of_recording_not_of_occurring() -> None:
    priced = book(models=[premium_model(prices=[(NOW, "2/2/2")])])
    assert posted(account(), use(occurred_at=NOW - DAY), priced).entry.cost == 2


def test_a_cost_beyond_all_numbers_is_refused_with_the_largest() -> None:
    priced = book(models=[premium_model(rates="1000000/1000000/0")])
    most = use(input_tokens=USE_TOKENS_MAX, output_tokens=0)
    refusal = decide_usage(account(), most, priced, NOW)
    assert isinstance(refusal, InsufficientTokens)
    assert refusal.required == MAX_TOKENS


def test_given_tokens_last_unless_they_say_when_they_end() -> None:
    lasting = adjusted(account(), adjustment(tokens=5, reason="sorry", key="k"))
    ending = adjusted(account(), adjustment(tokens=5, expires_at=NOW + DAY))
    assert lasting.grant == grant(number=2, amount=5)
    assert ending.grant == grant(number=2, amount=5, expires_at=NOW + DAY)
    entry = lasting.entry
    assert (entry.kind, entry.tokens, entry.reason) == (EntryKind.ADJUSTMENT, 5, "sorry")
    assert (entry.idempotency_key, entry.use) == ("k", None)


def test_given_tokens_pay_debt_first() -> None:
    made = adjusted(account(debt=30), adjustment(tokens=100))
    assert (made.account.debt, made.account.available) == (0, 10_070)
    assert made.entry.charges == (Charge(2, GrantSource.ADJUSTMENT, 30),)


def test_what_is_not_there_cannot_be_taken() -> None:
    assert adjusted(account(), adjustment(tokens=-10_000)).account.available == 0
    refusal = decide_adjustment(account(), adjustment(tokens=-10_001), NOW)
    assert isinstance(refusal, InsufficientTokens)
    assert (refusal.required, refusal.available, refusal.alternatives) == (10_001, 10_000, ())


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (adjustment(expires_at=NOW), "expiresAt"),
        (adjustment(expires_at=NOW - DAY), "expiresAt"),
        (adjustment(tokens=BALANCE_MAX - 9_999), "tokens"),
    ],
)
def test_an_adjustment_that_cannot_be_is_bad_input(asked: AdjustBalance, field: str) -> None:
    with pytest.raises(BadInput) as caught:
        decide_adjustment(account(), asked, NOW)
    assert caught.value.field == field


def test_an_account_can_be_filled_to_its_bound() -> None:
    made = adjusted(account(), adjustment(tokens=BALANCE_MAX - 10_000))
    assert made.account.available == BALANCE_MAX


@pytest.mark.parametrize(
    ("refusal", "code", "said"),
    [
        (
            InsufficientTokens(8, 5, NOW),
            "INSUFFICIENT_TOKENS",
            "This takes 8 premium tokens and 5 are available. "
            "The allowance renews at 2026-11-23 12:00 UTC.",
        ),
        (ModelNotFound("x"), "MODEL_NOT_FOUND", "There is no model named 'x' in the catalog."),
    ],
)
def test_refusals_explain_themselves(
    refusal: InsufficientTokens | ModelNotFound, code: str, said: str
) -> None:
    assert (refusal.code, refusal.message) == (code, said)


def test_a_used_up_quota_explains_itself() -> None:
    priced = book(models=[free_model(amount=1)])
    refusal = decide_usage(account(), use(model="gift", input_tokens=2), priced, NOW)
    assert isinstance(refusal, QuotaExceeded)
    assert refusal.code == "QUOTA_EXCEEDED"
    assert refusal.message == "gift has 1 of 1 tokens left until 2026-12-01 00:00 UTC."
