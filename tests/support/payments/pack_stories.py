"""A purchase of a pack, whose account is checked after every event. Billing rule 9."""

from __future__ import annotations

from hypothesis import strategies as st

from billing.ledger.entry import EntryKind
from billing.ledger.grant import GrantSource
from billing.ledger.posting import post_grant
from billing.payments.packs import (
    Dispute,
    DisputeState,
    PaymentFacts,
    PaymentState,
    RefundState,
    settle,
)
from tests.support.payments.money import NOW, PRICE, TOKENS, Book, bought

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


State = tuple[int, int, dict[int, int], int]


class PackShop:
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
