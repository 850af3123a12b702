"""What threads got of the processors, as the kernel tells (Linux only).

A busy machine lets threads wait for a processor. That is not the fault of the server, so it is no
part of a stall.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

NANOSECOND = 1e-9


@dataclass(frozen=True, slots=True)
class Scheduled:
    """Seconds since the start of the threads."""

    computing: float
    """The processor time of the server's loop."""
    waiting: float
    """The time in which a thread of the server, or the own one, was ready without a processor."""


def scheduled(pid: int) -> Scheduled:
    """Return what the server `pid` has got until now; its loop is in its first thread."""
    # A thread may end before it is read.
    with suppress(FileNotFoundError, ProcessLookupError):
        loop, _ = _times(Path(f"/proc/{pid}/task/{pid}"))
        return Scheduled(loop, sum(_delays(pid)) + _own_delay())
    raise ChildProcessError(f"process {pid} is gone")


def stalled(seconds: float, before: Scheduled, after: Scheduled) -> float:
    """Return how much of a wait of so many seconds was a stall of the loop.

    All but the waiting for a processor, and at least what the loop computed meanwhile: several
    threads may have waited at the same time.
    """
    waited = after.waiting - before.waiting
    computed = min(seconds, after.computing - before.computing)
    return max(computed, seconds - waited)


def _delays(pid: int) -> Iterator[float]:
    for task in Path(f"/proc/{pid}/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):
            yield _times(task)[1]


def _own_delay() -> float:
    return _times(Path(f"/proc/self/task/{threading.get_native_id()}"))[1]


def _times(task: Path) -> tuple[float, float]:
    """Return the seconds that a thread computed, and those that it waited for a processor."""
    computing, waiting, _ = (task / "schedstat").read_text(encoding="ascii").split()
    return int(computing) * NANOSECOND, int(waiting) * NANOSECOND
