"""Attacks by the JSON of a body: depth, width, names, forms."""

from __future__ import annotations

import gzip
import json
from typing import Any

from tests.abuse.attack import SERVED, Attack
from tests.abuse.bodies import LIMIT, body, uses
from tests.abuse.forms import queries

BAD = ("BAD_INPUT",)
PACKS = "{ packs { name } }"
MODEL = "query M($n: String!) { model(name: $n) { name } }"
USE = "mutation U($i: RecordUsageInput!) { recordUsage(input: $i) { __typename } }"
DEEP = 60_000


def given(query: str, **variables: Any) -> dict[str, Any]:
    return {"query": query, "variables": variables}


def one_use(**changes: Any) -> dict[str, Any]:
    return given(USE, i=uses(1)[0] | changes)


def nested(depth: int) -> Any:
    """Return lists in lists."""
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


ATTACKS: tuple[Attack, ...] = (
    queries(
        "lists in lists, 60,000 deep", body(PACKS, x="[" * DEEP + "]" * DEEP), answers=BAD + LIMIT
    ),
    queries(
        "objects in objects, 20,000 deep",
        body(PACKS, x='{"a":' * 20_000 + "1" + "}" * 20_000),
        answers=BAD + LIMIT,
    ),
    queries(
        "brackets that nobody closes",
        b'{"query":' + b"[" * 120_000,
        b"[" * 130_000,
        b'{"a":' * 26_000,
        answers=BAD + LIMIT,
    ),
    queries(
        "1,900 members of one name",
        b'{"query": "{ packs { name } }"' + b', "query": ""' * 1_900 + b"}",
        answers=BAD + LIMIT,
    ),
    queries(
        "1,900 members of 50 letters",
        body(PACKS, **{f"v{n:0>50}": "1" for n in range(1_900)}),
        answers=(SERVED,),
    ),
    queries(
        "a number of 100,000 digits",
        body(PACKS, x="9" * 100_000),
        body(PACKS, x="-" + "9" * 100_000),
        body(PACKS, x="0." + "9" * 100_000),
        answers=(SERVED, *BAD),
    ),
    queries(
        "numbers that JSON does not have",
        *(
            body(PACKS, x=text)
            for text in ("NaN", "-Infinity", "1e999999", "-0", "0x10", "01", "+1", ".5", "1_000")
        ),
        answers=(SERVED, *BAD),
    ),
    queries(
        "20,000 escaped NULs", body(MODEL, n='"' + "\\u0000" * 20_000 + '"'), answers=(SERVED, *BAD)
    ),
    queries(
        "20,000 halves of characters",
        body(MODEL, n='"' + "\\ud83d" * 20_000 + '"'),
        answers=(SERVED, *BAD),
    ),
    queries(
        "60,000 backslashes", body(MODEL, n='"' + "\\\\" * 60_000 + '"'), answers=(SERVED, *BAD)
    ),
    queries(
        "a text that does not end, of backslashes", body(MODEL, n='"' + "\\" * 120_001), answers=BAD
    ),
    queries(
        "1,900 names that look like marks",
        body(PACKS, **{f",[{{{n}": '"[,{"' for n in range(1_900)}),
        answers=(SERVED,),
    ),
    queries(
        "bodies in UTF-16, UTF-32 and with a byte order mark",
        *(
            json.dumps(given(PACKS)).encode(code)
            for code in ("utf-16", "utf-32", "utf-16-le", "utf-8-sig", "utf-7")
        ),
        answers=(SERVED, *BAD),
    ),
    queries(
        "bytes that are no UTF-8",
        b'{"query": "' + b"\xff" * 100_000 + b'"}',
        b"\xc0\x80" * 60_000,
        b"\xed\xa0\x80" * 40_000,
        answers=BAD,
    ),
    queries(
        "a batch of 1,000 operations",
        json.dumps([given(PACKS)] * 1_000).encode(),
        answers=BAD + LIMIT,
    ),
    queries(
        "a bomb of gzip", gzip.compress(b" " * 50_000_000), answers=BAD, content_encoding="gzip"
    ),
    queries(
        "codings that do not exist, and many of them",
        body(PACKS),
        answers=(SERVED, *BAD),
        content_encoding=", ".join(["gzip", "br", "x"] * 1_000),
    ),
    queries(
        "a form with a file of 1 MB",
        b'--x\r\ncontent-disposition: form-data; name="0"\r\n\r\n' + b"a" * 1_000_000,
        answers=BAD,
        content_type="multipart/form-data; boundary=x",
    ),
    queries(
        "a form of 10,000 fields",
        b"a=b&" * 10_000,
        answers=BAD,
        content_type="application/x-www-form-urlencoded",
    ),
    queries(
        "a type with 20 KB of parameters",
        body(PACKS),
        answers=(SERVED, *BAD),
        content_type="application/json" + ";a=b" * 5_000,
    ),
    queries("a type of 20 KB", body(PACKS), answers=BAD, content_type="a/" + "b" * 20_000),
    queries(
        "an Accept of 1,900 types",
        body(PACKS),
        answers=(SERVED,),
        accept=", ".join(["text/html;q=0.1"] * 1_900),
    ),
    queries(
        "extensions of 100 KB",
        {
            "query": PACKS,
            "extensions": {"persistedQuery": {"version": 1, "sha256Hash": "a" * 100_000}},
        },
        answers=(SERVED, *BAD, *LIMIT, "PERSISTED_QUERY_NOT_FOUND"),
    ),
)
