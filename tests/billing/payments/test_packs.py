"""Events of a payment lead to the same state in any order. Billing rule 9."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.ledger.entry import EntryKind
from billing.ledger.grant import GrantSource
from billing.ledger.posting import post_grant
from billing.payments.packs import (
    Bought,
    Dispute,
    DisputeState,
    PaymentFacts,
    PaymentState,
    RefundState,
    reversed_target,
    settle,
)
from tests.support.examples import scaled
from tests.support.payments.money import (
    FREE_TOKENS,
    NOW,
    PAID,
    PRICE,
    TOKENS,
    Book,
    bought,
    dispute,
    refund,
)

FAILED, PENDING = RefundState.FAILED, RefundState.PENDING
OPEN, LOST, WON = DisputeState
NAMES = st.sampled_from(["a", "b", "c"])
AMOUNTS = st.integers(0, PRICE)
DISPUTES = st.builds(Dispute, AMOUNTS, st.sampled_from(DisputeState), st.integers(0, 3))


def facts() -> st.SearchStrategy[PaymentFacts]:
    return st.builds(
        PaymentFacts,
        state=st.sampled_from(PaymentState),
        received=AMOUNTS,
        charged=AMOUNTS,
        charge_refunded=AMOUNTS,
        refunds=st.dictionaries(NAMES, st.tuples(AMOUNTS, st.sampled_from(RefundState))),
        disputes=st.dictionaries(NAMES, DISPUTES),
    )


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

State = tuple[int, int, dict[int, int], int]


class Shop:
    """One purchase and its account, settled again after every event."""

    def __init__(self, *, spent: int = 0, tokens: int = TOKENS, amount: int = PRICE) -> None:
        """Create the shop. `spent` tokens are used as soon as the pack is credited."""
        self.book = Book()
        self.bought = bought(tokens=tokens, amount=amount)
        self.facts = PaymentFacts()
        self._spent = spent

    def hear(self, news: PaymentFacts) -> None:
        self.facts = self.facts.merge(news)
        self.settle()
        if self._spent and self.bought.grant_number is not None:
            assert self.book.spend(self._spent, NOW) == self._spent
            self._spent = 0

    def settle(self) -> None:
        settled = settle(self.book.account, self.bought, self.facts, NOW)
        self.book.keep(settled.posted)
        assert settled.account == self.book.account
        self.bought = settled.bought
        self.check()

    def check(self) -> None:
        """Check the invariants after every step."""
        account = self.book.account
        assert account.balance == sum(entry.tokens for entry in self.book.entries)
        assert account.available >= 0
        assert account.debt >= 0
        assert all(grant.remaining > 0 for grant in account.grants)
        assert 0 <= self.bought.reversed_tokens <= self.bought.tokens
        assert conserved(self.book)
        credits = [e for e in self.book.entries if e.kind is EntryKind.PURCHASE]
        assert len(credits) <= 1

    @property
    def state(self) -> State:
        account = self.book.account
        return account.available, account.debt, dict(account.frozen), self.bought.reversed_tokens

    @property
    def in_pack(self) -> int:
        return self.book.left_of(self.bought.grant_number)


def give(book: Book, tokens: int) -> None:
    """Add a grant besides the pack."""
    posted = post_grant(
        book.account,
        kind=EntryKind.ADJUSTMENT,
        source=GrantSource.ADJUSTMENT,
        amount=tokens,
        now=NOW,
        effective_at=NOW,
        expires_at=None,
    )
    book.keep((posted,))


def conserved(book: Book) -> bool:
    """Return whether granted - spent - lapsed - reversed = available + held + frozen - debt."""
    moved = {EntryKind.FREEZE, EntryKind.UNFREEZE}
    granted = sum(entry.tokens for entry in book.entries if entry.kind not in moved)
    account = book.account
    frozen = sum(account.frozen.values())
    return granted == account.available + account.held + frozen - account.debt


def state_after(events: Sequence[PaymentFacts], *, spent: int = 0) -> State:
    shop = Shop(spent=spent)
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
    """`Shop.check` runs after each step, and the balance depends on the facts alone."""
    shop = Shop(tokens=tokens, amount=amount)
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
    shop = Shop()
    for one in news:
        shop.hear(one)
        frozen = shop.book.account.frozen
        if shop.facts.state is PaymentState.PAID and shop.facts.is_disputed:
            assert shop.in_pack == 0
        else:
            assert not frozen


class TestPayingIn:
    @pytest.mark.parametrize("state", [s for s in PaymentState if s is not PaymentState.PAID])
    def test_without_payment_nothing_is_credited_whatever_else_is_heard(
        self, state: PaymentState
    ) -> None:
        shop = Shop()
        shop.hear(PaymentFacts(state).merge(refund("a", 100)).merge(dispute("d", 100, OPEN)))
        assert shop.state == (FREE_TOKENS, 0, {}, 0)
        assert len(shop.book.entries) == 1

    def test_a_pack_is_a_grant_that_never_expires(self) -> None:
        shop = Shop()
        shop.hear(PAID)
        entry, account = shop.book.entries[-1], shop.book.account
        assert (entry.kind, entry.tokens, entry.reason) == (EntryKind.PURCHASE, TOKENS, "pur_1")
        [pack] = [grant for grant in account.grants if grant.source is GrantSource.PACK]
        assert (pack.number, pack.remaining, pack.expires_at) == (entry.revision, TOKENS, None)
        assert (shop.bought.grant_number, shop.bought.credited_at) == (entry.revision, NOW)

    def test_a_pack_pays_debt_first(self) -> None:
        account = Book().account._replace(debt=50_000)
        settled = settle(account, bought(), PAID, NOW)
        assert (settled.account.debt, settled.account.available) == (0, FREE_TOKENS + 150_000)

    def test_the_allowance_burns_before_the_pack(self) -> None:
        shop = Shop(spent=FREE_TOKENS + 1)
        shop.hear(PAID)
        assert shop.in_pack == TOKENS - 1


class TestTakingBack:
    def test_a_refund_takes_from_its_own_pack_and_leaves_others_alone(self) -> None:
        shop = Shop()
        give(shop.book, 7)
        shop.hear(PAID.merge(refund("a", PRICE)))
        assert shop.in_pack == 0
        assert shop.state == (FREE_TOKENS + 7, 0, {}, TOKENS)

    def test_what_is_spent_already_becomes_debt_though_other_tokens_are_there(self) -> None:
        shop = Shop(spent=FREE_TOKENS + 150_000)
        shop.hear(PAID)
        give(shop.book, 90_000)
        shop.hear(refund("a", PRICE // 2))
        assert shop.state == (90_000, 50_000, {}, TOKENS // 2)
        entry = shop.book.entries[-1]
        assert (entry.kind, entry.tokens) == (EntryKind.REVERSAL, -TOKENS // 2)
        assert [charge.tokens for charge in entry.charges] == [50_000]

    def test_a_refund_that_fails_pays_the_debt_it_made_and_gives_back_the_rest(self) -> None:
        shop = Shop(spent=FREE_TOKENS + 150_000)
        for news in (PAID, refund("a", PRICE), refund("a", PRICE, FAILED)):
            shop.hear(news)
        assert shop.state == (50_000, 0, {}, 0)
        assert shop.book.entries[-1].kind is EntryKind.RESTORATION

    def test_a_pack_that_was_taken_whole_comes_back_as_the_same_grant(self) -> None:
        shop = Shop()
        shop.hear(PAID)
        before = shop.book.account.grants
        shop.hear(refund("a", PRICE))
        shop.hear(refund("a", PRICE, FAILED))
        assert shop.book.account.grants == before


class TestDisputes:
    def test_an_open_one_freezes_what_is_left_and_no_more(self) -> None:
        shop = Shop(spent=FREE_TOKENS + 50_000)
        shop.hear(PAID)
        shop.hear(dispute("d", PRICE, OPEN))
        assert shop.state == (0, 0, {shop.bought.grant_number: 150_000}, 0)

    def test_one_that_is_won_gives_back_what_was_frozen(self) -> None:
        shop = Shop(spent=FREE_TOKENS + 50_000)
        for news in (PAID, dispute("d", PRICE, OPEN), dispute("d", PRICE, WON)):
            shop.hear(news)
        assert shop.state == (150_000, 0, {}, 0)
        assert shop.in_pack == 150_000

    def test_one_that_is_lost_and_then_won_gives_back_what_it_took(self) -> None:
        shop = Shop(spent=FREE_TOKENS + 50_000)
        shop.hear(PAID)
        for at, state in enumerate((OPEN, LOST, WON)):
            shop.hear(dispute("d", PRICE, state, said_at=at))
        assert shop.state == (150_000, 0, {}, 0)

    def test_one_that_is_lost_takes_back_once(self) -> None:
        shop = Shop(spent=FREE_TOKENS + 50_000)
        for news in (PAID, dispute("d", PRICE, OPEN), *[dispute("d", PRICE, LOST)] * 3):
            shop.hear(news)
        assert shop.state == (0, 50_000, {}, TOKENS)
        reversals = [e for e in shop.book.entries if e.kind is EntryKind.REVERSAL]
        assert [entry.tokens for entry in reversals] == [-TOKENS]

    def test_while_another_is_open_the_rest_stays_frozen(self) -> None:
        shop = Shop()
        for news in (PAID, dispute("d", 200, OPEN), dispute("e", 200, OPEN)):
            shop.hear(news)
        shop.hear(dispute("d", 200, LOST))
        assert shop.state == (FREE_TOKENS, 0, {shop.bought.grant_number: 120_000}, 80_000)
        shop.hear(dispute("e", 200, WON))
        assert shop.state == (FREE_TOKENS + 120_000, 0, {}, 80_000)


def test_settling_says_what_it_did_and_nothing_twice() -> None:
    settled = settle(Book().account, bought(), PAID.merge(refund("a", 100)), NOW)
    kinds = [one.entry.kind for one in settled.posted]
    assert kinds == [EntryKind.PURCHASE, EntryKind.REVERSAL]
    again = settle(settled.account, settled.bought, PAID.merge(refund("a", 100)), NOW)
    assert again.posted == ()
    assert isinstance(again.bought, Bought)


def test_a_part_of_what_was_received_is_counted_as_it_was_charged() -> None:
    in_yen = PaymentFacts(PaymentState.PAID, received=500, charged=780)
    assert [in_yen.as_charged(cents) for cents in (1, 250, 499, 500)] == [1, 390, 778, 780]
    assert PaymentFacts(PaymentState.PAID, received=500).as_charged(250) == 250
    assert PAID.as_charged(250) == 250
