"""The sizing for a number of users, calculated from measured processor time and bytes per use."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

SECONDS_A_DAY = 86_400
DAYS_A_YEAR, DAYS_A_MONTH = 365, 30.4
BUSY_AT_MOST = 0.5
"""The share of a core, or of a node's WAL, that is planned: the rest is for peaks and for the death
of a neighbour."""
NODE_CORES = 16
NODE_WAL_BYTES = 200e6
"""The WAL that a node's disk takes per second."""
CORE_PRICE, DISK_PRICE = 30.0, 0.10
"""Dollars a month for a core with its memory, and for a gigabyte of a fast network disk."""


@dataclass(frozen=True, slots=True)
class Costs:
    """Measured costs of a use: CPU-µs of the service and of the database, when uses come singly
    and in batches; bytes that stay on the disk; bytes of WAL for accounts that are often and
    seldom used."""

    service_us: float
    batched_us: float
    database_us: float
    batched_database_us: float
    disk_bytes: float
    wal_often: float
    wal_seldom: float


@dataclass(frozen=True, slots=True)
class Need:
    """The needs of one load. Cores are mean numbers of busy ones; nodes and processes have room for
    peaks. `dollars` are a month's, when a year of uses is on the disk, with one copy."""

    service_cores: float
    database_cores: float
    processes: int
    nodes: int
    disk_bytes_a_year: float
    wal_bytes_a_second: tuple[float, float]
    dollars: float


def need(costs: Costs, uses_per_second: float, *, batched: bool) -> Need:
    """Calculate what a mean load needs. A database node is limited by its cores or by its WAL; the
    WAL is that of seldom used accounts, the worst case."""
    service = (costs.batched_us if batched else costs.service_us) * uses_per_second / 1e6
    database_us = costs.batched_database_us if batched else costs.database_us
    database = database_us * uses_per_second / 1e6
    wal = (costs.wal_often * uses_per_second, costs.wal_seldom * uses_per_second)
    by_cores, by_wal = database / NODE_CORES, wal[1] / NODE_WAL_BYTES
    processes = max(2, ceil(service / BUSY_AT_MOST))
    nodes = ceil(max(by_cores, by_wal) / BUSY_AT_MOST)
    disk = costs.disk_bytes * uses_per_second * SECONDS_A_DAY * DAYS_A_YEAR
    cores = processes + 2 * max(2, ceil(database / BUSY_AT_MOST))
    dollars = cores * CORE_PRICE + 2 * disk / 1e9 * DISK_PRICE
    return Need(service, database, processes, nodes, disk, wal, dollars)
