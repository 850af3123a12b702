"""The order of tests in a run with several processes: each process begins with long tests.

A process gets a part of the list, in one piece, and a process without work takes tests from the end
of another one's part. If long tests came last, one process would finish much later than the others.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def processes() -> int:
    """Return the number of processes of this run."""
    return int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))


def long_first(items: Sequence[T], is_long: Callable[[T], bool], parts: int) -> list[T]:
    """Return the items in an order in which each of the parts begins with its share of long ones.

    Otherwise the order is kept.
    """
    long = [item for item in items if is_long(item)]
    short = [item for item in items if not is_long(item)]
    ordered: list[T] = []
    for part in range(parts):
        for some in (long, short):
            ordered += some[part * len(some) // parts : (part + 1) * len(some) // parts]
    return ordered
