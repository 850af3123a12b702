"""What is kept of documents is bounded by the memory that it really takes."""

from __future__ import annotations

import gc
import tracemalloc

import pytest

from server.graphql.schema import build_schema
from server.operations import Operations
from server.operations.cache import Cache
from tests.support.server.compiled import BUDGETS
from tests.support.server.documents import BALANCE, RECORD

SCHEMA = build_schema()
SHAPES = {
    "a use": RECORD,
    "a balance": BALANCE,
    "names": f"{{ packs {{ {'name ' * 140} }} }}",
    "aliases": "{ packs { " + " ".join(f"a{n}: name" for n in range(400)) + " } }",
    "nested": "{ packs { price { amount } } models { rates { input } } } " + "# comment " * 100,
    "conditions": "{ packs { name } plans @skip(if: false) { name } }",
    "strings": '{ model(name: "' + "x" * 5_000 + '") { name } }',
    "lists": "query ($a: [String!] = [" + '"x" ' * 1_000 + "]) "
    "{ account { quotas(models: $a) { used } } }",
}


def test_the_least_recently_used_is_dropped_first() -> None:
    cache = Cache[str, str](160)
    for name in "abc":
        cache.put(name, name, 10)
    assert cache.get("a") == "a"
    for number in range(14):
        cache.put(str(number), "", 10)
    assert (cache.get("a"), cache.get("b"), cache.bytes) == ("a", None, 160)
    cache.put("a", "a", 3)
    assert cache.bytes == 153
    cache.put("a", "a", 11)
    assert (cache.get("a"), cache.bytes, len(cache)) == (None, 150, 15), "too large for this cache"


@pytest.mark.parametrize("query", SHAPES.values(), ids=SHAPES)
def test_the_size_of_an_operation_is_at_least_its_memory(query: str) -> None:
    operations = Operations(SCHEMA)
    # Whatever the schema makes at the first use is not the document's.
    operations.read(query, None, BUDGETS.gateway)
    gc.collect()
    tracemalloc.start()
    try:
        kept = [operations.read(query, None, BUDGETS.gateway) for _ in range(5)]
        gc.collect()
        taken = tracemalloc.get_traced_memory()[0] / len(kept)
    finally:
        tracemalloc.stop()
    assert taken <= kept[0].bytes <= 5 * taken
