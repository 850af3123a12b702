"""The plan that a subscription gives follows from its facts, in every order of the news."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import reduce
from random import Random
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from billing.payments.packs import PaymentFacts, PaymentState, RefundState
from billing.payments.plan_had import Had, Order, had_next, had_now
from billing.payments.plan_lines import Article, Item, Line, Terms
from billing.payments.plan_state import PlanPolicy
from billing.payments.subscription import Snapshot, SubscriptionFacts, SubscriptionStatus
from tests.support.examples import scaled

START = datetime(2026, 11, 23, 12, tzinfo=UTC)
MONTH, DAY = timedelta(days=30), timedelta(days=1)
ORDER = Order("TEAM", Terms(2_700, "usd"))
POLICY = PlanPolicy(timedelta(days=3))
FIRST = Article("prod_team", "price_team", 2_700)
FAMILY = Article("prod_family", "price_family", 2_500)
SOLD = {"price_family": "FAMILY", "price_again": "TEAM"}


class Step(NamedTuple):
    """A change `days` later: to a plan, `quantity` times, `now` or at the end of the period. A paid
    one may be `refunded`."""

    days: int
    plan: str
    quantity: int
    now: bool
    refunded: bool


STEPS = st.lists(
    st.builds(
        Step,
        st.integers(1, 9),
        st.sampled_from(["TEAM", "FAMILY"]),
        st.integers(1, 9),
        st.booleans(),
        st.booleans(),
    ),
    max_size=6,
)


def article(had: Had, first: Had) -> Article:
    """Return the article that the provider sells for a plan. The ordered plan has its first price
    until it was left; here it keeps it."""
    if had.plan == "FAMILY":
        return FAMILY._replace(amount=2_500 * had.quantity)
    return FIRST._replace(amount=900 * had.quantity)


def news(steps: list[Step]) -> tuple[list[SubscriptionFacts], Had, Had]:
    """Return the facts of all events, and what the subscription gives now and next by a simple
    simulation of a provider."""
    contains = Had("TEAM", 3)
    paid = [contains]
    # Not at the instant of a renewal: of two reports of one second, the provider's answer decides.
    end, now = START + MONTH, START + timedelta(hours=1)
    told = [_snapshot(contains, now, end), _invoice("in_0", contains, START, end)]
    told.append(SubscriptionFacts(sold=SOLD))
    for number, step in enumerate(steps, 1):
        now += step.days * DAY
        while now >= end:
            begin, end = end, end + MONTH
            told.append(_invoice(f"in_{number}_{begin}", contains, begin, end))
            told.append(_snapshot(contains, begin, end))
            paid = [contains]
        # Only one change may wait, so the next one first takes it back.
        contains = Had(step.plan, step.quantity)
        told.append(_snapshot(contains, now, end))
        if step.now:
            told.append(
                _invoice(f"in_{number}", contains, now, end, refunded=step.refunded, part=True)
            )
            if not step.refunded:
                paid.append(contains)
    return told, paid[-1], contains


def _snapshot(had: Had, at: datetime, end: datetime) -> SubscriptionFacts:
    item = Item(article(had, had), end, had.quantity)
    said_at = int(at.timestamp()) * 1_000_000
    snapshot = Snapshot(said_at, SubscriptionStatus.ACTIVE, period_end=end, items=(item,))
    return SubscriptionFacts(snapshot, baskets=frozenset([frozenset([item.article])]))


def _invoice(
    name: str,
    had: Had,
    start: datetime,
    end: datetime,
    *,
    refunded: bool = False,
    part: bool = False,
) -> SubscriptionFacts:
    refunds = {"re": (100, RefundState.SUCCEEDED)} if refunded else {}
    payment = PaymentFacts(PaymentState.PAID, received=100, refunds=refunds)
    sold = article(had, had)
    lines = {Line(sold, "usd", end, part, start, had.quantity)}
    if part:
        lines.add(Line(sold._replace(amount=-50), "usd", end, part, start, 1))
    return SubscriptionFacts(invoices={name: payment}, lines={name: frozenset(lines)})


@settings(max_examples=scaled(200))
@given(STEPS, st.randoms(use_true_random=False))
def test_any_order_and_any_repetition_gives_what_was_paid_last(
    steps: list[Step], random: Random
) -> None:
    told, now, coming = news(steps)
    shuffled = told + random.choices(told, k=3)
    random.shuffle(shuffled)
    facts = reduce(SubscriptionFacts.merge, shuffled, SubscriptionFacts())
    assert had_now(facts, ORDER, POLICY) == now
    assert had_next(facts, ORDER) == coming


def test_before_any_invoice_the_subscription_itself_decides() -> None:
    facts = _snapshot(Had("TEAM", 4), START, START + MONTH)
    assert had_now(facts, ORDER, POLICY) == had_next(facts, ORDER) == Had("TEAM", 4)
    assert had_now(SubscriptionFacts(), ORDER, POLICY) == Had("TEAM", 1)


@given(st.permutations([(5, 3), (10, 2), (10, 4), (20, 7)]))
def test_of_several_changes_on_one_invoice_the_last_one_counts(
    days: list[tuple[int, int]],
) -> None:
    """The provider also puts changes of its dashboard on the next invoice, with the same end."""
    lines = frozenset(
        Line(
            FIRST._replace(amount=quantity * 100),
            "usd",
            START + MONTH,
            True,
            START + day * DAY,
            quantity,
        )
        for day, quantity in days
    )
    facts = SubscriptionFacts(
        baskets=frozenset([frozenset([FIRST])]),
        lines={"in_1": lines},
        invoices={"in_1": PaymentFacts(PaymentState.PAID, 1_000)},
    )
    assert had_now(facts, ORDER, POLICY) == Had("TEAM", 7)
