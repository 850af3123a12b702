"""A state or an entry is the same after it was stored as a row, in either database."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given

from billing.catalog.catalog import FREE_PLAN, QuotaPeriod
from billing.ledger.account import open_account
from billing.ledger.caps.cap import CapScope, SpendCap
from billing.ledger.entry import digest_of, key_hash
from billing.ledger.grant import Charge, GrantSource
from billing.ledger.plan_window import ANY_PLAN, PlanWindow
from billing.tokens import MAX_TOKENS
from db.ledger.rows import (
    ACCOUNT_COLUMNS,
    ENTRY_COLUMNS,
    GRANT_COLUMNS,
    account_from,
    account_row,
    entry_from,
    entry_row,
    grant_from,
    grant_row,
)
from tests.support.ledger.factories import NOW, account, entry, grant, hold
from tests.support.ledger.histories import Batch, fold, held_histories

pytestmark = pytest.mark.slow

DAY, MONTH = QuotaPeriod.DAY, QuotaPeriod.MONTH
HISTORIES = held_histories(accounts=["alice", "bob"])


def rows(columns: Sequence[str], values: Sequence[Any]) -> list[dict[str, Any]]:
    """Return the row as PostgreSQL gives it back (with times), and as SQLite does (with text)."""
    row = dict(zip(columns, values, strict=True))
    as_text = {k: v.isoformat(" ") if isinstance(v, datetime) else v for k, v in row.items()}
    return [row, as_text]


@given(HISTORIES)
def test_accounts_survive_their_rows(history: list[Batch]) -> None:
    for state in fold(history).accounts.values():
        for row in rows(ACCOUNT_COLUMNS, account_row(state)):
            assert account_from(row) == state


@given(HISTORIES)
def test_entries_survive_their_rows_and_keep_their_digests(history: list[Batch]) -> None:
    heads: dict[str, bytes] = {}
    for one in fold(history).entries:
        for row in rows(ENTRY_COLUMNS, entry_row(one)):
            kept = entry_from(row)
            assert kept == one
            assert digest_of(kept, heads.get(one.account_id, bytes(16))) == one.digest
        heads[one.account_id] = one.digest


@given(HISTORIES)
def test_grants_survive_their_rows_whole(history: list[Batch]) -> None:
    for name, one in fold(history).grants:
        for row in rows(GRANT_COLUMNS, grant_row(name, one)):
            assert row["account_id"] == name
            assert grant_from(row) == one._replace(remaining=one.amount)


def test_open_holds_survive_with_all_that_is_known_of_them() -> None:
    charge = Charge(2, GrantSource.PACK, 30)
    given = grant(number=2, source=GrantSource.PACK, expires_at=NOW)
    one = hold(number=7, counted=3, charges=[charge], origins=[given])
    state = account()._replace(holds=(one, hold(number=8, max_output_tokens=MAX_TOKENS)))
    for row in rows(ACCOUNT_COLUMNS, account_row(state)):
        assert row["held"] == 30
        kept = account_from(row)
        assert kept == state
        (first, _) = kept.holds
        assert type(first.priority) is type(one.priority)
        assert type(first.charges[0].source) is type(first.origins[0].source) is GrantSource


def test_a_state_written_before_there_were_holds_has_none() -> None:
    state = account()
    row = rows(ACCOUNT_COLUMNS, account_row(state))[0]
    fields = json.loads(row["state"])
    del fields["holds"]
    assert account_from(row | {"state": json.dumps(fields)}) == state


def test_windows_of_other_plans_survive_and_older_versions_find_them_by_their_period() -> None:
    other = grant(number=2, remaining=0, expires_at=NOW)
    windows = (PlanWindow("GOLD", MONTH, NOW, other, 3), PlanWindow("PREMIUM", DAY, NOW))
    state = account()._replace(suspended=windows, quantity=5, granted={DAY: 5})
    for row in rows(ACCOUNT_COLUMNS, account_row(state)):
        kept = account_from(row)
        assert kept == state
        assert [type(period) for period in kept.granted] == [type(DAY)]
        assert [type(window.period) for window in kept.suspended] == [type(MONTH), type(DAY)]
        assert json.loads(row["state"])["suspended"] == {
            "MONTH": NOW.isoformat(),
            "DAY": NOW.isoformat(),
        }


def test_windows_of_a_state_that_knows_only_periods_count_for_every_plan() -> None:
    state = account()._replace(plan="PREMIUM")
    row = rows(ACCOUNT_COLUMNS, account_row(state))[0]
    fields = json.loads(row["state"]) | {"suspended": {"DAY": NOW.isoformat()}}
    del fields["plan_windows"]
    text = json.dumps(fields)
    day, month = PlanWindow(ANY_PLAN, DAY, NOW), PlanWindow(ANY_PLAN, MONTH, state.next_reset)
    assert account_from(row | {"state": text}).suspended == (day, month)
    assert account_from(row | {"state": text, "plan": FREE_PLAN}).suspended == (day,)


CAPS = (
    SpendCap(CapScope.ACCOUNT, "", DAY, 0, NOW),
    SpendCap(CapScope.MODEL, 'a "b" c', MONTH, MAX_TOKENS, NOW, MAX_TOKENS),
    SpendCap(CapScope.API_KEY, "0123456789abcdef", DAY, 7, NOW, 3),
)


def test_caps_survive() -> None:
    state = account()._replace(caps=CAPS)
    for row in rows(ACCOUNT_COLUMNS, account_row(state)):
        assert account_from(row) == state


def test_caps_of_a_scope_that_a_later_release_knows_are_left_out() -> None:
    row, _ = rows(ACCOUNT_COLUMNS, account_row(account()._replace(caps=CAPS)))
    row["state"] = row["state"].replace('"ACCOUNT",""', '"TENANT","bob"')
    assert account_from(row).caps == CAPS[1:]


def test_a_hold_is_the_next_that_ends() -> None:
    state = account()._replace(holds=(hold(expires_at=NOW + timedelta(seconds=5)),))
    assert rows(ACCOUNT_COLUMNS, account_row(state))[0]["stale_at"] == NOW + timedelta(seconds=5)


def test_types_survive_too() -> None:
    state = account(grants=[grant(number=2)])
    kept = account_from(rows(ACCOUNT_COLUMNS, account_row(state))[1])
    assert [type(g.source) for g in kept.grants] == [type(g.source) for g in state.grants]
    assert [type(period) for period in kept.renewals] == [type(p) for p in state.renewals]
    made = entry_from(rows(ENTRY_COLUMNS, entry_row(entry()))[1])
    assert (type(made.kind), type(made.charges[0].source)) == (
        type(entry().kind),
        type(entry().charges[0].source),
    )


@pytest.mark.parametrize("microsecond", [0, 1, 100_000, 999_999])
def test_times_keep_their_microseconds(microsecond: int) -> None:
    state = account(opened_at=NOW.replace(microsecond=microsecond))
    for row in rows(ACCOUNT_COLUMNS, account_row(state)):
        assert account_from(row) == state


def test_an_account_that_nobody_touched_survives() -> None:
    state = open_account("alice", plan=FREE_PLAN, now=NOW)
    assert account_from(rows(ACCOUNT_COLUMNS, account_row(state))[0]) == state


def test_the_largest_numbers_survive() -> None:
    state = account()._replace(revision=MAX_TOKENS, debt=MAX_TOKENS)
    assert account_from(rows(ACCOUNT_COLUMNS, account_row(state))[0]) == state


def test_plain_columns_say_what_the_state_says() -> None:
    ends = NOW + timedelta(hours=1)
    state = account(grants=[grant(number=2, amount=50, remaining=20, expires_at=ends)], debt=7)
    row = rows(ACCOUNT_COLUMNS, account_row(state))[0]
    assert (row["available"], row["held"], row["debt"]) == (10_020, 0, 7)
    assert (row["stale_at"], row["plan"], row["revision"]) == (ends, "FREE", 1)
    assert json.loads(row["state"]).keys() >= {"touched_at", "grants", "renewals", "quotas"}


def test_a_key_has_its_hash_beside_it_and_no_key_has_none() -> None:
    row = rows(ENTRY_COLUMNS, entry_row(entry(key="k")))[0]
    assert (row["idempotency_key"], row["key_hash"]) == ("k", key_hash("k"))
    row = rows(ENTRY_COLUMNS, entry_row(entry()._replace(idempotency_key=None, use=None)))[0]
    assert (row["key_hash"], row["model"], row["metadata"]) == (None, None, None)
