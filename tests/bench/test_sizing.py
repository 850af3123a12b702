from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.size_tables import costs_of, sizing_table, storage_table
from bench.sizing import NODE_WAL_BYTES, Costs, need
from bench.storage import Storage, Written
from bench.world import POSTGRES
from tests.bench.test_findings import findings, load, rounds_of

COSTS = Costs(
    service_us=100.0,
    batched_us=50.0,
    database_us=40.0,
    batched_database_us=20.0,
    disk_bytes=500.0,
    wal_often=1_000.0,
    wal_seldom=10_000.0,
)


def test_a_load_needs_what_its_uses_cost() -> None:
    found = need(COSTS, 50_000, batched=False)
    assert (found.service_cores, found.database_cores) == (5.0, 2.0)
    assert found.processes == 10
    # 500 MB of WAL a second, on nodes that take 100 MB when they are half busy.
    assert found.nodes == 5
    assert found.wal_bytes_a_second == (50e6, 500e6)
    assert found.disk_bytes_a_year == pytest.approx(500 * 50_000 * 86_400 * 365)
    # 10 cores of the service, 4 of the database and 4 of its standby; the disk twice.
    assert found.dollars == pytest.approx(18 * 30 + 2 * 788_400 * 0.10)


def test_batches_cost_less_of_both() -> None:
    found = need(COSTS, 50_000, batched=True)
    assert (found.service_cores, found.database_cores, found.processes) == (2.5, 1.0, 5)


def test_a_small_load_has_two_processes_for_a_restart_without_a_gap() -> None:
    found = need(COSTS, 1, batched=False)
    assert (found.processes, found.nodes) == (2, 1)


def test_the_costs_are_those_of_the_rounds_and_of_the_storage() -> None:
    stored = Storage(
        batches=Written(250, 100, 360, 800),
        singles=Written(250, 90, 350, 1_000),
        seldom=Written(250, 0, 250, 12_000),
    )
    rounds = rounds_of(single_32=[load(1_000.0, cpu_us=140.0)])
    assert costs_of(findings(rounds, "single-32"), stored) is None
    rounds.loads[POSTGRES, "batch-1000"].append(load(10.0, cpu_us=40_000.0))
    costs = costs_of(findings(rounds, "single-32", "batch-1000"), stored)
    assert costs is not None
    assert (costs.service_us, costs.batched_us, costs.batched_database_us) == (140.0, 40.0, 0.03)
    assert (costs.disk_bytes, costs.wal_often, costs.wal_seldom) == (360, 800, 12_000)
    rows = {row[0]: row[1:] for row in sizing_table(costs)}
    assert rows["busy cores, service"] == ["0.01", "0.00", "7.00", "2.00"]
    assert rows["WAL, MB per second"][-1] == "40.0 to 600.0"
    last = storage_table(stored)[-1]
    assert last[1:] == ["-", "-", "-", "12,000"]


@given(st.floats(1, 1e6), st.booleans())
def test_nothing_is_more_than_half_busy(rate: float, batched: bool) -> None:
    found = need(COSTS, rate, batched=batched)
    assert found.service_cores <= found.processes / 2
    assert found.database_cores <= found.nodes * 16 / 2
    assert found.wal_bytes_a_second[1] <= found.nodes * NODE_WAL_BYTES / 2 * (1 + 1e-9)
