"""A description of the machine that the figures were measured on."""

from __future__ import annotations

import os
import platform
import sqlite3
import sysconfig
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import NamedTemporaryFile
from time import perf_counter

SYNCS = 100
BLOCK = bytes(8_192)


def describe(folder: Path, *, postgres_version: str, file_system: str) -> dict[str, str]:
    """Return names and values in the order of display. `folder` is where the databases are."""
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "memory": f"{_memory_bytes() / 2**30:.0f} GiB",
        "kernel": f"{platform.system()} {platform.release()}",
        "disk": f"{file_system}, {sync_ms(folder):.2f} ms per synced write of 8 KiB",
        "Python": f"{platform.python_version()}, {_build()}",
        "PostgreSQL": f"{postgres_version}, fsync and synchronous_commit on",
        "SQLite": f"{sqlite3.sqlite_version}, WAL, synchronous=FULL",
    }


def sync_ms(folder: Path) -> float:
    """Return the ms of one fdatasync after writing 8 KiB. Every commit waits for one."""
    with NamedTemporaryFile(dir=folder) as file:
        times = [_write_through(file.fileno()) for _ in range(SYNCS)]
    return 1_000 * median(times)


def _write_through(descriptor: int) -> float:
    os.write(descriptor, BLOCK)
    started = perf_counter()
    os.fdatasync(descriptor)
    return perf_counter() - started


def _build() -> str:
    """Return how Python was built. A build with its own optimisations is much faster."""
    options = str(sysconfig.get_config_var("CONFIG_ARGS") or "")
    return "optimised build" if "--enable-optimizations" in options else "plain build"


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _memory_bytes() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
