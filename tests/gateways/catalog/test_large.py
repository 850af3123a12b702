"""The memory that reading a catalog with many models takes: a server reads it while it serves, and
keeps all memory that it ever had. A model may take 1,600 bytes, and 1,200 more while it is read."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from billing.catalog.catalog import Catalog
from gateways.catalog.file import parse_catalog

MODELS = 1_000
PRICES = 400
"""How many different prices the models have: somewhat more than in a public list."""
KILOBYTE = 1_000
HEAD = """\
plans:
  FREE: {name: Free, price: 0 USD, allowances: [10000 tokens/month]}
providers:
  lister:
    name: Lister
    models:
"""


def listing(models: int, *, first: str = "Model 0") -> str:
    """Return a catalog with so many models whose prices have parts, thresholds and tiers."""
    lines = "".join(
        f'      "maker/model-{n}": {{name: {first if n == 0 else f"Model {n}"}, '
        f"rates: {{input: {n % PRICES}.125, output: 12.5, cached_input: 0.0625, searches: 1000}}, "
        "above: {200K: {input: 2.5, output: 15}, 272K: {input: 5}}, "
        "tiers: {priority: {input: 3, output: 25}, batch: {input: 0.75, output: 6.25}}, "
        "capabilities: [vision], context: 200K, source: list.json}\n"
        for n in range(models)
    )
    return HEAD + lines


class Memory:
    """The bytes of Python's objects: the most while a block ran, and those that it left."""

    most = 0
    left = 0


@contextmanager
def traced() -> Iterator[Memory]:
    memory = Memory()
    tracemalloc.start()
    try:
        yield memory
        memory.left, memory.most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()


@pytest.fixture(scope="module")
def known() -> Catalog:
    return parse_catalog(listing(MODELS))


def test_reading_a_large_catalog_takes_little_more_memory_than_its_models() -> None:
    text = listing(MODELS)
    with traced() as memory:
        catalog = parse_catalog(text)
    assert len(catalog.models) == MODELS
    assert memory.left < 1_600 * KILOBYTE
    assert memory.most < 2_800 * KILOBYTE


def test_a_new_version_takes_memory_for_its_changes_only(known: Catalog) -> None:
    text = listing(MODELS, first="Renamed")
    with traced() as memory:
        catalog = parse_catalog(text, earlier=known)
    assert catalog.models["maker/model-0"].display_name == "Renamed"
    assert [*catalog.models.values()][1:] == [*known.models.values()][1:]
    assert memory.left < 350 * KILOBYTE
