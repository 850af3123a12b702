"""A quote equals the decision that recording would make."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from billing.ledger.posting import Posted
from billing.ledger.refusals import (
    AccountNotFound,
    InsufficientTokens,
    ModelNotFound,
    QuotaExceeded,
)
from billing.ledger.rules import decide_usage
from services.ledger.quotes import Quoted, quote
from tests.support.ledger.factories import NOW, account, book, grant, use

BOOK = book()


@given(
    model=st.sampled_from(["paid", "fine", "gift", "calls", "nobody"]),
    tokens=st.integers(1, 3_000),
)
def test_a_quote_refuses_exactly_what_recording_would(model: str, tokens: int) -> None:
    asked = use(model=model, input_tokens=tokens)
    quoted = quote(asked, account(), BOOK, NOW)
    decision = decide_usage(account(), asked, BOOK, NOW)
    if isinstance(decision, Posted):
        assert quoted == Quoted(decision.entry.cost, None)
    else:
        assert quoted.refusal == decision


def test_a_refused_quote_says_the_cost_all_the_same() -> None:
    quoted = quote(use(input_tokens=2_000), account(), BOOK, NOW)
    assert quoted.cost == 16_000
    assert isinstance(quoted.refusal, InsufficientTokens)
    assert quote(use(input_tokens=2_000), account(grants=[grant(amount=6_000)]), BOOK, NOW) == (
        Quoted(16_000, None)
    )


def test_a_free_model_is_quoted_at_0_within_its_limit() -> None:
    assert quote(use(model="gift", input_tokens=1_000), account(), BOOK, NOW) == Quoted(0, None)
    quoted = quote(use(model="gift", input_tokens=1_001), account(), BOOK, NOW)
    assert quoted.cost == 0
    assert isinstance(quoted.refusal, QuotaExceeded)


def test_without_an_account_the_cost_is_told() -> None:
    assert quote(use(), None, BOOK, NOW) == Quoted(8, AccountNotFound("alice"))


def test_an_unknown_model_has_no_cost() -> None:
    assert quote(use(model="nobody"), None, BOOK, NOW) == Quoted(0, ModelNotFound("nobody"))
