"""Attacks by documents that are named: by their hashes, and by ids of a list."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from tests.abuse.attack import SERVED, Attack, http
from tests.abuse.documents import LIMIT, many

NOT_FOUND = ("PERSISTED_QUERY_NOT_FOUND",)
BAD = ("BAD_INPUT",)
SERVED_FOR_A_WHILE = (SERVED, "RATE_LIMITED")
"""To read a long document costs units, which hundreds of them use up."""
MANY_ALIASES = many("b#: plans { name }", 101)


def by_hash(document: str, *, sends: bool = True, digest: str | None = None) -> dict[str, Any]:
    """Return a request that names a document by its hash, and `sends` it too."""
    found = digest or sha256(document.encode()).hexdigest()
    named = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": found}}}
    return {"query": document, **named} if sends else named


def padded(number: int) -> str:
    return f"{{ a{number}: packs {{ name }} }}{' ' * 16_000}"


ATTACKS: tuple[Attack, ...] = (
    http(
        "600 documents of 16 KB that are registered",
        *(by_hash(padded(number)) for number in range(600)),
        answers=SERVED_FOR_A_WHILE,
    ),
    http(
        "600 documents of 60 KB with their hashes",
        *(by_hash(f"{padded(number)}{' ' * 44_000}") for number in range(600)),
        answers=SERVED_FOR_A_WHILE,
    ),
    http(
        "600 hashes of nothing",
        *(by_hash(padded(number), sends=False) for number in range(1_000, 1_600)),
        answers=NOT_FOUND,
    ),
    http(
        "600 hashes of other documents of 60 KB",
        *(by_hash(padded(n) + " " * 44_000, digest=f"{n:064x}") for n in range(600)),
        answers=BAD,
    ),
    http(
        "600 registrations of what is not valid",
        *(by_hash(f"{{ a{number}: nothing }}{' ' * 16_000}") for number in range(600)),
        answers=(*BAD, "RATE_LIMITED"),
    ),
    http(
        "600 registrations of what is too much",
        *(
            by_hash(f"{{ a{n}: packs {{ name }} {many('b#: plans { name }', 101)} }}")
            for n in range(600)
        ),
        answers=LIMIT,
    ),
    http("a hash of 100 KB", by_hash("", sends=False, digest="a" * 100_000), answers=BAD),
    http("an id of 100 KB", {"documentId": "a" * 100_000}, answers=BAD),
    http("600 unknown ids", *({"documentId": f"x{n}"} for n in range(600)), answers=BAD),
    http("an id that is a list", {"documentId": [[[]]] * 500}, answers=BAD),
    http(
        "a persisted query of 1,900 members",
        {"extensions": {"persistedQuery": {f"k{n}": 1 for n in range(1_900)}}},
        answers=BAD,
    ),
)
