"""One account with packs, plans and holds, in memory. Each step is checked and replayed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from billing.catalog.catalog import Priority
from billing.catalog.price_book import PriceBook
from billing.ledger.account import Account
from billing.ledger.allowance import change_plan
from billing.ledger.caps.cap import CapName
from billing.ledger.caps.rules import decide_cap
from billing.ledger.commands import RemoveSpendCap, SetSpendCap
from billing.ledger.entry import EntryKind
from billing.ledger.grant import Grant, GrantSource
from billing.ledger.hold import Hold
from billing.ledger.hold_rules import (
    decide_extension,
    decide_hold,
    decide_release,
    decide_settle,
)
from billing.ledger.plan_window import PlanTurn
from billing.ledger.posting import Posted
from billing.ledger.rules import decide_adjustment, decide_usage
from billing.payments.packs import Bought, PaymentFacts, PaymentState, settle
from tests.support.audit.forgetful import Forgetful
from tests.support.ledger.factories import (
    adjustment,
    book,
    extending,
    placing,
    releasing,
    settling,
    use,
)
from tests.support.payments.money import NOW, PLANS, PRICE, TOKENS, Book

_OF_DISPUTES = {EntryKind.FREEZE, EntryKind.UNFREEZE}


class Keeper(Book):
    """Applies the rules of production. `packs` are purchases by name, `placed` all holds so far."""

    def __init__(self, *, opened_at: datetime = NOW, prices: PriceBook | None = None) -> None:
        self.now = opened_at
        self.prices = prices or book()
        self.grants: dict[int, Grant] = {}
        self.packs: dict[str, tuple[Bought, PaymentFacts]] = {}
        self.placed: dict[int, Hold] = {}
        self.placed_at: dict[int, datetime] = {}
        self.settled: set[int] = set()
        self.replay = Forgetful("alice", self.grants, opened_at=opened_at)
        super().__init__(opened_at=opened_at)

    def keep(self, posted: Sequence[Posted]) -> None:
        for one in posted:
            if one.grant is not None:
                self.grants[one.grant.number] = one.grant._replace(remaining=one.grant.amount)
            assert self.replay.add(one.entry) == [], one.entry
            pays_debt_first(self.account, one)
            super().keep((one,))

    def wait(self, seconds: float = 0) -> None:
        self.now += timedelta(seconds=seconds)
        self.renew(self.now)

    def use(self, **used: Any) -> None:
        self._try(decide_usage(self.account, use(**used), self.prices, self.now))

    def give(self, tokens: int) -> None:
        self._try(decide_adjustment(self.account, adjustment(tokens=tokens), self.now))

    def cap(self, name: CapName, tokens: int | None) -> None:
        """Set a spend cap, or remove it (None)."""
        account_id = self.account.id
        asked = (
            RemoveSpendCap(account_id, cap=name)
            if tokens is None
            else SetSpendCap(account_id, cap=name, tokens=tokens)
        )
        self._try(decide_cap(self.account, asked, self.now))

    def place(self, **asked: Any) -> int:
        """Place a hold; return its number, or 0 if there was too little for one."""
        command = placing(**asked)
        made = decide_hold(self.account, command, Priority.STANDARD, self.prices, self.now)
        if not isinstance(made, Posted):
            return 0
        self.keep([made])
        self.placed[made.entry.revision] = made.account.holds[-1]
        self.placed_at[made.entry.revision] = self.now
        return made.entry.revision

    def settle(self, number: int, **used: Any) -> None:
        asked, hold = settling(number, **used), self.placed[number]
        self.settled.add(number)
        self.keep(decide_settle(self.account, asked, hold, self.prices, self.now))
        self.wait()

    def extend(self, number: int, seconds: int) -> None:
        """Extend an open hold."""
        hold, placed_at = self.account.hold(number), self.placed_at[number]
        if hold is None:
            raise LookupError(f"hold {number} is not open")
        asked = extending(number, ttl_seconds=seconds)
        self.keep(decide_extension(asked, placed_at, [(self.account, hold)], self.now))

    def release(self, number: int) -> None:
        hold = self.placed[number]
        self.settled.add(number)
        self.keep(decide_release(self.account, releasing(number), hold, self.now))
        self.wait()

    def hear(self, news: PaymentFacts, *, pack: str = "pur_1") -> None:
        """Apply facts about a purchase of 200,000 tokens for 500 cents."""
        bought, facts = self.packs.get(pack, (Bought(pack, TOKENS, PRICE), PaymentFacts()))
        facts = facts.merge(news)
        done = settle(self.account, bought, facts, self.now)
        self.keep(done.posted)
        self.packs[pack] = (done.bought, facts)

    def turn(self, plan: str, *, until: datetime | None = None, quantity: int = 1) -> None:
        turn = PlanTurn(plan, until, quantity)
        turned = change_plan(self.account, turn, plans=PLANS, now=self.now)
        self.keep(turned[1])

    def _try(self, decision: object) -> None:
        if isinstance(decision, Posted):
            self.keep([decision])

    @property
    def figures(self) -> tuple[int, int, int]:
        return self.account.available, self.account.held, self.account.debt

    @property
    def told(self) -> list[tuple[str, int]]:
        """Return the kind and tokens of each entry."""
        return [(entry.kind.value, entry.tokens) for entry in self.entries]

    def check(self) -> None:
        """Check the invariants that hold after every step, including the replay."""
        account = self.account
        assert self.replay.compare(account, PLANS[account.plan].allowances) == []
        available, held, debt = self.figures
        assert min(available, held, debt) >= 0
        assert available + held - debt == account.balance == sum(e.tokens for e in self.entries)
        frozen = sum(account.frozen.values())
        granted = sum(e.tokens for e in self.entries if e.kind not in _OF_DISPUTES)
        assert granted == available + held + frozen - debt
        assert all(grant.remaining > 0 for grant in account.grants)
        for grant in account.grants:
            if grant.source is GrantSource.ALLOWANCE:
                assert grant.expires_at in account.renewals.values()
        self._check_packs()

    def _check_packs(self) -> None:
        for bought, facts in self.packs.values():
            if facts.state is PaymentState.PAID and facts.is_disputed:
                assert self.left_of(bought.grant_number) == 0
            else:
                assert bought.grant_number not in self.account.frozen


def pays_debt_first(before: Account, posted: Posted) -> None:
    """Check that tokens pay debt before they can be spent.

    The end of a dispute restores the earlier tokens, as if they had never been frozen.
    """
    if posted.account.debt and posted.entry.kind is not EntryKind.UNFREEZE:
        assert posted.account.available <= before.available, posted.entry
