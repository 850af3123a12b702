"""Warnings about coroutines that were never awaited belong to the test that made them."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """Collect garbage at the end: otherwise the warning fails a later test of another file."""
    yield
    gc.collect()
