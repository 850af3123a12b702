"""Changes of plans: each allowance at its time, no window granted twice, bought tokens unchanged.

Billing rule 3.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.catalog.catalog import FREE_PLAN, QuotaPeriod
from billing.ledger.allowance import change_plan
from billing.ledger.entry import EntryKind
from billing.ledger.grant import GrantSource
from billing.ledger.plan_window import PlanTurn
from billing.payments.packs import settle
from db.ledger.rows import ACCOUNT_COLUMNS, account_from, account_row
from tests.support.examples import scaled
from tests.support.payments.money import (
    FREE_TOKENS,
    NOW,
    PAID,
    PLANS,
    PREMIUM,
    PREMIUM_TOKENS,
    TOKENS,
    Book,
    bought,
)

MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)
MONTH_END = datetime(2026, 12, 23, 12, tzinfo=UTC)
PAID_UNTIL = NOW + timedelta(days=30)
DAY, MONTH = QuotaPeriod.DAY, QuotaPeriod.MONTH


class Life(Book):
    """An account that changes plans."""

    def turn(self, name: str, *, until: datetime | None = None, now: datetime) -> None:
        self.renew(now)
        change = change_plan(self.account, PlanTurn(name, until), plans=PLANS, now=now)
        self.keep(change[1])
        assert change[0] == self.account

    def buy(self, now: datetime) -> int:
        """Buy a pack; return its grant's number."""
        settled = settle(self.account, bought(), PAID, now)
        self.keep(settled.posted)
        return settled.bought.grant_number or 0

    @property
    def allowance(self) -> int:
        grants = self.account.grants
        return sum(g.remaining for g in grants if g.source is GrantSource.ALLOWANCE)

    def granted(self) -> list[tuple[int, datetime]]:
        """Return the size and the window's start of every allowance."""
        opening = [e for e in self.entries if e.kind is EntryKind.ALLOWANCE and e.reason is None]
        return [(e.tokens, e.occurred_at) for e in opening]


@pytest.fixture
def life() -> Life:
    return Life()


class TestSubscribing:
    def test_the_daily_allowance_comes_at_once_in_place_of_the_monthly(self, life: Life) -> None:
        life.turn(PREMIUM, until=PAID_UNTIL, now=NOW)
        assert life.allowance == life.account.available == PREMIUM_TOKENS
        assert (life.account.plan, life.account.plan_until) == (PREMIUM, PAID_UNTIL)
        assert life.account.next_reset == MIDNIGHT

    def test_the_ledger_tells_what_lapsed_and_what_began(self, life: Life) -> None:
        life.turn(PREMIUM, until=PAID_UNTIL, now=NOW)
        told = [(e.kind, e.tokens) for e in life.entries[1:]]
        assert told == [
            (EntryKind.LAPSE, -FREE_TOKENS),
            (EntryKind.PLAN, 0),
            (EntryKind.ALLOWANCE, PREMIUM_TOKENS),
        ]
        assert life.entries[2].reason == f"PREMIUM until {PAID_UNTIL.isoformat()}"

    def test_every_day_has_its_own_allowance(self, life: Life) -> None:
        life.turn(PREMIUM, until=PAID_UNTIL, now=NOW)
        for day in range(1, 5):
            assert life.spend(1_000, MIDNIGHT) == 1_000
            at = MIDNIGHT + timedelta(days=day - 1)
            life.renew(at - timedelta(microseconds=1))
            assert life.allowance == PREMIUM_TOKENS - 1_000
            life.renew(at)
            assert life.allowance == PREMIUM_TOKENS
            assert life.account.next_reset == at + timedelta(days=1)

    def test_a_renewal_changes_only_until_when(self, life: Life) -> None:
        life.turn(PREMIUM, until=PAID_UNTIL, now=NOW)
        life.spend(1_000, NOW)
        later = PAID_UNTIL + timedelta(days=30)
        life.turn(PREMIUM, until=later, now=NOW)
        assert life.account.plan_until == later
        assert life.allowance == PREMIUM_TOKENS - 1_000
        assert (life.entries[-1].kind, life.entries[-1].tokens) == (EntryKind.PLAN, 0)

    def test_what_changes_nothing_leaves_no_entry(self, life: Life) -> None:
        life.turn(PREMIUM, until=PAID_UNTIL, now=NOW)
        before = len(life.entries)
        life.turn(PREMIUM, until=PAID_UNTIL, now=NOW)
        assert len(life.entries) == before


class TestEnding:
    def test_the_clock_ends_the_plan_at_its_instant(self, life: Life) -> None:
        life.turn(PREMIUM, until=PAID_UNTIL, now=NOW)
        life.renew(PAID_UNTIL - timedelta(microseconds=1))
        assert (life.account.plan, life.allowance) == (PREMIUM, PREMIUM_TOKENS)
        life.renew(PAID_UNTIL)
        assert (life.account.plan, life.account.plan_until) == (FREE_PLAN, None)
        assert life.allowance == FREE_TOKENS

    def test_the_state_is_stale_no_later_than_the_plan_ends(self, life: Life) -> None:
        end = NOW + timedelta(hours=3)
        life.turn(PREMIUM, until=end, now=NOW)
        assert life.account.stale_at == end
        life.renew(end)
        assert life.account.stale_at == MONTH_END

    def test_an_end_that_nobody_saw_is_told_at_its_own_time(self, life: Life) -> None:
        life.turn(PREMIUM, until=PAID_UNTIL, now=NOW)
        life.renew(PAID_UNTIL + timedelta(days=100))
        [ended] = [e for e in life.entries if e.kind is EntryKind.PLAN and e.reason == FREE_PLAN]
        assert (ended.occurred_at, ended.recorded_at) == (
            PAID_UNTIL,
            PAID_UNTIL + timedelta(days=100),
        )
        assert life.allowance == FREE_TOKENS

    def test_ended_at_once_what_was_left_of_the_month_comes_back(self, life: Life) -> None:
        life.spend(1_000, NOW)
        life.turn(PREMIUM, until=PAID_UNTIL, now=NOW)
        life.turn(FREE_PLAN, now=NOW + timedelta(hours=1))
        assert life.account.available == FREE_TOKENS - 1_000
        assert life.account.next_reset == MONTH_END
        life.renew(MONTH_END)
        assert life.allowance == FREE_TOKENS

    def test_after_the_month_has_turned_the_free_allowance_is_there_at_once(
        self, life: Life
    ) -> None:
        life.turn(PREMIUM, until=PAID_UNTIL, now=NOW)
        life.turn(FREE_PLAN, now=MONTH_END)
        assert life.allowance == FREE_TOKENS

    def test_coming_back_the_same_day_brings_the_rest_of_the_day(self, life: Life) -> None:
        life.turn(PREMIUM, until=PAID_UNTIL, now=NOW)
        life.spend(20_000, NOW)
        life.turn(FREE_PLAN, now=NOW)
        life.turn(PREMIUM, until=PAID_UNTIL, now=NOW + timedelta(hours=1))
        assert life.account.available == 10_000
        assert life.account.next_reset == MIDNIGHT
        life.renew(MIDNIGHT)
        assert life.allowance == PREMIUM_TOKENS

    def test_coming_back_the_next_day_grants_that_day(self, life: Life) -> None:
        life.turn(PREMIUM, until=PAID_UNTIL, now=NOW)
        life.turn(FREE_PLAN, now=NOW)
        life.turn(PREMIUM, until=PAID_UNTIL, now=MIDNIGHT)
        assert life.allowance == PREMIUM_TOKENS

    def test_a_plan_that_the_catalog_has_lost_goes_on_as_the_free_one(self, life: Life) -> None:
        lost = {FREE_PLAN: PLANS[FREE_PLAN]}
        life.turn(PREMIUM, until=PAID_UNTIL, now=NOW)
        change = change_plan(life.account, PlanTurn("GONE", None), plans=lost, now=MONTH_END)
        assert sum(grant.remaining for grant in change[0].grants) == FREE_TOKENS


@dataclass(frozen=True)
class Step:
    """One step: `what` happens `hours` later. A plan is paid for `days`."""

    what: str
    hours: float
    days: int
    tokens: int


def steps() -> st.SearchStrategy[list[Step]]:
    what = st.sampled_from(["premium", "free", "wait", "spend", "buy"])
    # Often within a day, sometimes after months.
    hours = st.one_of(st.sampled_from([0, 1, 5, 12, 24]), st.integers(0, 24 * 70))
    one = st.builds(Step, what, hours, st.integers(1, 45), st.integers(1, 60_000))
    return st.lists(one, max_size=25)


def take(life: Life, step: Step, now: datetime) -> None:
    match step.what:
        case "premium":
            life.turn(PREMIUM, until=now + timedelta(days=step.days), now=now)
        case "free":
            life.turn(FREE_PLAN, now=now)
        case "spend":
            life.spend(step.tokens, now)
        case "buy":
            life.buy(now)


@settings(max_examples=scaled(150))
@given(steps(), st.integers(0, 2 * 366 * 24 * 60))
def test_however_plans_change_all_that_holds_keeps_holding(
    history: list[Step], minutes: int
) -> None:
    """The account is opened `minutes` after NOW, up to two years."""
    now = NOW + timedelta(minutes=minutes)
    life = Life(opened_at=now)
    for step in history:
        now += timedelta(hours=step.hours)
        life.renew(now)
        take(life, step, now)
        check(life, now)


def check(life: Life, now: datetime) -> None:
    """Check the invariants of every time and plan."""
    account = life.account
    assert account.balance == sum(entry.tokens for entry in life.entries)
    # No window grants twice.
    assert [n for n in Counter(life.granted()).values() if n > 1] == []
    # Bought tokens decrease only by spending.
    assert pack_tokens(account) == bought_tokens(life) - spent_from_packs(life)
    # Only the plan's own allowance is granted.
    sizes = {FREE_PLAN: FREE_TOKENS, PREMIUM: PREMIUM_TOKENS}
    allowances = [g for g in account.grants if g.source is GrantSource.ALLOWANCE]
    assert all(g.amount == sizes[account.plan] for g in allowances)
    assert len(allowances) <= 1
    # The next change is in the future, and the present is in its window.
    [(period, reset)] = account.renewals.items()
    assert period is (MONTH if account.plan == FREE_PLAN else DAY)
    assert account.next_reset == reset > now
    assert all(g.effective_at <= now < (g.expires_at or reset + timedelta(1)) for g in allowances)
    assert account.plan_until is None or account.plan_until > now
    assert account.stale_at is not None
    assert now < account.stale_at <= reset
    assert through_a_row(life) == account


def pack_tokens(account: Any) -> int:
    return sum(g.remaining for g in account.grants if g.source is GrantSource.PACK)


def bought_tokens(life: Life) -> int:
    return sum(e.tokens for e in life.entries if e.kind is EntryKind.PURCHASE)


def spent_from_packs(life: Life) -> int:
    uses = [e for e in life.entries if e.kind is EntryKind.USAGE]
    return sum(c.tokens for e in uses for c in e.charges if c.source is GrantSource.PACK)


def through_a_row(life: Life) -> Any:
    return account_from(dict(zip(ACCOUNT_COLUMNS, account_row(life.account), strict=True)))


def test_bought_tokens_survive_every_change(life: Life) -> None:
    pack = life.buy(NOW)
    for name, until in ((PREMIUM, PAID_UNTIL), (FREE_PLAN, None), (PREMIUM, PAID_UNTIL)):
        life.turn(name, until=until, now=NOW)
        assert life.left_of(pack) == TOKENS
    life.renew(PAID_UNTIL + timedelta(days=400))
    assert life.left_of(pack) == TOKENS


def test_frozen_tokens_and_the_end_of_a_plan_come_back_from_a_row_as_they_were(life: Life) -> None:
    life.turn(PREMIUM, until=PAID_UNTIL, now=NOW)
    life.account = life.account._replace(frozen={7: 500, 12: 1})
    assert through_a_row(life) == life.account
    [window] = life.account.suspended
    assert window[:3] == (FREE_PLAN, MONTH, MONTH_END)
    assert window.grant is not None
    assert (window.grant.number, window.grant.remaining) == (1, FREE_TOKENS)
