"""`python -m server audit` needs no more memory for a large ledger than for a small one."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from db.engine.config import connect, disconnect, sqlite_path
from services.catalog import CatalogService
from tests.gateways.catalog.small_catalog import SMALL
from tests.services.commit.committing import commit_batch
from tests.support.clocks import Clock
from tests.support.ledger.factories import use
from tests.support.server.server_process import ROOT, environment

pytestmark = pytest.mark.heavy

SMALL_LEDGER, LARGE_LEDGER = 1_000, 21_000
GROWTH_MAX_MB = 8
"""The memory of one page of accounts and one chunk of entries, for any number of them. Keeping the
20,000 additional entries would take 17 MB."""


async def fill(url: str, entries: int) -> None:
    """Write entries: half of them for one account, the rest for many."""
    await connect(url)
    try:
        catalog = CatalogService(clock=Clock())
        await catalog.apply(SMALL, "test")
        for start in range(0, entries, 1_000):
            names = (f"a{n}" if n % 2 else "hot" for n in range(start, start + 1_000))
            uses = [use(account_id=name, model="gift", may_open=True) for name in names]
            await commit_batch(uses, book=catalog.book, clock=Clock())
    finally:
        await disconnect()


def peak_mb(url: str) -> float:
    """Return the peak memory of a process that audits the database. It prints this at its end."""
    program = (
        "import atexit, resource, sys; from server.cli.commands import main;"
        "atexit.register(lambda: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss));"
        "sys.argv = ['server', 'audit']; main()"
    )
    result = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment(DATABASE_URL=url),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert ", 0 faults" in result.stdout
    # Kilobytes on Linux, bytes on macOS.
    return int(result.stdout.split()[-1]) / (1024 if sys.platform == "linux" else 1024**2)


async def test_the_audit_s_memory_does_not_grow_with_the_ledger(sqlite_url: str) -> None:
    await fill(sqlite_url, SMALL_LEDGER)
    small = peak_mb(sqlite_url)
    await fill(sqlite_url, LARGE_LEDGER - SMALL_LEDGER)
    path = sqlite_path(sqlite_url)
    assert path is not None
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM entry").fetchone()[0] > LARGE_LEDGER
    assert peak_mb(sqlite_url) < small + GROWTH_MAX_MB
