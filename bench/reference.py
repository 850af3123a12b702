"""The reference: pgbench calls a function in the database, with nothing in between."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from bench.postgres import client_program
from bench.proc import children_cpu_seconds
from bench.servers import run_sql

FOLDER = Path(__file__).parent
SCRIPTS = FOLDER / "pgbench"
CUSTOMERS = 1_000
_RATE = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)
_RUNS = re.compile(r"^number of transactions actually processed: ([1-9]\d*)", re.MULTILINE)
_FAILED = re.compile(r"number of failed transactions: ([1-9]\d*)")


class PgbenchFailed(RuntimeError):
    """pgbench failed; the message is what it printed."""


@dataclass(frozen=True, slots=True)
class Limit:
    """Runs of the script per second, and the database's processor time per run."""

    per_second: float
    database_cpu_us: float


def load_reference(database_url: str) -> None:
    """Create the tables, the functions, and customers with grants in an empty database."""
    run_sql(database_url, FOLDER / "reference.sql", customers=CUSTOMERS)


def measure(
    database_url: str, script: str, *, seconds: float, database_pid: int, clients: int = 32
) -> Limit:
    """Run pgbench once. `script` is a name in the folder pgbench. Raises PgbenchFailed."""
    before = children_cpu_seconds(database_pid)
    command: list[str | Path] = [client_program("pgbench"), "-n", "-M", "prepared"]
    # pgbench takes whole seconds only, and its clock starts before it connects.
    command += [f"-c{clients}", "-j1", f"-T{ceil(seconds) + 1}"]
    command += ["-f", SCRIPTS / f"{script}.sql", database_url]
    result = subprocess.run(command, check=False, capture_output=True, text=True)
    spent = children_cpu_seconds(database_pid) - before
    rate, runs = _RATE.search(result.stdout), _RUNS.search(result.stdout)
    if result.returncode != 0 or rate is None or runs is None or _FAILED.search(result.stdout):
        raise PgbenchFailed(f"{script}: {result.stdout}{result.stderr[-500:]}")
    return Limit(float(rate[1]), 1_000_000 * spent / int(runs[1]))
