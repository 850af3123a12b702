"""What is kept of documents is bounded by the memory that it really takes."""

from __future__ import annotations

import gc
import tracemalloc
import weakref
from contextlib import suppress

import pytest
from graphql import Token

from server.graphql.schema import build_schema
from server.operations import NotServed, Operations
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


def tokens_of(name: str) -> int:
    return sum(type(one) is Token and one.value == name for one in gc.get_objects())


async def test_what_is_dropped_is_freed_at_once() -> None:
    """Without a collection of garbage, for which everything would wait."""
    operations, query = Operations(SCHEMA, cache_bytes=1_000_000), "{ onlyHere: __typename }"
    document = weakref.ref((await operations.find(query, None, BUDGETS.user))._source.document)
    assert (document() is None, tokens_of("onlyHere")) == (False, 1)
    gc.disable()
    try:
        for number in range(30):
            await operations.find(f"{{ a{number}: __typename }}", None, BUDGETS.user)
        assert operations.known(query, None) is None
        assert (document() is None, tokens_of("onlyHere")) == (True, 0)
    finally:
        gc.enable()


@pytest.mark.parametrize(
    "query",
    [
        "{ onlyHere: __typename }",
        "query($v: Boolean!) { onlyHere: packs { name @skip(if: $v) } }",
        "{ onlyHere: nothing }",
        "{ onlyHere: packs { name ",
        "{ onlyHere: packs { name } ...F } fragment F on Query { packs { name } }",
        "{ onlyHere: packs { name } " + "packs { name } " * 300 + "}",
        "{ onlyHere: packs { name } " + "packs { name } " * 20 + "}",
    ],
)
def test_reading_leaves_no_document_behind(query: str) -> None:
    """Whether it is served or not."""
    gc.collect()
    gc.disable()
    try:
        with suppress(NotServed):
            Operations(SCHEMA).read(query, None, BUDGETS.anonymous)
        assert tokens_of("onlyHere") == 0
    finally:
        gc.enable()
