"""Spend caps: their text, what they leave, and which refusal names them. Billing rule 12."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.catalog import Priority, QuotaPeriod
from billing.errors import BadInput, LimitReached
from billing.ledger.account import Account
from billing.ledger.caps.cap import CapName, CapScope, cap_change, cap_text
from billing.ledger.caps.limits import cap_use
from billing.ledger.caps.rules import CAPS_MAX, decide_cap
from billing.ledger.commands import RemoveSpendCap, SetSpendCap
from billing.ledger.entry import EntryKind
from billing.ledger.hold_rules import decide_hold
from billing.ledger.posting import Posted
from billing.ledger.refusals import CapReached, InsufficientTokens, UseRefusal
from billing.ledger.rules import decide_usage
from billing.tokens import MAX_TOKENS
from db.ledger.state import state_text
from tests.support.ledger.factories import (
    NOW,
    account,
    book,
    free_model,
    placing,
    premium_model,
    use,
)
from tests.support.ledger.repaired import Repaired
from tests.support.ledger.repaired import use as spend

A_DAY = CapName(CapScope.ACCOUNT, "", QuotaPeriod.DAY)
A_MONTH = A_DAY._replace(period=QuotaPeriod.MONTH)
OF_MODEL = CapName(CapScope.MODEL, "paid", QuotaPeriod.DAY)
KEY, OTHER_KEY = "0123456789abcdef", "fedcba9876543210"
OF_KEY = CapName(CapScope.API_KEY, KEY, QuotaPeriod.DAY)


def capped(tokens: int = 800, name: CapName = A_DAY, on: Account | None = None) -> Account:
    made = decide_cap(on or account(), SetSpendCap("alice", cap=name, tokens=tokens), NOW)
    assert made is not None
    return made.account


def used(state: Account, **asked: Any) -> Posted:
    made = decide_usage(state, use(**asked), book(), NOW)
    assert isinstance(made, Posted), made
    return made


def refused(state: Account, **asked: Any) -> UseRefusal:
    made = decide_usage(state, use(**asked), book(), NOW)
    assert not isinstance(made, Posted)
    return made


def left(state: Account, name: CapName = A_DAY) -> int:
    cap = state.cap(name)
    assert cap is not None
    return cap_use(state, cap, NOW).remaining


@given(
    st.sampled_from([A_DAY, OF_KEY])
    | st.builds(
        CapName,
        st.just(CapScope.MODEL),
        st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=9),
        st.sampled_from(QuotaPeriod),
    ),
    st.none() | st.integers(0, MAX_TOKENS),
)
def test_the_text_of_a_cap_is_read_as_it_was_written(name: CapName, tokens: int | None) -> None:
    assert cap_change(cap_text(name, tokens)) == (name, tokens)


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "ACCOUNT",
        "ACCOUNT DAY",
        "ACCOUNT DAY -1",
        "ACCOUNT DAY 07",
        "ACCOUNT DAY 7 ",
        "ACCOUNT DAY 7 paid",
        "ACCOUNT YEAR 7",
        "MODEL DAY 7",
        "MODEL DAY 7 ",
        "ALL DAY 7",
        "MODEL DAY \u0667 paid",
    ],
)
def test_another_text_is_none_of_a_cap(text: str | None) -> None:
    with pytest.raises(ValueError, match=r"."):
        cap_change(text)


def test_a_cap_is_one_entry_without_tokens_and_the_same_again_is_none() -> None:
    before = account()
    made = decide_cap(before, SetSpendCap("alice", cap=OF_MODEL, tokens=5), NOW)
    assert made is not None
    assert (made.entry.kind, made.entry.tokens, made.entry.charges) == (EntryKind.CAP, 0, ())
    assert made.entry.reason == "MODEL DAY 5 paid"
    assert made.account.revision == before.revision + 1
    assert decide_cap(made.account, SetSpendCap("alice", cap=OF_MODEL, tokens=5), NOW) is None
    gone = decide_cap(made.account, RemoveSpendCap("alice", cap=OF_MODEL), NOW)
    assert gone is not None
    assert (gone.entry.reason, gone.account.caps) == ("MODEL DAY removed paid", ())
    assert decide_cap(gone.account, RemoveSpendCap("alice", cap=OF_MODEL), NOW) is None


@pytest.mark.parametrize("tokens", [-1, MAX_TOKENS + 1, True, 1.5])
def test_tokens_are_a_count(tokens: Any) -> None:
    with pytest.raises(BadInput, match="tokens"):
        SetSpendCap("alice", cap=A_DAY, tokens=tokens)


def test_an_account_has_so_many_caps_and_can_still_change_them() -> None:
    state = account()
    for number in range(CAPS_MAX):
        state = capped(1, OF_MODEL._replace(subject=f"m{number}"), state)
    with pytest.raises(LimitReached):
        capped(1, A_DAY, state)
    state = capped(2, OF_MODEL._replace(subject="m0"), state)
    assert (len(state.caps), state.caps[0].tokens) == (CAPS_MAX, 2)


def test_a_use_that_would_pass_a_cap_is_refused_with_its_state() -> None:
    state = used(capped(), input_tokens=60).account
    refusal = refused(state, input_tokens=41)
    assert isinstance(refusal, CapReached)
    assert (refusal.use.cap.used, refusal.use.remaining) == (480, 320)
    assert refusal.use.cap.ends_at == (NOW + timedelta(days=1)).replace(hour=0)
    assert left(used(state, input_tokens=40).account) == 0
    assert "320 of 800" in refusal.message


def test_a_cap_of_nothing_blocks_what_costs_anything_and_nothing_else() -> None:
    state = capped(0)
    assert isinstance(refused(state), CapReached)
    assert used(state, model="gift", input_tokens=9).entry.cost == 0


def test_the_refusal_names_what_leaves_less() -> None:
    assert isinstance(refused(capped(9_999), input_tokens=9_999), CapReached)
    assert isinstance(refused(capped(10_000), input_tokens=9_999), InsufficientTokens)
    both = capped(300, A_MONTH, capped(200, A_DAY))
    refusal = refused(both, input_tokens=100)
    assert isinstance(refusal, CapReached)
    assert refusal.use.cap.name == A_DAY


def test_a_cap_of_a_model_or_a_key_counts_no_other() -> None:
    both = capped(80, OF_KEY, capped(80, OF_MODEL))
    other = used(both, model="fine", input_tokens=1_000, api_key_id=OTHER_KEY).account
    assert other.caps == both.caps
    by_key = used(both, model="fine", input_tokens=160, api_key_id=KEY).account
    assert (left(by_key, OF_KEY), left(by_key, OF_MODEL)) == (0, 80)
    assert isinstance(refused(by_key, model="fine", api_key_id=KEY), CapReached)
    assert used(by_key, model="fine").entry.cost == 1


def test_a_partial_hold_shrinks_to_what_a_cap_leaves() -> None:
    state = used(capped(), input_tokens=10).account
    asked = placing(input_tokens=10, max_output_tokens=1_000, allow_partial=True)
    made = decide_hold(state, asked, Priority.STANDARD, book(), NOW)
    assert isinstance(made, Posted)
    hold = made.account.holds[0]
    assert (hold.max_output_tokens, hold.tokens, left(made.account)) == (80, 720, 0)
    again = decide_hold(made.account, asked, Priority.STANDARD, book(), NOW)
    assert isinstance(again, CapReached)
    assert again.use.held == 720


def test_a_capped_model_is_no_alternative() -> None:
    models = (premium_model(), premium_model(name="other"), premium_model(name="third"))
    priced = book(models=models)
    state = capped(7, OF_MODEL._replace(subject="other"), capped(7, OF_MODEL))
    refusal = decide_usage(state, use(), priced, NOW)
    assert isinstance(refusal, CapReached)
    assert refusal.alternatives == ("third",)
    free = book(models=(*models, free_model()))
    refusal = decide_usage(capped(7), use(), free, NOW)
    assert isinstance(refusal, CapReached)
    assert refusal.alternatives == ("gift",)


def test_a_cap_of_a_key_counts_no_alternative_of_it() -> None:
    priced = book(models=(premium_model(), premium_model(name="other")))
    state = capped(7, OF_KEY)
    refusal = decide_usage(state, use(api_key_id=KEY), priced, NOW)
    assert isinstance(refusal, CapReached)
    assert refusal.alternatives == ()


def test_the_key_is_recorded_only_where_a_cap_counts_it() -> None:
    """The terms, the digest and the state of other uses stay the same to the byte."""
    plain = used(account(), key="k")
    with_key = used(account(), key="k", api_key_id=KEY)
    assert with_key == plain
    assert plain.entry.use and plain.entry.use.terms == "8/8/8"
    assert plain.entry.digest.hex() == "90461c06e8441b6f478922017bf39bb2"
    assert "caps" not in state_text(plain.account)
    of_other = used(capped(80, OF_KEY), api_key_id=OTHER_KEY).entry.use
    assert of_other and of_other.terms == "8/8/8"
    noted = used(capped(80, OF_KEY), api_key_id=KEY).entry.use
    assert noted and noted.terms == f"8/8/8#{KEY}"


def test_a_changed_cap_goes_on_and_a_new_one_starts_at_nothing() -> None:
    state = used(capped(), input_tokens=60).account
    lowered = capped(100, A_DAY, state)
    assert (left(lowered), lowered.caps[0].used) == (0, 480)
    gone = decide_cap(lowered, RemoveSpendCap("alice", cap=A_DAY), NOW)
    assert gone is not None
    assert left(capped(100, A_DAY, gone.account)) == 100


def test_a_window_ends_at_its_end_and_not_before() -> None:
    state = used(capped(), input_tokens=60).account
    (cap,) = state.caps
    last = cap_use(state, cap, cap.ends_at - timedelta(microseconds=1))
    assert (last.cap, last.remaining) == (cap, 320)
    first = cap_use(state, cap, cap.ends_at)
    assert (first.cap.used, first.remaining) == (0, 800)
    assert first.cap.ends_at == cap.ends_at + timedelta(days=1)


def test_a_repair_counts_in_the_present_window_what_was_spent_ahead_of_time() -> None:
    keeper = Repaired()
    keeper.cap(A_DAY, 5_000)
    keeper.cap(A_MONTH, 5_000)
    spend(keeper, 400)
    keeper.jump(days=40)
    spend(keeper, 160)
    assert [cap.used for cap in keeper.account.caps] == [160, 160]
    keeper.back(NOW + timedelta(hours=1))
    day, month = keeper.account.caps
    assert (day.used, month.used) == (560, 560)
    assert day.ends_at == (NOW + timedelta(days=1)).replace(hour=0)
    assert month.ends_at > NOW + timedelta(days=27)


def test_a_catalog_without_the_model_leaves_its_cap() -> None:
    state = capped(80, OF_MODEL)
    other = book(models=(premium_model(name="other"),))
    made = decide_usage(state, use(model="other"), other, NOW)
    assert isinstance(made, Posted)
    assert made.account.caps == state.caps
