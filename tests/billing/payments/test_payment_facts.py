"""Facts of a payment: merged in any order, and the money that went back. Billing rule 9."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.payments.packs import DisputeState, PaymentFacts, PaymentState, reversed_target
from tests.support.payments.money import PAID, PRICE, TOKENS, bought, dispute, refund
from tests.support.payments.pack_stories import FAILED, LOST, OPEN, PENDING, WON, facts


class TestMerging:
    @given(facts(), facts())
    def test_it_does_not_matter_what_was_heard_first(
        self, one: PaymentFacts, other: PaymentFacts
    ) -> None:
        assert one.merge(other) == other.merge(one)

    @given(facts(), facts(), facts())
    def test_it_does_not_matter_what_is_put_together_first(
        self, one: PaymentFacts, two: PaymentFacts, three: PaymentFacts
    ) -> None:
        assert one.merge(two).merge(three) == one.merge(two.merge(three))

    @given(facts(), facts())
    def test_hearing_it_again_changes_nothing(self, one: PaymentFacts, other: PaymentFacts) -> None:
        both = one.merge(other)
        assert both.merge(other) == both.merge(one) == both.merge(both) == both

    @given(facts())
    def test_nothing_heard_adds_nothing(self, one: PaymentFacts) -> None:
        assert PaymentFacts().merge(one) == one

    @given(facts(), facts())
    def test_nothing_that_was_heard_is_lost(self, one: PaymentFacts, other: PaymentFacts) -> None:
        both = one.merge(other)
        assert both.refunds.keys() == one.refunds.keys() | other.refunds.keys()
        assert both.disputes.keys() == one.disputes.keys() | other.disputes.keys()
        assert both.charge_refunded >= one.charge_refunded

    @pytest.mark.parametrize(
        ("weaker", "stronger"),
        [
            (PaymentState.PENDING, PaymentState.EXPIRED),
            (PaymentState.EXPIRED, PaymentState.FAILED),
            (PaymentState.FAILED, PaymentState.PAID),
        ],
    )
    def test_a_payment_that_failed_may_still_succeed_and_then_stays_paid(
        self, weaker: PaymentState, stronger: PaymentState
    ) -> None:
        assert PaymentFacts(weaker).merge(PaymentFacts(stronger)).state is stronger

    def test_a_refund_that_failed_stays_failed(self) -> None:
        failed = refund("a", 100, FAILED)
        assert refund("a", 100, PENDING).merge(failed).merge(refund("a", 100)) == failed

    def test_within_one_second_a_dispute_is_open_then_lost_then_won(self) -> None:
        for sooner, later in ((OPEN, LOST), (OPEN, WON), (LOST, WON)):
            said = dispute("d", PRICE, later).merge(dispute("d", PRICE, sooner))
            assert said == dispute("d", PRICE, later)
            assert not said.is_disputed

    @given(st.permutations([OPEN, LOST, WON, OPEN]))
    def test_the_later_word_on_a_dispute_counts(self, told: list[DisputeState]) -> None:
        words = [dispute("d", PRICE, state, said_at=n) for n, state in enumerate(told)]
        assert reduce(PaymentFacts.merge, reversed(words)) == words[-1]

    def test_of_two_amounts_that_were_lost_in_one_second_the_smaller_counts(self) -> None:
        both = dispute("d", PRICE, LOST).merge(dispute("d", 300, LOST))
        assert both == dispute("d", 300, LOST)


class TestMoneyThatWentBack:
    @pytest.mark.parametrize(
        ("known", "returned"),
        [
            (PaymentFacts(), 0),
            (refund("a", 100), 100),
            (refund("a", 100, PENDING), 100),
            (refund("a", 100, FAILED), 0),
            (refund("a", 100).merge(refund("b", 50)), 150),
            (PaymentFacts(charge_refunded=80), 80),
            # The charge's own sum and its refunds are the same money.
            (PaymentFacts(charge_refunded=100).merge(refund("a", 100)), 100),
            (PaymentFacts(charge_refunded=100).merge(refund("a", 60)), 100),
            # This is what the charge reported before the refund failed.
            (PaymentFacts(charge_refunded=100).merge(refund("a", 100, FAILED)), 0),
            (PaymentFacts(charge_refunded=150).merge(refund("a", 100, FAILED)), 50),
            (dispute("d", 300, OPEN), 0),
            (dispute("d", 300, WON), 0),
            (dispute("d", 300, LOST), 300),
            (dispute("d", 300, LOST).merge(refund("a", 100)), 400),
        ],
    )
    def test_it_is_counted_once(self, known: PaymentFacts, returned: int) -> None:
        assert known.returned == returned

    @pytest.mark.parametrize(
        ("cents", "tokens"),
        [(0, 0), (1, 400), (250, TOKENS // 2), (499, 199_600), (500, TOKENS), (900, TOKENS)],
    )
    def test_tokens_follow_in_proportion(self, cents: int, tokens: int) -> None:
        assert reversed_target(bought(), refund("a", cents)) == tokens

    def test_what_does_not_divide_is_rounded_for_the_buyer(self) -> None:
        assert reversed_target(bought(tokens=10, amount=3), refund("a", 1)) == 3
        assert reversed_target(bought(tokens=10, amount=3), refund("a", 3)) == 10

    def test_a_discount_or_a_tax_is_part_of_the_proportion(self) -> None:
        half_price = PaymentFacts(received=PRICE // 2)
        assert reversed_target(bought(), half_price.merge(refund("a", PRICE // 2))) == TOKENS
        with_tax = PaymentFacts(received=PRICE + 100)
        assert reversed_target(bought(), with_tax.merge(refund("a", 300))) == TOKENS // 2

    @given(st.integers(1, 10**7), st.integers(1, 10**4), st.integers(0, 2 * 10**7))
    def test_money_of_another_currency_goes_back_in_proportion_too(
        self, charged: int, received: int, returned: int
    ) -> None:
        facts = replace(refund("a", returned), received=received, charged=charged)
        assert facts.share_returned(TOKENS, PRICE) == TOKENS * min(returned, charged) // charged
        ours = facts.share_returned(received, 0)
        assert 0 <= ours <= received
        assert (ours == received) == (returned >= charged)

    def test_a_gift_has_no_money_to_follow(self) -> None:
        assert reversed_target(bought(amount=0), refund("a", 100)) == 0


def test_a_part_of_what_was_received_is_counted_as_it_was_charged() -> None:
    in_yen = PaymentFacts(PaymentState.PAID, received=500, charged=780)
    assert [in_yen.as_charged(cents) for cents in (1, 250, 499, 500)] == [1, 390, 778, 780]
    assert PaymentFacts(PaymentState.PAID, received=500).as_charged(250) == 250
    assert PAID.as_charged(250) == 250
