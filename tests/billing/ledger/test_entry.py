from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from billing.ledger.account import NO_DIGEST
from billing.ledger.entry import Entry, EntryKind, Use, chained, digest_of, key_hash
from billing.ledger.grant import Charge, GrantSource
from tests.support.ledger.factories import NOW, entry

USE = Use("paid", 1, 0, 0, "8/8/8", None)
CHANGES: dict[str, list[Any]] = {
    "account_id": ["bob"],
    "revision": [3],
    "kind": [EntryKind.LAPSE],
    "tokens": [-9],
    "balance": [9_991],
    "charges": [
        (),
        (Charge(2, GrantSource.ALLOWANCE, 8),),
        (Charge(1, GrantSource.ADJUSTMENT, 8),),
        (Charge(1, GrantSource.ALLOWANCE, 7),),
    ],
    "recorded_at": [NOW + timedelta(microseconds=1)],
    "occurred_at": [NOW - timedelta(microseconds=1)],
    "idempotency_key": ["other", None],
    "fingerprint": [b"\1" * 16, None],
    "reason": ["because", ""],
    "use": [
        None,
        USE._replace(model="fine"),
        USE._replace(input_tokens=2),
        USE._replace(output_tokens=1),
        USE._replace(cached_input_tokens=1),
        USE._replace(terms="8/8/0.5"),
        USE._replace(metadata="{}"),
        USE._replace(requested_model="acme/paid"),
    ],
}


def test_the_digest_covers_every_field_but_itself() -> None:
    assert CHANGES.keys() == set(Entry._fields) - {"digest"}
    assert {name for value in CHANGES["use"] if value for name in differing(value)} == set(
        Use._fields
    )


def differing(other: Use) -> list[str]:
    return [name for name, a, b in zip(Use._fields, USE, other, strict=True) if a != b]


@pytest.mark.parametrize(
    ("field", "value"), [(field, value) for field, values in CHANGES.items() for value in values]
)
def test_a_changed_field_changes_the_digest(field: str, value: Any) -> None:
    original = entry()
    changed = original._replace(**{field: value})
    assert changed != original
    assert digest_of(changed, NO_DIGEST) != digest_of(original, NO_DIGEST)


def test_the_digest_covers_the_one_before() -> None:
    digests = {digest_of(entry(), previous) for previous in (NO_DIGEST, b"\1" * 16, b"\2" * 16)}
    assert len(digests) == 3


def test_a_chained_entry_carries_its_digest() -> None:
    made = chained(entry(), NO_DIGEST)
    assert made.digest == digest_of(made, NO_DIGEST)
    assert made._replace(digest=b"") == entry()


def test_the_digest_of_an_entry_never_changes() -> None:
    # Old ledgers depend on this text. Any change of it would break all their digests.
    assert digest_of(entry(), NO_DIGEST).hex() == "f05ddba516fc3b13527654dc67d5683f"


def test_keys_are_told_apart() -> None:
    keys = ["a", "b", "A", "a ", "é", "e\u0301"]
    assert len({key_hash(key) for key in keys}) == len(keys)
    assert {len(key_hash(key)) for key in keys} == {16}


def test_the_cost_is_what_the_entry_took() -> None:
    assert entry(tokens=-8).cost == 8
