"""Processor time and memory of a process, as the kernel reports them (Linux only), or as a service
on another machine tells."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

TICK_SECONDS = 1 / os.sysconf("SC_CLK_TCK")
ATTEMPTS = 100
TELLING_SECONDS = 5
TOLD = "process_cpu_seconds_total"


def cpu_seconds(pid: int) -> float:
    """Return the user and kernel seconds so far. Raises FileNotFoundError if the process ended."""
    fields = _stat(pid)
    return (int(fields[11]) + int(fields[12])) * TICK_SECONDS


def told_cpu_seconds(address: str) -> float:
    """Return the seconds that a service tells at the address of its metrics; 0 if it does not."""
    with suppress(OSError), urlopen(address, timeout=TELLING_SECONDS) as answer:  # noqa: S310 - the address of the service, always http
        lines = answer.read().decode().splitlines()
        return sum(float(line.split()[-1]) for line in lines if line.startswith(TOLD))
    return 0.0


def parent(pid: int) -> int:
    return int(_stat(pid)[1])


def children_cpu_seconds(pid: int) -> float:
    """Return the seconds of the living and the ended children. Raises ChildProcessError."""
    for _ in range(ATTEMPTS):
        # A child that ends meanwhile would be missing from both counts.
        with suppress(FileNotFoundError, ProcessLookupError):
            return _children_cpu_seconds(pid)
    raise ChildProcessError(f"process {pid} is gone, or its children come and go too fast")


def _children_cpu_seconds(pid: int) -> float:
    fields = _stat(pid)
    ended = (int(fields[13]) + int(fields[14])) * TICK_SECONDS
    return ended + sum(cpu_seconds(child) for child in _children(pid))


def resident_bytes(pid: int) -> int:
    """Return the bytes of memory that the process holds now."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in found.split()]


def _stat(pid: int) -> list[str]:
    # The name, in parentheses, may contain spaces.
    text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    return text.rpartition(")")[2].split()
