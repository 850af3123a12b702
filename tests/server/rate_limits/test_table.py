"""The table of buckets: alone, shared by processes, full, damaged, and after a crash."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.rate_limits import FULL, Granted, RatePolicy, take
from server.rate_limits.table import ROWS, SET_BYTES, TABLE_BYTES, SharedTable, Table, own_table
from tests.support.server.server_process import ROOT, TIMEOUT_SECONDS

USERS = RatePolicy("user", 100, 1_000)
KEYS = ["192.0.2.1", "2001:db8::/64", "alice", "\ud800", ""]
LOCKER = """
import sys
from pathlib import Path
from server.rate_limits.table import SharedTable
from billing.rate_limits import RatePolicy
table = SharedTable(Path(sys.argv[1]))
policy = RatePolicy("user", 100, 1_000)
granted = table.take(policy, "alice", 1, capacity=1_000, least=600, want=600)
print(granted.units, table._lock(table._table.place(policy, "alice")), flush=True)
sys.stdin.read()
"""


def taken(table: Table, key: str, now: int, units: int, policy: RatePolicy = USERS) -> Granted:
    place = table.place(policy, key)
    return table.take(policy, place, now, capacity=policy.burst, least=units, want=units)


@given(
    st.lists(
        st.tuples(st.sampled_from(KEYS), st.integers(0, 1_000_000), st.integers(1, 400)),
        max_size=60,
    )
)
def test_each_key_has_the_bucket_of_the_rules(asked: list[tuple[str, int, int]]) -> None:
    table, levels, now = own_table(), dict.fromkeys(KEYS, FULL), 0
    for key, gap, units in asked:
        now += gap
        levels[key], expected = take(
            levels[key], now, per_second=100, capacity=1_000, least=units, want=units
        )
        assert taken(table, key, now, units) == expected


def test_the_same_key_of_another_limit_is_another_bucket() -> None:
    table = own_table()
    assert taken(table, "alice", 1, 1_000).units == 1_000
    assert taken(table, "alice", 1, 1).units == 0
    assert taken(table, "alice", 1, 1, RatePolicy("gateway", 100, 1_000)).units == 1


def test_what_is_given_back_can_be_taken_again() -> None:
    table = own_table()
    taken(table, "alice", 1, 1_000)
    table.give_back(USERS, table.place(USERS, "alice"), 7, 1)
    assert taken(table, "alice", 1, 8).units == 0
    assert taken(table, "alice", 1, 7).units == 7
    table.give_back(USERS, table.place(USERS, "bob"), 7, 1)
    assert taken(table, "bob", 1, 1).left == 999


def test_of_many_strangers_the_fullest_bucket_makes_room() -> None:
    """An attacker with many addresses does not make room for itself in an empty bucket."""
    table = own_table()
    of_a_set: dict[int, list[str]] = {}
    for number in range(100_000):
        key = f"stranger-{number}"
        same = of_a_set.setdefault(table.place(USERS, key).start, [])
        same.append(key)
        if len(same) == 3 * ROWS:
            break
    emptied, *others = same
    taken(table, emptied, 1, 1_000)
    for key in others:
        assert taken(table, key, 1, 1).units == 1
    assert taken(table, emptied, 1, 1).units == 0


@given(st.binary(min_size=SET_BYTES, max_size=SET_BYTES), st.integers(1, 2**50))
def test_damaged_rows_harm_nobody_for_long(rubbish: bytes, now: int) -> None:
    table = own_table()
    start = table.place(USERS, "alice").start
    table._memory[start : start + SET_BYTES] = rubbish
    granted = taken(table, "alice", now, 1)
    assert granted.units == 1 or granted.wait <= 10_000


def test_processes_share_a_table_and_a_killed_one_keeps_no_lock(tmp_path: Path) -> None:
    path = tmp_path / "rates"
    other = subprocess.Popen(
        [sys.executable, "-c", LOCKER, str(path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == "600 True\n"
        table = SharedTable(path)

        def ask() -> Granted | None:
            return table.take(USERS, "alice", 1, capacity=1_000, least=1, want=1)

        assert ask() is None, "the other process holds the lock, and nobody waits for it"
        table.give_back(USERS, "alice", 1, 1)
        other.send_signal(signal.SIGKILL)
        other.wait(TIMEOUT_SECONDS)
        granted = ask()
        assert granted is not None
        assert granted.left == 1_000 - 600 - 1
        table.close()
    finally:
        other.kill()
        other.communicate()
    assert path.stat().st_size == TABLE_BYTES


@pytest.mark.parametrize("key", KEYS)
def test_any_key_has_a_place(key: str) -> None:
    place = own_table().place(USERS, key)
    assert 0 <= place.start <= TABLE_BYTES - SET_BYTES
