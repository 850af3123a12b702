"""The invariants of the ledger over random histories of one account."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from billing.catalog.catalog import FREE_PLAN, Allowance
from billing.ledger.account import NO_DIGEST, open_account
from billing.ledger.allowance import renew
from billing.ledger.entry import Entry, EntryKind, digest_of
from billing.ledger.grant import Grant, in_burn_order
from billing.ledger.posting import Posted
from billing.ledger.refusals import InsufficientTokens, QuotaExceeded, Refusal
from billing.ledger.rules import decide_adjustment, decide_usage
from tests.support.examples import scaled
from tests.support.ledger.factories import DAILY, MONTHLY, adjustment, book, plan, use
from tests.support.ledger.histories import START
from tests.support.ledger.oracle import LIMITS, cost_of

BOOK = book()
moves = st.sampled_from([1, 3_600, 43_200, 86_400, 31 * 86_400, 400 * 86_400])
counts = st.integers(0, 20) | st.integers(0, 1_500)


class LedgerMachine(RuleBasedStateMachine):
    """All possible events of the account in any order. It may start with a debt."""

    @initialize(
        debt=st.sampled_from([0, 0, 1, 25_000]),
        allowances=st.sampled_from([[MONTHLY], [DAILY], [DAILY, MONTHLY]]),
    )
    def open(self, debt: int, allowances: Sequence[Allowance]) -> None:
        self.now: datetime = START
        self.plan = plan(allowances=allowances)
        self.owed = debt
        self.entries: list[Entry] = []
        self.given: dict[int, Grant] = {}
        self.account = open_account("alice", plan=FREE_PLAN, now=START)._replace(debt=debt)
        self.renew()

    def renew(self) -> None:
        after, posted = renew(self.account, {"FREE": self.plan}, self.now)
        for one in posted:
            self.keep(one)
        assert self.account == after._replace(renewals=self.account.renewals)
        self.account = after

    def keep(self, posted: Posted) -> None:
        self.account = posted.account
        self.entries.append(posted.entry)
        if posted.grant is not None:
            assert posted.grant.number == posted.entry.revision
            self.given[posted.grant.number] = posted.grant

    def settle(self, decision: Posted | Refusal, *, allowed: bool) -> Posted | None:
        before = self.account
        if not isinstance(decision, Posted):
            assert not allowed
            assert self.account == before
            return None
        assert allowed
        self.keep(decision)
        return decision

    @rule(seconds=moves)
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)
        self.renew()

    @rule(model=st.sampled_from(["paid", "fine"]), fresh=counts, cached=counts, output=counts)
    def use_premium(self, model: str, fresh: int, cached: int, output: int) -> None:
        output = output if fresh + cached else output + 1
        asked = use(
            model=model,
            input_tokens=fresh + cached,
            cached_input_tokens=cached,
            output_tokens=output,
        )
        cost = cost_of(model, fresh, output, cached)
        decision = decide_usage(self.account, asked, BOOK, self.now)
        made = self.settle(decision, allowed=cost <= self.account.available)
        if made is None:
            assert isinstance(decision, InsufficientTokens)
            assert (decision.required, decision.available) == (cost, self.account.available)
        else:
            assert made.entry.cost == cost

    @rule(model=st.sampled_from(["gift", "calls"]), tokens=st.integers(1, 600))
    def use_free(self, model: str, tokens: int) -> None:
        limit, unit, window = LIMITS[model]
        place = (model, self.now.strftime(window))
        asked = tokens if unit == "tokens" else 1
        used = self.used()[place]
        decision = decide_usage(self.account, use(model=model, input_tokens=tokens), BOOK, self.now)
        self.settle(decision, allowed=used + asked <= limit)
        if isinstance(decision, QuotaExceeded):
            assert (decision.quota.used, decision.quota.remaining) == (used, limit - used)

    @rule(tokens=st.integers(1, 30_000), days=st.none() | st.integers(1, 40))
    def give(self, tokens: int, days: int | None) -> None:
        expires_at = None if days is None else self.now + timedelta(days=days)
        asked = adjustment(tokens=tokens, expires_at=expires_at)
        self.settle(decide_adjustment(self.account, asked, self.now), allowed=True)

    @rule(tokens=st.integers(1, 15_000))
    def take(self, tokens: int) -> None:
        decision = decide_adjustment(self.account, adjustment(tokens=-tokens), self.now)
        self.settle(decision, allowed=tokens <= self.account.available)

    def used(self) -> Counter[tuple[str, str]]:
        """Return the use of each free model in each calendar window, from the entries."""
        found: Counter[tuple[str, str]] = Counter()
        for entry in self.entries:
            if entry.use and entry.use.model in LIMITS:
                _, unit, window = LIMITS[entry.use.model]
                tokens = entry.use.input_tokens + entry.use.output_tokens
                place = (entry.use.model, entry.recorded_at.strftime(window))
                found[place] += tokens if unit == "tokens" else 1
        return found

    @invariant()
    def the_balance_is_the_sum_of_the_entries(self) -> None:
        running = -self.owed
        for entry in self.entries:
            running += entry.tokens
            assert entry.balance == running
        assert self.account.balance == running
        assert self.account.balance == self.account.available - self.account.debt

    @invariant()
    def nothing_is_negative_and_debt_comes_with_nothing_to_spend(self) -> None:
        assert self.account.available >= 0
        assert self.account.debt >= 0
        assert not (self.account.debt and self.account.available)

    @invariant()
    def what_was_granted_is_spent_lapsed_or_left(self) -> None:
        granted = sum(grant.amount for grant in self.given.values())
        gone = sum(-entry.tokens for entry in self.entries if entry.tokens < 0)
        assert granted - gone == self.account.available - self.account.debt + self.owed

    @invariant()
    def entries_are_numbered_dated_and_chained(self) -> None:
        assert [entry.revision for entry in self.entries] == [*range(1, self.account.revision + 1)]
        times = [entry.recorded_at for entry in self.entries]
        assert times == sorted(times)
        digest = NO_DIGEST
        for entry in self.entries:
            digest = digest_of(entry, digest)
            assert entry.digest == digest
        assert self.account.digest == digest

    @invariant()
    def charges_tell_who_paid_all_of_it(self) -> None:
        for entry in self.entries:
            charged = sum(charge.tokens for charge in entry.charges)
            assert all(charge.tokens > 0 for charge in entry.charges)
            if entry.tokens <= 0:
                assert charged == entry.cost
            else:
                assert charged <= entry.tokens

    @invariant()
    def the_entries_alone_tell_what_is_left(self) -> None:
        left = {number: grant.amount for number, grant in self.given.items()}
        for entry in self.entries:
            for charge in entry.charges:
                grant = self.given[charge.number]
                left[charge.number] -= charge.tokens
                assert left[charge.number] >= 0
                assert charge.source is grant.source
                expired = grant.expires_at is not None and grant.expires_at <= entry.recorded_at
                assert expired == (entry.kind is EntryKind.LAPSE)
        live = [g._replace(remaining=left[n]) for n, g in self.given.items() if left[n]]
        assert self.account.grants == in_burn_order(live)

    @invariant()
    def the_clock_changes_it_later_not_now(self) -> None:
        assert self.account.stale_at is not None
        assert self.account.stale_at > self.now
        assert self.account.next_reset >= self.account.stale_at


LedgerMachine.TestCase.settings = settings(max_examples=scaled(60), stateful_step_count=40)
TestLedger: Any = LedgerMachine.TestCase
