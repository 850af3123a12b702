"""An account with holds, without a database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from billing.catalog.catalog import Priority
from billing.catalog.price_book import PriceBook
from billing.ledger.account import Account
from billing.ledger.allowance import renew
from billing.ledger.hold import Hold
from billing.ledger.hold_rules import decide_hold, decide_release, decide_settle
from billing.ledger.posting import Posted
from billing.ledger.quota import quota_of
from billing.ledger.refusals import Refusal
from billing.ledger.rules import decide_adjustment
from tests.support.clocks import Clock
from tests.support.ledger.factories import account, adjustment, book, placing, releasing, settling
from tests.support.payments.money import PLANS

BOOK = book()


class Holder:
    """Places and closes holds of one account by the rules of production."""

    def __init__(self, *, with_book: PriceBook = BOOK, **given: Any) -> None:
        self.account: Account = account(**given)
        self.clock = Clock()
        self.book = with_book
        self.posted: list[Posted] = []

    def keep(self, posted: Sequence[Posted]) -> None:
        self.posted += posted
        self.account = posted[-1].account if posted else self.account

    def wait(self, **period: float) -> None:
        now = self.clock.advance(**period)
        self.keep(renew(self.account, PLANS, now)[1])

    def ask(self, **asked: Any) -> Posted | Refusal:
        return decide_hold(
            self.account, placing(**asked), Priority.STANDARD, self.book, self.clock.now
        )

    def place(self, **asked: Any) -> Hold:
        posted = self.ask(**asked)
        assert isinstance(posted, Posted), posted
        self.keep([posted])
        return self.account.holds[-1]

    def settle(self, hold: Hold, **used: Any) -> list[tuple[int, int]]:
        """Settle a hold; return who paid: grant numbers and tokens."""
        asked = settling(hold.number, **used)
        posted = decide_settle(self.account, asked, hold, self.book, self.clock.now)
        self.keep(posted)
        self.wait()
        return [(charge.number, charge.tokens) for charge in posted[0].entry.charges]

    def release(self, hold: Hold) -> None:
        self.keep(decide_release(self.account, releasing(hold.number), hold, self.clock.now))
        self.wait()

    def give(self, tokens: int, *, expires_at: datetime | None = None) -> int:
        asked = adjustment(tokens=tokens, expires_at=expires_at)
        posted = decide_adjustment(self.account, asked, self.clock.now)
        assert isinstance(posted, Posted)
        self.keep([posted])
        return posted.entry.revision

    @property
    def left(self) -> dict[int, int]:
        return {one.number: one.remaining for one in self.account.grants}

    @property
    def figures(self) -> tuple[int, int, int]:
        return self.account.available, self.account.held, self.account.debt

    def quota(self, name: str = "gift") -> tuple[int, int]:
        """Return the used and the held part of a quota."""
        found = quota_of(self.account, self.book.described(name), self.clock.now)
        assert found is not None
        return found.used, found.held
