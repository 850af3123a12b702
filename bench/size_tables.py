"""The tables of bytes per use, and of what a number of users needs."""

from __future__ import annotations

from statistics import median

from bench.findings import Findings, Table
from bench.sizing import Costs, Need, need
from bench.storage import Storage, Written
from bench.world import POSTGRES

LOADS = (("1M users", 100), ("50M users", 50_000))
"""Mean uses per second."""


def storage_table(measured: Storage) -> Table:
    """Return the bytes per use."""

    def row(title: str, one: Written) -> list[str]:
        found = (one.rows, one.indexes, one.everything, one.wal)
        return [title, *(f"{value:,.0f}" for value in found)]

    return [
        ["bytes per use, PostgreSQL", "its row", "indexes", "all tables", "WAL"],
        row("batches of 1,000, accounts that are often used", measured.batches),
        row("single uses, accounts that are often used", measured.singles),
        # So few uses that tables and indexes hardly grow.
        [
            "single uses after a checkpoint, accounts that are seldom used",
            *"---",
            f"{measured.seldom.wal:,.0f}",
        ],
    ]


def costs_of(findings: Findings, storage: Storage) -> Costs | None:
    """Return the measured costs; None without the scenarios of single uses and of batches."""
    by_name = {one.name: one for one in findings.scenarios}
    found = []
    for name in ("single-32", "batch-1000"):
        loads = findings.rounds.loads.get((POSTGRES, name))
        if not loads:
            return None
        units = by_name[name].units(1)
        found.append(
            (
                median(one.cpu_us for one in loads) / units,
                median(one.database_cpu_us for one in loads) / units,
            )
        )
    (single, single_database), (batched, batched_database) = found
    return Costs(
        service_us=single,
        batched_us=batched,
        database_us=single_database,
        batched_database_us=batched_database,
        disk_bytes=storage.batches.everything,
        wal_often=storage.batches.wal,
        wal_seldom=storage.seldom.wal,
    )


def sizing_table(costs: Costs) -> Table:
    """Return what the loads need, as single requests and as batches."""
    head, needs = [""], []
    for title, rate in LOADS:
        for batched in (False, True):
            head.append(f"{title}, {rate:,} uses/s, {'batches' if batched else 'singles'}")
            needs.append(need(costs, rate, batched=batched))
    return [head, *([title, *map(show, needs)] for title, show in _ROWS)]


def _wal(one: Need) -> str:
    return " to ".join(f"{rate / 1e6:,.1f}" for rate in one.wal_bytes_a_second)


_ROWS = (
    ("busy cores, service", lambda one: f"{one.service_cores:,.2f}"),
    ("busy cores, PostgreSQL", lambda one: f"{one.database_cores:,.2f}"),
    ("processes of the service", lambda one: f"{one.processes:,}"),
    ("database nodes, each with a standby", lambda one: f"{one.nodes:,}"),
    ("disk for a year of uses, TB", lambda one: f"{one.disk_bytes_a_year / 1e12:,.1f}"),
    ("WAL, MB per second", _wal),
    ("dollars a month", lambda one: f"{one.dollars:,.0f}"),
)
