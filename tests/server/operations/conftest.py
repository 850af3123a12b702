"""Warnings about coroutines that were never awaited belong to the test that made them."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module", autouse=True)
def frozen() -> None:
    """Leave out of the collections what was there before. They would take 50 ms for each test."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def collected(frozen: None) -> Iterator[None]:
    """Collect garbage at the end: otherwise the warning fails a later test of another file."""
    yield
    gc.collect()
