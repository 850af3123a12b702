"""The tokens that a hold may reserve, in full or in part. Billing rule 7."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.catalog import Priority, QuotaUnit
from billing.errors import LimitReached
from billing.ledger.entry import EntryKind
from billing.ledger.grant import Charge, GrantSource
from billing.ledger.hold import Outcome
from billing.ledger.hold_rules import OPEN_MAX, decide_hold
from billing.ledger.posting import Posted
from billing.ledger.refusals import InsufficientTokens, ModelNotFound, QuotaExceeded
from billing.ledger.rules import decide_adjustment, decide_usage
from tests.billing.ledger.holder import BOOK, Holder
from tests.support.ledger.factories import (
    NOW,
    adjustment,
    book,
    free_model,
    grant,
    placing,
    premium_model,
    use,
)


class TestPlacing:
    def test_an_account_has_so_many_open_holds_and_no_more(self) -> None:
        holder = Holder()
        for _ in range(OPEN_MAX):
            holder.place(input_tokens=0, max_output_tokens=1)
        with pytest.raises(LimitReached):
            holder.place(input_tokens=0, max_output_tokens=1)

    def test_tokens_are_set_aside_of_grants_in_burn_order(self) -> None:
        holder = Holder(grants=[grant(number=7, amount=50)])
        hold = holder.place(input_tokens=1_000, max_output_tokens=255)
        assert hold.charges == (
            Charge(1, GrantSource.ALLOWANCE, 10_000),
            Charge(7, GrantSource.ADJUSTMENT, 40),
        )
        assert holder.figures == (10, 10_040, 0)
        assert holder.account.balance == 10_050

    def test_its_entry_moves_no_tokens_and_says_what_it_was_placed_for(self) -> None:
        holder = Holder()
        holder.place(input_tokens=10, key="k")
        made = holder.posted[-1].entry
        assert (made.kind, made.tokens, made.balance) == (EntryKind.HOLD, 0, 10_000)
        assert made.idempotency_key == "k"
        assert made.reason is not None
        assert '"model":"paid"' in made.reason

    def test_the_last_token_may_be_held_and_then_nothing_is_left(self) -> None:
        holder = Holder()
        holder.place(input_tokens=1_250)
        assert holder.figures == (0, 10_000, 0)
        refused = holder.ask(model="fine", input_tokens=1)
        assert isinstance(refused, InsufficientTokens)
        assert (refused.required, refused.available) == (1, 0)

    def test_a_use_can_not_spend_what_is_held_nor_can_an_operator_take_it(self) -> None:
        holder = Holder()
        holder.place(input_tokens=1_200)
        used = decide_usage(holder.account, use(input_tokens=51), BOOK, NOW)
        assert isinstance(used, InsufficientTokens)
        assert used.available == 400
        taken = decide_adjustment(holder.account, adjustment(tokens=-401), NOW)
        assert isinstance(taken, InsufficientTokens)

    def test_too_little_is_refused_with_what_would_do_instead(self) -> None:
        refused = Holder().ask(input_tokens=1, max_output_tokens=1_250)
        assert isinstance(refused, InsufficientTokens)
        assert (refused.required, refused.available) == (10_008, 10_000)
        assert refused.alternatives == ("calls", "fine")

    def test_an_unknown_model_is_refused(self) -> None:
        assert Holder().ask(model="nobody") == ModelNotFound("nobody")

    def test_it_ends_after_its_time_and_keeps_the_priority_of_then(self) -> None:
        holder = Holder()
        asked = placing(ttl_seconds=90)
        placed = decide_hold(holder.account, asked, Priority.PRIORITY, BOOK, NOW)
        assert isinstance(placed, Posted)
        (hold,) = placed.account.holds
        assert (hold.expires_at, hold.priority) == (NOW + timedelta(seconds=90), Priority.PRIORITY)
        assert placed.account.stale_at == hold.expires_at


RATES = ["8/8/8", "0.5/0.75/0.1", "3/0/0", "0/0.3/0", "0.000001/1000/0", "0/0/0", "7/0.000001/0"]


class TestPartial:
    @given(
        rates=st.sampled_from(RATES),
        tokens=st.integers(0, 3_000),
        fresh=st.integers(0, 2_000),
        output=st.integers(0, 5_000),
    )
    def test_it_buys_as_much_output_as_there_is_and_costs_just_that(
        self, rates: str, tokens: int, fresh: int, output: int
    ) -> None:
        priced = premium_model(rates=rates)
        holder = Holder(with_book=book(models=[priced]))
        grants = (grant(number=9, amount=tokens),) if tokens else ()
        holder.account = holder.account._replace(grants=grants)
        fresh = fresh if output else fresh + 1
        placed = holder.ask(input_tokens=fresh, max_output_tokens=output, allow_partial=True)
        rate = priced.last_rate(NOW)

        def cost(bought: int) -> int:
            return rate.cost(input_tokens=fresh, output_tokens=bought, cached_input_tokens=0)

        if not isinstance(placed, Posted):
            assert cost(output) > tokens
            assert not output or cost(1) > tokens
            return
        (hold,) = placed.account.holds
        assert hold.tokens == cost(hold.max_output_tokens) <= tokens
        assert placed.account.available == tokens - hold.tokens
        assert hold.max_output_tokens <= output
        assert hold.max_output_tokens == output or cost(hold.max_output_tokens + 1) > tokens

    def test_nobody_who_did_not_ask_gets_less(self) -> None:
        asked = {"input_tokens": 10, "max_output_tokens": 1_241}
        assert isinstance(Holder().ask(**asked), InsufficientTokens)
        assert Holder().place(**asked, allow_partial=True).max_output_tokens == 1_240

    @pytest.mark.parametrize(("fresh", "output"), [(1_250, 5), (1_251, 0), (1_251, 5)])
    def test_what_would_buy_no_output_is_refused(self, fresh: int, output: int) -> None:
        holder = Holder()
        refused = holder.ask(input_tokens=fresh, max_output_tokens=output, allow_partial=True)
        assert isinstance(refused, InsufficientTokens)

    def test_all_the_input_alone_is_no_partial_hold(self) -> None:
        assert Holder().place(input_tokens=1_250, allow_partial=True).tokens == 10_000

    def test_of_a_quota_in_tokens_too(self) -> None:
        holder = Holder()
        assert holder.place(model="gift", input_tokens=300, allow_partial=True).counted == 300
        asked = {"model": "gift", "input_tokens": 600, "max_output_tokens": 200}
        assert isinstance(holder.ask(**asked), QuotaExceeded)
        hold = holder.place(**asked, allow_partial=True)
        assert (hold.max_output_tokens, hold.counted, hold.tokens) == (100, 700, 0)
        refused = holder.ask(model="gift", max_output_tokens=9, allow_partial=True)
        assert isinstance(refused, QuotaExceeded)
        assert (refused.quota.held, refused.quota.remaining) == (1_000, 0)

    @pytest.mark.parametrize(("fresh", "fits"), [(998, True), (999, True), (1_000, False)])
    def test_of_a_quota_in_tokens_only_where_it_buys_output(self, fresh: int, fits: bool) -> None:
        asked = Holder().ask(
            model="gift", input_tokens=fresh, max_output_tokens=99, allow_partial=True
        )
        assert isinstance(asked, Posted) is fits

    def test_of_a_quota_in_requests_there_is_no_part(self) -> None:
        holder = Holder()
        for _ in range(3):
            hold = holder.place(model="calls", max_output_tokens=10**6, allow_partial=True)
            assert (hold.counted, hold.max_output_tokens) == (1, 10**6)
        assert isinstance(holder.ask(model="calls", allow_partial=True), QuotaExceeded)

    def test_of_no_limit_everything_fits(self) -> None:
        holder = Holder(with_book=book(models=[free_model(limited=False)]))
        hold = holder.place(model="gift", input_tokens=10**9, max_output_tokens=10**9)
        assert (hold.counted, hold.tokens, hold.terms) == (0, 0, "unlimited")


class TestQuotas:
    def test_uses_and_holds_share_a_limit(self) -> None:
        holder = Holder()
        holder.place(model="gift", input_tokens=500, max_output_tokens=400)
        refused = decide_usage(holder.account, use(model="gift", input_tokens=101), BOOK, NOW)
        assert isinstance(refused, QuotaExceeded)
        assert (refused.quota.used, refused.quota.held, refused.quota.remaining) == (0, 900, 100)
        assert isinstance(
            decide_usage(holder.account, use(model="gift", input_tokens=100), BOOK, NOW), Posted
        )

    def test_alternatives_leave_out_a_model_whose_limit_is_held(self) -> None:
        holder = Holder()
        holder.place(model="gift", input_tokens=1_000)
        refused = holder.ask(input_tokens=900, max_output_tokens=900)
        assert isinstance(refused, InsufficientTokens)
        assert "gift" not in refused.alternatives
        assert (holder.quota("gift"), holder.quota("calls")) == ((0, 1_000), (0, 0))

    def test_settling_counts_what_was_used_in_place_of_what_was_held(self) -> None:
        holder = Holder()
        hold = holder.place(model="gift", input_tokens=500, max_output_tokens=400)
        assert holder.settle(hold, input_tokens=500, output_tokens=20) == []
        assert holder.quota() == (520, 0)

    def test_more_than_the_limit_is_recorded_all_the_same(self) -> None:
        holder = Holder()
        hold = holder.place(model="gift", input_tokens=500, max_output_tokens=400)
        holder.settle(hold, input_tokens=500, output_tokens=5_000)
        assert holder.quota() == (5_500, 0)
        assert isinstance(holder.ask(model="gift"), QuotaExceeded)

    def test_releasing_failing_and_expiring_count_nothing(self) -> None:
        holder = Holder()
        one, two, _ = (holder.place(model="calls") for _ in range(3))
        assert holder.quota("calls") == (0, 3)
        holder.release(one)
        holder.settle(two, outcome=Outcome.FAILED)
        assert holder.quota("calls") == (0, 1)
        holder.wait(seconds=600)
        assert holder.quota("calls") == (0, 0)

    def test_across_midnight_it_counts_where_it_is_settled(self) -> None:
        holder = Holder()
        hold = holder.place(model="calls", ttl_seconds=86_400)
        holder.wait(hours=12)
        assert holder.quota("calls") == (0, 1)
        holder.settle(hold)
        assert holder.quota("calls") == (1, 0)
        assert holder.account.quotas["calls"].start == datetime(2026, 11, 24, tzinfo=UTC)


def test_a_limit_in_requests_and_one_in_tokens_are_told_by_their_terms() -> None:
    holder = Holder()
    terms = [holder.place(model=name).terms for name in ("calls", "gift", "paid")]
    assert terms == ["3 REQUESTS/DAY", f"1000 {QuotaUnit.TOKENS}/MONTH", "8/8/8"]
