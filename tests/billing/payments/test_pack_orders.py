"""Events of a payment lead to the same state in any order. Billing rule 9."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.payments.packs import PaymentFacts, PaymentState, reversed_target
from tests.support.examples import scaled
from tests.support.payments.money import FREE_TOKENS, NOW, PAID, PRICE, TOKENS, dispute, refund
from tests.support.payments.pack_stories import (
    FAILED,
    LOST,
    OPEN,
    PENDING,
    WON,
    PackShop,
    State,
    facts,
)

HISTORIES: dict[str, Sequence[PaymentFacts]] = {
    "paid, told by session and intent": [PAID, PAID],
    "failed, then paid": [PaymentFacts(PaymentState.FAILED), PAID],
    "expired, though paid": [PaymentFacts(PaymentState.EXPIRED), PAID],
    "two partial refunds": [
        PAID,
        refund("a", 100, PENDING),
        refund("a", 100),
        refund("b", 150),
        PaymentFacts(charge_refunded=250),
    ],
    "a refund that fails later": [
        PAID,
        refund("a", 200, PENDING),
        PaymentFacts(charge_refunded=200),
        refund("a", 200),
        refund("a", 200, FAILED),
    ],
    "one fails, another does not": [
        PAID,
        refund("a", 200),
        refund("a", 200, FAILED),
        refund("b", 100),
        PaymentFacts(charge_refunded=300),
    ],
    "refunded in full": [PAID, refund("a", PRICE, PENDING), refund("a", PRICE)],
    "a dispute won": [PAID, dispute("d", PRICE, OPEN), dispute("d", PRICE, WON)],
    "a dispute lost": [PAID, dispute("d", PRICE, OPEN), dispute("d", PRICE, LOST)],
    "a dispute lost, then won": [
        PAID,
        dispute("d", PRICE, OPEN, said_at=1),
        dispute("d", PRICE, LOST, said_at=2),
        dispute("d", PRICE, WON, said_at=3),
        dispute("d", PRICE, WON, said_at=3),
    ],
    "a dispute won, then lost": [
        PAID,
        dispute("d", PRICE, OPEN, said_at=1),
        dispute("d", PRICE, WON, said_at=2),
        dispute("d", PRICE, LOST, said_at=3),
    ],
    "an inquiry closed, then a dispute after all": [
        PAID,
        dispute("d", 300, OPEN, said_at=1),
        dispute("d", 300, WON, said_at=2),
        dispute("d", 300, OPEN, said_at=3),
        dispute("d", 300, LOST, said_at=4),
    ],
    "a part lost, a part refunded, and the dispute won": [
        PAID,
        dispute("d", 200, OPEN, said_at=1),
        refund("a", 100),
        dispute("d", 200, LOST, said_at=2),
        dispute("d", 200, WON, said_at=3),
    ],
    "a part disputed and lost": [PAID, dispute("d", 200, OPEN), dispute("d", 200, LOST)],
    "an open dispute": [PAID, dispute("d", PRICE, OPEN), dispute("d", PRICE, OPEN)],
    "refunded in part, then all of it lost": [
        PAID,
        refund("a", 200),
        dispute("d", PRICE, OPEN),
        dispute("d", PRICE, LOST),
    ],
    "refunded in part while disputed": [PAID, dispute("d", 400, OPEN), refund("a", 100)],
    "a refund fails while disputed": [
        PAID,
        refund("a", 250),
        refund("a", 250, FAILED),
        dispute("d", 250, OPEN),
    ],
    "two disputes": [
        PAID,
        dispute("d", 200, OPEN),
        dispute("e", 200, OPEN),
        dispute("d", 200, WON),
        dispute("e", 200, LOST),
    ],
}
every_history = pytest.mark.parametrize("events", HISTORIES.values(), ids=HISTORIES.keys())


def state_after(events: Sequence[PaymentFacts], *, spent: int = 0) -> State:
    shop = PackShop(spent=spent)
    for news in events:
        shop.hear(news)
    return shop.state


@every_history
def test_every_order_of_the_events_ends_in_one_state(events: Sequence[PaymentFacts]) -> None:
    expected = state_after([reduce(PaymentFacts.merge, events)])
    assert {repr(state_after(order)) for order in permutations(events)} == {repr(expected)}


@every_history
@settings(max_examples=scaled(25))
@given(data=st.data())
def test_repeated_events_change_nothing(
    events: Sequence[PaymentFacts], data: st.DataObject
) -> None:
    again = data.draw(st.lists(st.sampled_from(events), max_size=6))
    order = data.draw(st.permutations([*events, *again]))
    assert state_after(order) == state_after(events)


@every_history
@settings(max_examples=scaled(25))
@given(spent=st.integers(1, FREE_TOKENS + TOKENS), data=st.data())
def test_with_tokens_spent_before_the_rest_is_heard_every_order_ends_in_one_state(
    events: Sequence[PaymentFacts], spent: int, data: st.DataObject
) -> None:
    rest = list(events)
    rest.remove(PAID)
    order = data.draw(st.permutations(rest))
    assert state_after([PAID, *order], spent=spent) == state_after([PAID, *rest], spent=spent)


@pytest.mark.parametrize(
    ("name", "without"),
    [
        ("two partial refunds", refund("a", 100, PENDING)),
        ("a refund that fails later", refund("a", 200)),
        ("refunded in full", refund("a", PRICE, PENDING)),
        ("a dispute won", dispute("d", PRICE, OPEN)),
        ("a dispute lost", dispute("d", PRICE, OPEN)),
        ("paid, told by session and intent", PAID),
    ],
)
def test_what_a_later_event_tells_too_need_not_be_heard(name: str, without: PaymentFacts) -> None:
    events = list(HISTORIES[name])
    rest = events.copy()
    rest.remove(without)
    for order in permutations(rest):
        assert state_after(order) == state_after(events)


@given(
    st.lists(st.one_of(facts(), st.integers(1, TOKENS)), max_size=12),
    st.integers(1, 1_000),
    st.integers(0, 1_000),
)
def test_whatever_is_heard_and_spent_nothing_is_lost_or_made(
    steps: list[PaymentFacts | int], tokens: int, amount: int
) -> None:
    """`PackShop.check` runs after each step, and the balance depends on the facts alone."""
    shop = PackShop(tokens=tokens, amount=amount)
    spent = 0
    for step in steps:
        if isinstance(step, int):
            spent += shop.book.spend(step, NOW)
            shop.check()
        else:
            shop.hear(step)
    credited = tokens if shop.facts.state is PaymentState.PAID else 0
    taken = reversed_target(shop.bought, shop.facts) if credited else 0
    frozen = sum(shop.book.account.frozen.values())
    balance = shop.book.account.balance + frozen
    assert balance == FREE_TOKENS + credited - taken - spent
    assert shop.bought.reversed_tokens == taken
    before = shop.state
    shop.settle()
    assert shop.state == before


@given(st.lists(facts(), min_size=1, max_size=6))
def test_as_long_as_a_dispute_is_open_nothing_of_the_pack_can_be_spent(
    news: list[PaymentFacts],
) -> None:
    shop = PackShop()
    for one in news:
        shop.hear(one)
        frozen = shop.book.account.frozen
        if shop.facts.state is PaymentState.PAID and shop.facts.is_disputed:
            assert shop.in_pack == 0
        else:
            assert not frozen
