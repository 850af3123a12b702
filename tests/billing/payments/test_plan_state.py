"""The state of a subscription, and the end of its entitlement. Billing rules 3 and 9."""

from __future__ import annotations

from datetime import timedelta
from functools import reduce
from typing import Any

import pytest

from billing.payments.packs import Dispute, DisputeState, PaymentFacts, PaymentState, RefundState
from billing.payments.plan_lines import Article, Item, Line, Terms
from billing.payments.plan_state import (
    PlanPolicy,
    Standing,
    is_odd,
    known_through,
    paid_ahead,
    standing,
)
from billing.payments.subscription import Snapshot, SubscriptionFacts, SubscriptionStatus
from tests.support.payments.money import MONTH_PRICE, NOW

GRACE = timedelta(days=3)
DAY = timedelta(days=1)
POLICY = PlanPolicy(GRACE)
TERMS = Terms(MONTH_PRICE, "usd")
PENDING, EXPIRED, ACTIVE, PAUSED, PAST_DUE, UNPAID, CANCELED = SubscriptionStatus
FIRST_END, SECOND_END = NOW + timedelta(days=30), NOW + timedelta(days=60)
OURS = Article("prod_plan", "price_plan", MONTH_PRICE)
EXTRA = Article("prod_extra", "price_extra", 200)


def said(status: SubscriptionStatus = ACTIVE, **changes: Any) -> SubscriptionFacts:
    """Return an event's facts about a subscription with one item, until FIRST_END."""
    items = changes.pop("items", (Item(OURS, FIRST_END),))
    given = {"said_at": 1, "period_end": FIRST_END, "items": items} | changes
    basket = frozenset(item.article for item in items)
    return SubscriptionFacts(Snapshot(status=status, **given), baskets=frozenset({basket}))


def line(end: Any = FIRST_END, article: Article = OURS, **changes: Any) -> Line:
    return Line(**{"article": article, "currency": "usd", "end": end} | changes)


def paid(*lines: Line, name: str = "in_1", received: int = MONTH_PRICE) -> SubscriptionFacts:
    payment = PaymentFacts(PaymentState.PAID, received=received)
    return SubscriptionFacts(invoices={name: payment}, lines={name: frozenset(lines)})


def refunded(amount: int, name: str = "in_1") -> SubscriptionFacts:
    refunds = {f"re_{amount}": (amount, RefundState.SUCCEEDED)}
    return SubscriptionFacts(invoices={name: PaymentFacts(refunds=refunds)})


def disputed(state: DisputeState, at: int, name: str = "in_1") -> SubscriptionFacts:
    disputes = {"dp_1": Dispute(MONTH_PRICE, state, at)}
    return SubscriptionFacts(invoices={name: PaymentFacts(disputes=disputes)})


def stands(*facts: SubscriptionFacts, policy: PlanPolicy = POLICY) -> Standing:
    return standing(reduce(SubscriptionFacts.merge, facts), TERMS, policy)


def until(*facts: SubscriptionFacts, policy: PlanPolicy = POLICY) -> Any:
    return stands(*facts, policy=policy).until


class TestStatus:
    @pytest.mark.parametrize("status", [PENDING, EXPIRED, PAUSED, UNPAID, CANCELED])
    def test_only_one_that_is_active_or_past_due_entitles(self, status: SubscriptionStatus) -> None:
        assert stands(said(status), paid(line(SECOND_END))) == (status, SECOND_END, None, False)

    def test_one_that_renews_has_its_grace(self) -> None:
        known = stands(said(), paid(line()))
        assert known == (ACTIVE, FIRST_END, FIRST_END + GRACE, False)
        assert known.grace_until is None

    def test_a_renewal_that_failed_has_the_grace_after_what_was_paid(self) -> None:
        known = stands(said(PAST_DUE, period_end=SECOND_END, items=()), paid(line()))
        assert known == (PAST_DUE, FIRST_END, FIRST_END + GRACE, False)
        assert known.grace_until == FIRST_END + GRACE

    def test_a_renewal_that_is_paid_counts_in_whatever_order_it_is_heard(self) -> None:
        assert until(said(), paid(line(SECOND_END), name="in_2"), paid(line())) == (
            SECOND_END + GRACE
        )

    def test_what_older_systems_say_of_what_never_ends_is_a_time(self) -> None:
        forever = NOW.replace(year=9999)
        assert until(said(), SubscriptionFacts(paid_through=forever)) == NOW.replace(
            year=9000, month=1, day=4, hour=0
        )


class TestTheFirstPayment:
    def test_before_its_invoice_is_known_the_word_active_counts(self) -> None:
        assert until(said()) == FIRST_END + GRACE
        assert until(said(PAST_DUE)) is None
        assert until(said(items=(), period_end=None)) is None

    def test_one_whose_invoices_are_sent_is_not_paid_by_being_active(self) -> None:
        assert stands(said(by_invoice=True)) == (PENDING, None, None, False)
        assert until(said(by_invoice=True), paid(line())) == FIRST_END + GRACE

    def test_one_whose_money_is_on_its_way_is_not_paid_by_being_active(self) -> None:
        coming = SubscriptionFacts(on_its_way=True)
        assert stands(said(), coming) == (PENDING, None, None, False)
        assert until(said(), coming, paid(line())) == FIRST_END + GRACE

    def test_a_trial_entitles_until_its_end_though_nothing_is_paid(self) -> None:
        trial = said(trial_end=FIRST_END)
        assert until(trial) == FIRST_END + GRACE
        free = paid(line(SECOND_END, OURS._replace(amount=0)), received=0)
        assert until(trial, free) == FIRST_END + GRACE
        assert until(trial, said(PAST_DUE, said_at=2, trial_end=FIRST_END)) == FIRST_END + GRACE
        assert until(trial, paid(line(SECOND_END))) == SECOND_END + GRACE

    def test_a_trial_that_is_made_longer_or_shorter_is_followed(self) -> None:
        for end in (NOW + DAY, SECOND_END):
            assert until(said(trial_end=FIRST_END), said(said_at=2, trial_end=end)) == end + GRACE


class TestEnding:
    def test_one_that_was_cancelled_ends_with_its_period(self) -> None:
        known = stands(said(cancel_at_period_end=True), paid(line()))
        assert known == (ACTIVE, FIRST_END, FIRST_END, True)

    def test_an_end_far_ahead_changes_nothing_yet(self) -> None:
        known = stands(said(cancel_at=NOW + timedelta(days=180)), paid(line()))
        assert known == (ACTIVE, FIRST_END, FIRST_END + GRACE, False)

    @pytest.mark.parametrize("end", [NOW + DAY, FIRST_END])
    def test_an_end_within_the_period_counts(self, end: Any) -> None:
        assert stands(said(cancel_at=end), paid(line())) == (ACTIVE, FIRST_END, end, True)

    def test_an_end_that_a_renewal_reaches_counts_before_its_word_comes(self) -> None:
        known = said(cancel_at=SECOND_END - DAY)
        assert not stands(known, paid(line())).ends
        assert stands(known, paid(line()), paid(line(SECOND_END), name="in_2")).ends

    def test_an_end_soon_after_a_period_that_is_not_paid_cuts_its_grace(self) -> None:
        known = said(PAST_DUE, cancel_at=FIRST_END + DAY, period_end=SECOND_END, items=())
        assert until(known, paid(line())) == FIRST_END + DAY


class TestMoneyThatWentBack:
    def test_a_refund_in_full_ends_the_period_and_leaves_no_grace(self) -> None:
        known = stands(said(), paid(line()), refunded(MONTH_PRICE))
        assert known == (UNPAID, None, None, False)
        renewed = (paid(line()), paid(line(SECOND_END), name="in_2"))
        assert stands(said(), *renewed, refunded(MONTH_PRICE, "in_2")) == (
            UNPAID,
            FIRST_END,
            FIRST_END,
            False,
        )

    def test_several_refunds_count_together(self) -> None:
        assert until(said(), paid(line()), refunded(400)) == FIRST_END + GRACE
        assert until(said(), paid(line()), refunded(400), refunded(600)) is None

    def test_of_what_was_received_not_of_the_price(self) -> None:
        assert until(said(), paid(line(), received=500), refunded(500)) is None

    def test_an_earlier_period_may_go_back(self) -> None:
        renewed = (paid(line()), paid(line(SECOND_END), name="in_2"))
        assert until(said(), *renewed, refunded(MONTH_PRICE)) == SECOND_END + GRACE

    def test_a_period_that_is_paid_by_another_invoice_too_stays(self) -> None:
        again = paid(line(), name="in_2")
        assert until(said(), paid(line()), again, refunded(MONTH_PRICE)) == FIRST_END + GRACE

    def test_a_dispute_ends_it_when_it_is_lost_and_not_before(self) -> None:
        known = (said(), paid(line()))
        assert until(*known, disputed(DisputeState.OPEN, 1)) == FIRST_END + GRACE
        assert until(*known, disputed(DisputeState.LOST, 2)) is None
        won = (disputed(DisputeState.LOST, 2), disputed(DisputeState.WON, 3))
        assert until(*known, *won) == FIRST_END + GRACE

    def test_an_operator_may_keep_the_plan(self) -> None:
        keep = PlanPolicy(GRACE, refund_ends=False)
        for gone in (refunded(MONTH_PRICE), disputed(DisputeState.LOST, 1)):
            assert until(said(), paid(line()), gone, policy=keep) == FIRST_END + GRACE

    def test_what_cost_nothing_can_not_go_back(self) -> None:
        assert until(said(), paid(line(), received=0)) == FIRST_END + GRACE

    def test_it_may_be_heard_of_before_the_payment(self) -> None:
        assert until(said(), refunded(MONTH_PRICE), paid(line())) is None

    def test_of_a_period_that_an_older_release_kept_without_its_invoice(self) -> None:
        older = SubscriptionFacts(paid_through=FIRST_END)
        assert until(said(), older) == FIRST_END + GRACE
        assert until(said(), older, paid(line()), refunded(MONTH_PRICE)) is None


class TestLines:
    """`in_1` is paid in all of these tests."""

    def test_another_thing_on_the_invoice_changes_nothing(self) -> None:
        other = line(NOW + timedelta(days=3_650), EXTRA)
        assert until(said(), paid(line(), other, received=1_200)) == FIRST_END + GRACE

    def test_without_names_the_plan_s_amount_decides(self) -> None:
        plan = line(article=Article(amount=MONTH_PRICE))
        others = [line(NOW + timedelta(days=3_650), Article(amount=cents)) for cents in (0, 200)]
        for known in ((), (said(),)):
            assert until(said(items=()), *known, paid(plan, *others)) == FIRST_END + GRACE

    def test_another_product_of_the_same_price_is_not_the_plan(self) -> None:
        same = EXTRA._replace(amount=MONTH_PRICE)
        facts = (said(by_invoice=True), paid(line(SECOND_END, same)))
        assert until(*facts) is None
        assert until(*facts, paid(line(), name="in_2")) == FIRST_END + GRACE

    def test_before_any_item_is_known_the_amount_has_to_do(self) -> None:
        known = SubscriptionFacts(Snapshot(1, ACTIVE, by_invoice=True))
        assert until(known, paid(line())) == FIRST_END + GRACE

    @pytest.mark.parametrize(
        "moved",
        [
            Article("prod_plan", "price_new", 1_200),
            Article("prod_new", "price_new", 1_200),
            Article(None, None, 1_200),
        ],
        ids=["price", "product", "amount"],
    )
    def test_a_price_that_was_moved_is_followed_in_any_order(self, moved: Article) -> None:
        first = (said(), paid(line()))
        word = said(said_at=2, items=(Item(moved, SECOND_END),))
        renewal = paid(line(SECOND_END, moved), name="in_2", received=1_200)
        assert until(*first, word, renewal) == SECOND_END + GRACE
        assert until(renewal, word, *first) == SECOND_END + GRACE
        assert until(*first, word) == FIRST_END + GRACE

    def test_an_item_that_was_added_is_not_the_plan(self) -> None:
        far = NOW + timedelta(days=365)
        both = said(said_at=2, items=(Item(EXTRA, far), Item(OURS, FIRST_END)))
        for facts in ((both,), (said(), both), (both, said(by_invoice=True, said_at=3))):
            bill = paid(line(), line(far, EXTRA), received=1_200)
            assert until(*facts, bill) == FIRST_END + GRACE
        assert until(both) == FIRST_END + GRACE

    def test_a_whole_period_counts_before_a_proration(self) -> None:
        part = line(SECOND_END, OURS._replace(amount=300), is_proration=True)
        assert until(said(by_invoice=True), paid(line(), part)) == FIRST_END + GRACE
        assert until(said(by_invoice=True), paid(part, received=300)) == SECOND_END + GRACE

    def test_money_in_another_currency_pays_for_nothing(self) -> None:
        assert until(said(by_invoice=True), paid(line(currency="eur"))) is None

    def test_an_invoice_that_is_not_paid_pays_for_nothing(self) -> None:
        unpaid = SubscriptionFacts(lines={"in_1": frozenset({line()})})
        assert until(said(by_invoice=True), unpaid) is None


class TestWhatIsOdd:
    def odd(self, *facts: SubscriptionFacts) -> bool:
        return is_odd(reduce(SubscriptionFacts.merge, facts), TERMS, "in_1")

    def test_money_for_something_without_a_name_that_costs_something_else(self) -> None:
        assert self.odd(said(), paid(line(article=Article(amount=999)), received=999))
        assert self.odd(said(), paid(received=999))
        assert self.odd(paid(line(article=Article(amount=999)), received=999))

    def test_not_the_plan_nor_other_things_with_a_name_nor_what_costs_nothing(self) -> None:
        assert not self.odd(said(), paid(line()))
        assert not self.odd(said(), paid(line(article=EXTRA), received=200))
        assert not self.odd(said(), paid(line(article=Article(amount=0)), received=0))
        assert not self.odd(said(), refunded(5))


def test_what_is_paid_ahead_is_what_may_still_be_given_back() -> None:
    facts = reduce(
        SubscriptionFacts.merge, [said(), paid(line()), paid(line(SECOND_END), name="in_2")]
    )
    assert paid_ahead(facts, TERMS, POLICY, NOW) == {"in_1", "in_2"}
    assert paid_ahead(facts, TERMS, POLICY, FIRST_END) == {"in_2"}
    gone = facts.merge(refunded(MONTH_PRICE, "in_2"))
    assert paid_ahead(gone, TERMS, POLICY, FIRST_END) == frozenset()


def test_what_older_releases_keep_is_the_latest_end_that_was_paid() -> None:
    assert known_through(said(), TERMS) is None
    older = SubscriptionFacts(paid_through=FIRST_END)
    assert known_through(older, TERMS) == FIRST_END
    assert known_through(older.merge(paid(line(SECOND_END))), TERMS) == SECOND_END
