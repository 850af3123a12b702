from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.catalog import FREE_PLAN, Allowance, QuotaPeriod
from billing.ledger.account import Account, open_account
from billing.ledger.allowance import allowance_window, renew
from billing.ledger.entry import EntryKind
from billing.ledger.grant import Charge, GrantSource
from billing.ledger.posting import Posted
from billing.ledger.rules import decide_usage
from tests.support.ledger.calendar_oracle import instants, month_end
from tests.support.ledger.factories import DAILY, MONTHLY, NOW, account, book, grant, plan, use

INSTANT = timedelta(microseconds=1)
DAY = timedelta(days=1)
MONTH_END = datetime(2026, 12, 23, 12, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)
GRANT, LAPSE = EntryKind.ALLOWANCE, EntryKind.LAPSE


def renewed(
    state: Account, now: datetime, *, allowances: Sequence[Allowance] = (MONTHLY,)
) -> tuple[Account, list[tuple[EntryKind, int]]]:
    after, posted = renew(state, {"FREE": plan(allowances=allowances)}, now)
    return after, [(one.entry.kind, one.entry.tokens) for one in posted]


def spent(state: Account, tokens: int, now: datetime = NOW) -> Account:
    posted = decide_usage(state, use(model="fine", input_tokens=2 * tokens), book(), now)
    assert isinstance(posted, Posted)
    return posted.account


def test_the_first_touch_opens_every_window_of_the_plan() -> None:
    opened = open_account("alice", plan=FREE_PLAN, now=NOW)
    assert opened.stale_at is None
    state, changes = renewed(opened, NOW, allowances=[DAILY, MONTHLY])
    assert changes == [(GRANT, 300), (GRANT, 10_000)]
    assert [(g.amount, g.effective_at, g.expires_at) for g in state.grants] == [
        (300, NOW.replace(hour=0), MIDNIGHT),
        (10_000, NOW, MONTH_END),
    ]
    assert state.next_reset == state.stale_at == MIDNIGHT


def test_nothing_happens_before_the_windows_end() -> None:
    state = account()
    assert renewed(state, MONTH_END - INSTANT) == (state, [])


def test_at_the_end_what_is_left_lapses_and_the_next_window_opens() -> None:
    state, changes = renewed(spent(account(), 4_000), MONTH_END)
    assert changes == [(LAPSE, -6_000), (GRANT, 10_000)]
    assert state.available == 10_000
    assert state.next_reset == datetime(2027, 1, 23, 12, tzinfo=UTC)


def test_what_is_used_up_does_not_lapse() -> None:
    assert renewed(spent(account(), 10_000), MONTH_END)[1] == [(GRANT, 10_000)]


def test_a_lapse_tells_which_grant_and_when_it_expired() -> None:
    _, (lapse, opening) = renew(account(), {"FREE": plan()}, MONTH_END + DAY)
    assert lapse.entry.charges == (Charge(1, GrantSource.ALLOWANCE, 10_000),)
    assert (lapse.entry.occurred_at, lapse.entry.recorded_at) == (MONTH_END, MONTH_END + DAY)
    assert (opening.entry.occurred_at, opening.entry.recorded_at) == (MONTH_END, MONTH_END + DAY)


def test_idle_years_are_one_lapse_and_one_grant() -> None:
    state, changes = renewed(account(), NOW.replace(year=2036, month=3))
    assert changes == [(LAPSE, -10_000), (GRANT, 10_000)]
    assert state.grants[0].expires_at == datetime(2036, 3, 23, 12, tzinfo=UTC).replace(month=4)


def test_a_daily_allowance_renews_at_midnight_while_the_monthly_one_goes_on() -> None:
    both = (DAILY, MONTHLY)
    state = spent(account(allowances=both), 400)
    assert [g.remaining for g in state.grants] == [9_900]
    state, changes = renewed(state, MIDNIGHT, allowances=both)
    assert changes == [(GRANT, 300)]
    assert [g.remaining for g in state.grants] == [300, 9_900]
    state, changes = renewed(state, MIDNIGHT + DAY, allowances=both)
    assert changes == [(LAPSE, -300), (GRANT, 300)]


def test_debt_is_paid_by_the_next_grant_before_anything_can_be_spent() -> None:
    indebted = account(debt=700)
    state, posted = renew(indebted, {"FREE": plan()}, MONTH_END)
    assert (state.debt, state.available) == (0, 9_300)
    assert posted[-1].entry.tokens == 10_000
    assert posted[-1].entry.charges == (Charge(3, GrantSource.ALLOWANCE, 700),)


def test_a_debt_above_the_grant_takes_all_of_it() -> None:
    state, posted = renew(account(debt=10_001), {"FREE": plan()}, MONTH_END)
    assert (state.debt, state.available, state.balance) == (1, 0, -1)
    assert state.grants == ()
    assert posted[-1].grant is not None and posted[-1].grant.amount == 10_000


def test_given_tokens_lapse_when_they_expire_and_others_stay() -> None:
    grants = [grant(number=2, expires_at=NOW + DAY), grant(number=3), grant(number=4)]
    state = account(grants=grants)
    assert state.stale_at == NOW + DAY
    assert state.next_reset == MONTH_END
    after, changes = renewed(state, NOW + DAY)
    assert changes == [(LAPSE, -100)]
    assert [g.number for g in after.grants] == [1, 3, 4]


def test_another_amount_in_the_catalog_counts_from_the_next_window_on() -> None:
    larger = [Allowance(20_000, QuotaPeriod.MONTH)]
    state, changes = renewed(account(), MONTH_END - INSTANT, allowances=larger)
    assert changes == []
    assert renewed(state, MONTH_END, allowances=larger)[1][-1] == (GRANT, 20_000)


def test_a_plan_that_changes_its_period_does_so_when_the_window_ends() -> None:
    state, changes = renewed(account(), MONTH_END, allowances=[DAILY])
    assert changes == [(LAPSE, -10_000), (GRANT, 300)]
    # Otherwise the clock would change this state without end.
    assert state.next_reset == state.stale_at == datetime(2026, 12, 24, tzinfo=UTC)


def test_a_period_that_a_plan_no_longer_has_ends_without_a_grant() -> None:
    state, changes = renewed(account(allowances=[DAILY, MONTHLY]), MIDNIGHT)
    assert changes == [(LAPSE, -300)]
    assert state.next_reset == state.stale_at == MONTH_END


@given(
    anchor=instants(2019, 2032),
    moves=st.lists(st.integers(0, 70 * 86_400), min_size=1, max_size=10),
)
def test_an_allowance_is_granted_once_a_window_and_only_for_windows_touched(
    anchor: datetime, moves: list[int]
) -> None:
    state, posted = renew(
        open_account("alice", plan=FREE_PLAN, now=anchor), {"FREE": plan()}, anchor
    )
    ends, now = {month_end(anchor, anchor)}, anchor
    grants = len(posted)
    for seconds in moves:
        now += timedelta(seconds=seconds)
        state, posted = renew(state, {"FREE": plan()}, now)
        grants += sum(one.entry.kind is GRANT for one in posted)
        ends.add(month_end(anchor, now))
        assert state.available == 10_000
        assert state.next_reset == month_end(anchor, now)
        assert renew(state, {"FREE": plan()}, now) == (state, ())
    assert grants == len(ends)


def test_windows_are_anchored_for_months_and_on_midnight_for_days() -> None:
    now = NOW + DAY
    month = allowance_window(QuotaPeriod.MONTH, opened_at=NOW, now=now)
    day = allowance_window(QuotaPeriod.DAY, opened_at=NOW, now=now)
    assert (month, day) == ((NOW, MONTH_END), (MIDNIGHT, MIDNIGHT + DAY))
