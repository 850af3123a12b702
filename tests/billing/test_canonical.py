"""The text for digests is always JSON."""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import blake2b

from hypothesis import given
from hypothesis import strategies as st

from billing.canonical import json_list
from billing.ledger.entry import Entry, EntryKind, Use, digest_of
from billing.ledger.grant import Charge, GrantSource
from tests.support.ledger.factories import NOW

texts = st.text(st.characters(codec="utf-8"))
plain = texts | st.integers() | st.none() | st.booleans() | st.sampled_from(EntryKind)


@given(st.lists(plain))
def test_a_list_is_written_as_the_json_module_writes_it(values: list[str | int | None]) -> None:
    assert json_list(values) == json.dumps(values)


@given(
    account=texts,
    reason=texts | st.none(),
    tokens=st.integers(),
    fingerprint=st.binary(),
    requested=texts | st.none(),
    paid=st.lists(st.sampled_from(GrantSource), max_size=3),
    late=st.booleans(),
)
def test_an_entrys_digest_is_of_its_json(
    *,
    account: str,
    reason: str | None,
    tokens: int,
    fingerprint: bytes,
    requested: str | None,
    paid: list[GrantSource],
    late: bool,
) -> None:
    charges = tuple(Charge(n, source, tokens) for n, source in enumerate(paid))
    occurred_at = NOW - timedelta(hours=1) if late else NOW
    use = Use("m", 1, 2, 0, "8/8/8", reason, requested)
    head = (account, 3, EntryKind.USAGE, -tokens, tokens, charges)
    entry = Entry(*head, NOW, occurred_at, account, fingerprint, reason, use)
    # As in the entries of releases without other names.
    written = use[:6] if requested is None else use
    times = (NOW.isoformat(), occurred_at.isoformat())
    content = (head, *times, account, fingerprint.hex(), reason, written)
    text = json.dumps(content).encode()
    assert digest_of(entry, b"k") == blake2b(text, key=b"k", digest_size=16).digest()
