"""Events of subscriptions lead to the same entitlement in any order."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import reduce
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.payments.plan_lines import Article, Item, Line
from billing.payments.subscription import (
    CLOSE_MICROSECONDS,
    Snapshot,
    SubscriptionFacts,
    SubscriptionStatus,
)
from tests.support.payments.money import NOW
from tests.support.payments.pack_stories import facts as payments

PENDING, EXPIRED, ACTIVE, PAUSED, PAST_DUE, UNPAID, CANCELED = SubscriptionStatus
FIRST_END, SECOND_END = NOW + timedelta(days=30), NOW + timedelta(days=60)

ENDS = st.one_of(st.none(), st.sampled_from([FIRST_END, SECOND_END]))
NAMES = st.sampled_from(["in_1", "in_2"])
INVOICES = st.dictionaries(NAMES, payments())
ARTICLES = st.builds(
    Article, st.sampled_from([None, "prod_1", "prod_2"]), st.none() | st.just("price_1"), st.just(5)
)
LINES = st.builds(Line, ARTICLES, st.just("usd"), st.sampled_from([FIRST_END, SECOND_END]))


def snapshots() -> st.SearchStrategy[Snapshot]:
    return st.builds(
        Snapshot,
        said_at=st.integers(0, 3),
        status=st.sampled_from(SubscriptionStatus),
        cancel_at_period_end=st.booleans(),
        period_end=ENDS,
        ended_at=ENDS,
        cancel_at=ENDS,
        trial_end=ENDS,
        by_invoice=st.booleans(),
        items=st.lists(st.builds(Item, ARTICLES, ENDS), max_size=2).map(tuple),
    )


def facts() -> st.SearchStrategy[SubscriptionFacts]:
    return st.builds(
        SubscriptionFacts,
        snapshots(),
        ENDS,
        INVOICES,
        lines=st.dictionaries(NAMES, st.frozensets(LINES, max_size=2)),
        baskets=st.frozensets(st.frozensets(ARTICLES, max_size=2), max_size=2),
        started_at=st.none() | st.integers(0, 3),
        on_its_way=st.booleans(),
    )


def said(
    status: SubscriptionStatus,
    *,
    second: int = 0,
    ends: datetime | None = FIRST_END,
    cancels: bool = False,
) -> SubscriptionFacts:
    """Return the facts of an event of that second."""
    return SubscriptionFacts(Snapshot(second * 1_000_000, status, cancels, ends))


def paid(through: datetime) -> SubscriptionFacts:
    return SubscriptionFacts(paid_through=through)


class TestMerging:
    @given(facts(), facts())
    def test_it_does_not_matter_what_was_heard_first(
        self, one: SubscriptionFacts, other: SubscriptionFacts
    ) -> None:
        assert one.merge(other) == other.merge(one)

    @given(facts(), facts(), facts())
    def test_it_does_not_matter_what_is_put_together_first(
        self, one: SubscriptionFacts, two: SubscriptionFacts, three: SubscriptionFacts
    ) -> None:
        assert one.merge(two).merge(three) == one.merge(two.merge(three))

    @given(facts(), facts())
    def test_hearing_it_again_changes_nothing(
        self, one: SubscriptionFacts, other: SubscriptionFacts
    ) -> None:
        both = one.merge(other)
        assert both.merge(other) == both.merge(one) == both.merge(both) == both

    def test_the_later_word_counts_whatever_it_says(self) -> None:
        for first in (ACTIVE, PAUSED, PAST_DUE, UNPAID):
            for later in (ACTIVE, PAUSED, PAST_DUE, UNPAID):
                known = said(later, second=2).merge(said(first, second=1))
                assert known.snapshot.status is later

    def test_within_a_second_the_later_status_in_a_life_counts(self) -> None:
        for first, later in zip((PENDING, ACTIVE), (ACTIVE, CANCELED), strict=True):
            assert said(later).merge(said(first)).snapshot.status is later

    def test_an_end_is_final(self) -> None:
        known = said(CANCELED, second=1).merge(said(ACTIVE, second=9))
        assert known.snapshot.status is CANCELED

    def test_the_latest_period_that_was_paid_counts(self) -> None:
        assert paid(SECOND_END).merge(paid(FIRST_END)).paid_through == SECOND_END

    @pytest.mark.parametrize(
        ("apart", "other", "contradicts"),
        [
            (0, PAUSED, True),
            (CLOSE_MICROSECONDS - 1, PAUSED, True),
            (CLOSE_MICROSECONDS, PAUSED, False),
            (0, ACTIVE, False),
        ],
    )
    def test_words_that_differ_and_were_said_at_once_contradict_each_other(
        self, apart: int, other: SubscriptionStatus, contradicts: bool
    ) -> None:
        one, two = Snapshot(0, ACTIVE), Snapshot(apart, other)
        assert one.contradicts(two) is two.contradicts(one) is contradicts


LIVES = {
    "it starts": [said(PENDING), said(ACTIVE), paid(FIRST_END)],
    "it renews": [
        said(ACTIVE),
        paid(FIRST_END),
        said(ACTIVE, second=30, ends=SECOND_END),
        paid(SECOND_END),
    ],
    "a renewal fails and is mended": [
        paid(FIRST_END),
        said(ACTIVE, second=30, ends=SECOND_END),
        said(PAST_DUE, second=31, ends=SECOND_END),
        said(ACTIVE, second=40, ends=SECOND_END),
        paid(SECOND_END),
    ],
    "it is cancelled and resumed": [
        said(ACTIVE),
        paid(FIRST_END),
        said(ACTIVE, second=5, cancels=True),
        said(ACTIVE, second=9),
    ],
    "it ends": [said(ACTIVE), paid(FIRST_END), said(CANCELED, second=20)],
}


@pytest.mark.parametrize("events", LIVES.values(), ids=LIVES.keys())
def test_every_order_of_a_life_s_events_with_repetitions_ends_in_one_state(
    events: list[SubscriptionFacts],
) -> None:
    expected = reduce(SubscriptionFacts.merge, events)
    for order in permutations([*events, events[-1]]):
        assert reduce(SubscriptionFacts.merge, order, SubscriptionFacts()) == expected
