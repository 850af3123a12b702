"""Correct histories replay without a fault, and forged ones do not.

Digests alone would show any change. Therefore the digests of every forgery are calculated again, as
somebody with access to the database would do. The replay must find the contradiction itself.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.audit.uses import cost_of, limit_of
from billing.catalog.catalog import FREE_PLAN, Allowance, NativeLimit, QuotaPeriod, QuotaUnit
from billing.errors import BadInput
from billing.ledger.account import open_account
from billing.ledger.commands import AdjustBalance, RecordUsage
from billing.ledger.entry import EntryKind, Use
from billing.ledger.grant import Grant, GrantSource
from billing.ledger.posting import Request, post_grant, post_spend
from billing.tokens import MAX_TOKENS
from tests.support.audit.forgetful import Forgetful
from tests.support.audit.histories import OFFERED, START, History, eventful, faults
from tests.support.ledger.factories import DAILY, MONTHLY, adjustment, use


def test_a_sound_history_has_no_fault() -> None:
    assert faults(eventful()) == []


def test_an_account_without_entries_is_sound() -> None:
    account = open_account("alice", plan=FREE_PLAN, now=START)
    assert Forgetful("alice", {}, opened_at=START).compare(account, OFFERED) == []


def test_grants_may_come_as_late_as_their_entries() -> None:
    history, rows = eventful(), dict[int, Grant]()
    replay = Forgetful("alice", rows, opened_at=START)
    for entry in history.entries:
        if entry.revision in history.grants:
            rows[entry.revision] = history.grants[entry.revision]
        assert replay.add(entry) == []
    assert replay.compare(history.account, OFFERED) == []


commands = st.one_of(
    st.builds(
        use,
        model=st.sampled_from(["gift", "calls", "paid", "fine", "unknown"]),
        input_tokens=st.integers(1, 900),
        output_tokens=st.integers(0, 900),
    ),
    st.builds(adjustment, tokens=st.integers(-9_000, 9_000).filter(bool)),
    st.builds(
        adjustment,
        tokens=st.integers(1, 9_000),
        expires_at=st.integers(1, 10**8).map(lambda seconds: START + timedelta(seconds=seconds)),
    ),
)
steps = st.lists(st.tuples(st.integers(0, 40 * 24 * 3600), commands), max_size=25)


@given(steps=steps, allowances=st.sampled_from([(MONTHLY,), (DAILY,), (MONTHLY, DAILY)]))
def test_every_history_that_the_rules_make_is_sound(
    steps: list[tuple[int, RecordUsage | AdjustBalance]], allowances: tuple[Allowance, ...]
) -> None:
    history = History(allowances=allowances)
    for seconds, command in steps:
        history.touch(seconds=seconds)
        with suppress(BadInput):  # expired before it was given
            history.do(command)
    assert faults(history) == []


def test_an_allowance_that_lapsed_early_with_no_change_of_plan_is_found() -> None:
    history = eventful()
    history.forge(8, occurred_at=START)
    assert any(what.startswith("9: an allowance lapsed at") for what in faults(history))
    del history.entries[8:]
    assert any(what.startswith("an allowance lapsed at") for what in faults(history))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"input_tokens": 101}, "cost 800, but its terms 8/8/8 make 808"),
        ({"terms": "9/9/9"}, "make 900"),
        ({"terms": "8/8"}, "can't be replayed"),
        ({"terms": "-1 TOKENS/MONTH"}, "can't be replayed"),
        ({"terms": "unlimited"}, "make 0"),
        ({"terms": "99 TOKENS/MONTH"}, "takes paid to 100, above its limit"),
    ],
)
def test_a_use_is_checked_against_its_terms(changes: dict[str, Any], fault: str) -> None:
    history = eventful()
    recorded = history.entries[1].use
    assert recorded is not None
    history.forge(2, use=recorded._replace(**changes))
    assert fault in " ".join(faults(history))


def test_a_limit_may_be_used_up_but_not_passed() -> None:
    history = History()
    for _ in range(3):
        assert history.do(use(model="calls"))
    assert not history.do(use(model="calls"))
    assert faults(history) == []
    extra = history.entries[1].use
    request = Request("fourth", bytes(16), use=extra)
    history.post(post_spend, kind=EntryKind.USAGE, tokens=0, request=request)
    assert "takes calls to 4, above its limit 3 REQUESTS/DAY" in " ".join(faults(history))


def test_a_plan_that_never_had_the_allowance_is_found() -> None:
    history = eventful()
    replay = Forgetful("alice", history.grants, opened_at=START)
    for entry in history.entries:
        replay.add(entry)
    found = replay.compare(history.account._replace(plan="PREMIUM"), [DAILY])
    assert found == [
        "plan is PREMIUM, but its entries make FREE",
        "plan PREMIUM never had the allowance that was granted: 10000 a MONTH",
    ]


@pytest.mark.parametrize("moved", [-31, -1, 1])
def test_an_opening_moved_by_days_is_found(moved: int) -> None:
    assert faults(eventful(), opened_at=START + timedelta(days=moved))


def test_an_opening_moved_by_a_month_is_found_though_the_windows_stay() -> None:
    """From the 31st to the 31st of another month, all later windows are the same."""
    found = faults(eventful(), opened_at=datetime(2025, 12, 31, 12, 30, tzinfo=UTC))
    assert "long before its first entry" in " ".join(found)


def test_the_end_of_a_period_that_the_plan_has_lost_may_stay_or_go() -> None:
    history = History(allowances=(DAILY, MONTHLY))
    ended = dict(history.account.renewals)
    history.change_plan(MONTHLY)
    history.touch(days=1)
    history.do(use())
    monthly = {QuotaPeriod.MONTH: ended[QuotaPeriod.MONTH]}
    for renewals in (ended, monthly):
        assert faults(history, account=history.account._replace(renewals=renewals)) == []
    for wrong in ({}, {QuotaPeriod.DAY: START, **monthly}, {QuotaPeriod.DAY: START}):
        (found,) = faults(history, account=history.account._replace(renewals=wrong))
        assert found.startswith("renewals is ")


def test_windows_that_overlap_are_found() -> None:
    history = History(allowances=(DAILY,))
    again = {"kind": EntryKind.ALLOWANCE, "source": GrantSource.ALLOWANCE, "amount": 300}
    grant = history.grants[1]
    history.post(post_grant, **again, effective_at=grant.effective_at, expires_at=grant.expires_at)
    assert "overlaps" in " ".join(faults(history))


def test_debt_is_what_charges_left_unpaid_and_the_next_grant_pays_it() -> None:
    history = History()
    request = Request("key", bytes(16), use=None)
    history.post(post_spend, kind=EntryKind.USAGE, tokens=10_000, request=request)
    entry = history.entries[1]
    history.entries[1] = entry._replace(tokens=-10_005, balance=-5)
    history.account = history.account._replace(debt=5)
    history.post(
        post_grant,
        kind=EntryKind.ADJUSTMENT,
        source=GrantSource.ADJUSTMENT,
        amount=100,
        effective_at=START,
        expires_at=None,
    )
    history.chain()
    about_debt = [what for what in faults(history) if what.startswith("3:") and "debt" in what]
    assert history.entries[2].charges == ((3, GrantSource.ADJUSTMENT, 5),)
    assert about_debt == []
    assert not any(what.startswith(("debt is", "grants is")) for what in faults(history))
    history.forge(3, charges=())
    assert "3: should have paid 5 of debt" in faults(history)


def test_a_cost_above_all_tokens_is_cut_as_the_rules_cut_it() -> None:
    assert cost_of(Use("dear", 2, 0, 0, "1000000/1/1", None)) == 2_000_000
    assert cost_of(Use("dear", MAX_TOKENS, 0, 0, "1000000/1/1", None)) == MAX_TOKENS


@given(
    st.builds(
        NativeLimit,
        st.integers(1, MAX_TOKENS),
        st.sampled_from(QuotaUnit),
        st.sampled_from(QuotaPeriod),
    )
)
def test_a_limit_is_read_as_it_was_recorded(limit: NativeLimit) -> None:
    assert limit_of(limit.encode()) == limit
