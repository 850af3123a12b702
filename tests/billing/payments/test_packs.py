"""The tokens of a pack that is paid, refunded or disputed. Billing rule 9."""

from __future__ import annotations

import pytest

from billing.ledger.entry import EntryKind
from billing.ledger.grant import GrantSource
from billing.payments.packs import Bought, PaymentFacts, PaymentState, settle
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
from tests.support.payments.pack_stories import FAILED, LOST, OPEN, WON, PackShop, give


class TestPayingIn:
    @pytest.mark.parametrize("state", [s for s in PaymentState if s is not PaymentState.PAID])
    def test_without_payment_nothing_is_credited_whatever_else_is_heard(
        self, state: PaymentState
    ) -> None:
        shop = PackShop()
        shop.hear(PaymentFacts(state).merge(refund("a", 100)).merge(dispute("d", 100, OPEN)))
        assert shop.state == (FREE_TOKENS, 0, {}, 0)
        assert len(shop.book.entries) == 1

    def test_a_pack_is_a_grant_that_never_expires(self) -> None:
        shop = PackShop()
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
        shop = PackShop(spent=FREE_TOKENS + 1)
        shop.hear(PAID)
        assert shop.in_pack == TOKENS - 1


class TestTakingBack:
    def test_a_refund_takes_from_its_own_pack_and_leaves_others_alone(self) -> None:
        shop = PackShop()
        give(shop.book, 7)
        shop.hear(PAID.merge(refund("a", PRICE)))
        assert shop.in_pack == 0
        assert shop.state == (FREE_TOKENS + 7, 0, {}, TOKENS)

    def test_what_is_spent_already_becomes_debt_though_other_tokens_are_there(self) -> None:
        shop = PackShop(spent=FREE_TOKENS + 150_000)
        shop.hear(PAID)
        give(shop.book, 90_000)
        shop.hear(refund("a", PRICE // 2))
        assert shop.state == (90_000, 50_000, {}, TOKENS // 2)
        entry = shop.book.entries[-1]
        assert (entry.kind, entry.tokens) == (EntryKind.REVERSAL, -TOKENS // 2)
        assert [charge.tokens for charge in entry.charges] == [50_000]

    def test_a_refund_that_fails_pays_the_debt_it_made_and_gives_back_the_rest(self) -> None:
        shop = PackShop(spent=FREE_TOKENS + 150_000)
        for news in (PAID, refund("a", PRICE), refund("a", PRICE, FAILED)):
            shop.hear(news)
        assert shop.state == (50_000, 0, {}, 0)
        assert shop.book.entries[-1].kind is EntryKind.RESTORATION

    def test_a_pack_that_was_taken_whole_comes_back_as_the_same_grant(self) -> None:
        shop = PackShop()
        shop.hear(PAID)
        before = shop.book.account.grants
        shop.hear(refund("a", PRICE))
        shop.hear(refund("a", PRICE, FAILED))
        assert shop.book.account.grants == before


class TestDisputes:
    def test_an_open_one_freezes_what_is_left_and_no_more(self) -> None:
        shop = PackShop(spent=FREE_TOKENS + 50_000)
        shop.hear(PAID)
        shop.hear(dispute("d", PRICE, OPEN))
        assert shop.state == (0, 0, {shop.bought.grant_number: 150_000}, 0)

    def test_one_that_is_won_gives_back_what_was_frozen(self) -> None:
        shop = PackShop(spent=FREE_TOKENS + 50_000)
        for news in (PAID, dispute("d", PRICE, OPEN), dispute("d", PRICE, WON)):
            shop.hear(news)
        assert shop.state == (150_000, 0, {}, 0)
        assert shop.in_pack == 150_000

    def test_one_that_is_lost_and_then_won_gives_back_what_it_took(self) -> None:
        shop = PackShop(spent=FREE_TOKENS + 50_000)
        shop.hear(PAID)
        for at, state in enumerate((OPEN, LOST, WON)):
            shop.hear(dispute("d", PRICE, state, said_at=at))
        assert shop.state == (150_000, 0, {}, 0)

    def test_one_that_is_lost_takes_back_once(self) -> None:
        shop = PackShop(spent=FREE_TOKENS + 50_000)
        for news in (PAID, dispute("d", PRICE, OPEN), *[dispute("d", PRICE, LOST)] * 3):
            shop.hear(news)
        assert shop.state == (0, 50_000, {}, TOKENS)
        reversals = [e for e in shop.book.entries if e.kind is EntryKind.REVERSAL]
        assert [entry.tokens for entry in reversals] == [-TOKENS]

    def test_while_another_is_open_the_rest_stays_frozen(self) -> None:
        shop = PackShop()
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
