"""A forged entry, grant, account or chain is found by what it contradicts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from billing.ledger.entry import EntryKind
from billing.ledger.grant import Charge, GrantSource
from tests.support.audit.histories import START, eventful, faults

TEXTS: list[Any] = ["1", "ALLOWANCE", "9"]
Forgery = tuple[int, dict[str, Any], str]
FORGERIES: list[Forgery] = [
    (1, {"kind": EntryKind.ADJUSTMENT}, "first entry must be an allowance"),
    (1, {"recorded_at": START - timedelta(seconds=1)}, "before the preceding"),
    (1, {"tokens": 10_001}, "its grant says otherwise"),
    (1, {"charges": (Charge(1, GrantSource.ALLOWANCE, 5),)}, "should have paid 0 of debt"),
    (2, {"revision": 3}, "comes where revision 2 should"),
    (2, {"tokens": -801}, "took 801, but its charges make 800"),
    (2, {"balance": 9_201}, "the entries before it make 9200"),
    (2, {"balance": -1}, "available tokens negative"),
    (2, {"charges": (Charge(1, GrantSource.ADJUSTMENT, 800),)}, "but it is ALLOWANCE"),
    (2, {"charges": (Charge(1, GrantSource.ALLOWANCE, 10_001),)}, "which has 10000"),
    (2, {"charges": (Charge(1, GrantSource.ALLOWANCE, -1),)}, "takes -1 of grant 1"),
    (2, {"charges": (Charge(1, GrantSource.ALLOWANCE, 0),)}, "takes 0 of grant 1"),
    (2, {"charges": (Charge(9, GrantSource.ALLOWANCE, 800),)}, "of which nothing is left"),
    (2, {"charges": (Charge(77, GrantSource.ALLOWANCE, 800),)}, "of which nothing is left"),
    (2, {"charges": (Charge(*TEXTS),)}, "can't be replayed"),
    (2, {"use": None}, "a use without a model"),
    (3, {"tokens": -1}, "cost 1, but its terms 1000 TOKENS/MONTH make 0"),
    (4, {"reason": "theft"}, "its fingerprint does not fit"),
    (4, {"occurred_at": START - timedelta(days=1)}, "its grant says otherwise"),
    (5, {"charges": (Charge(1, GrantSource.ALLOWANCE, 8),)}, "grant 1 out of burn order"),
    (5, {"recorded_at": START + timedelta(days=9)}, "grant 4 outside its time"),
    (5, {"recorded_at": START - timedelta(seconds=1)}, "before the preceding"),
    (8, {"charges": ()}, "a lapse must name one grant"),
    (8, {"charges": (Charge(1, GrantSource.ALLOWANCE, 5),)}, "lapses 5, but 9184 were left"),
    (8, {"recorded_at": START + timedelta(days=27)}, "lapses in the future"),
    (9, {"recorded_at": START + timedelta(days=90)}, "is not a window of the account"),
]


@pytest.mark.parametrize(("revision", "changes", "fault"), FORGERIES)
def test_a_forged_entry_is_found_by_what_it_contradicts(
    revision: int, changes: dict[str, Any], fault: str
) -> None:
    history = eventful()
    history.forge(revision, **changes)
    number = changes.get("revision", revision)
    assert any(what.startswith(f"{number}: ") and fault in what for what in faults(history))


GRANT_FORGERIES: list[Forgery] = [
    (1, {"amount": 9_999}, "its grant says otherwise"),
    (1, {"source": GrantSource.ADJUSTMENT}, "its grant says otherwise"),
    (1, {"effective_at": START + timedelta(seconds=1)}, "its grant says otherwise"),
    (1, {"expires_at": START + timedelta(days=1)}, "is not a window"),
    (1, {"expires_at": None}, "is not a window"),
    (4, {"expires_at": None}, "its fingerprint does not fit"),
    (4, {"expires_at": START + timedelta(days=10)}, "its fingerprint does not fit"),
    (9, {"expires_at": START + timedelta(days=90)}, "grants is"),
]


@pytest.mark.parametrize(("number", "changes", "fault"), GRANT_FORGERIES)
def test_a_forged_grant_is_found(number: int, changes: dict[str, Any], fault: str) -> None:
    history = eventful()
    history.forge_grant(number, **changes)
    assert fault in " ".join(faults(history))


@pytest.mark.parametrize("revision", range(1, 11))
def test_a_deleted_entry_is_found(revision: int) -> None:
    history = eventful()
    del history.entries[revision - 1]
    history.chain()
    missing = f"revision {revision} should" if revision < 10 else "revision is 10, but"
    found = " ".join(faults(history))
    assert missing in found
    assert "nothing is left" not in found


@pytest.mark.parametrize("number", [1, 4, 9])
def test_a_deleted_grant_is_found_and_told_once(number: int) -> None:
    history = eventful()
    del history.grants[number]
    found = faults(history)
    assert f"{number}: its grant {number} is missing" in found
    assert not any("nothing is left" in what for what in found)


def test_a_grant_without_an_entry_is_found() -> None:
    history = eventful()
    history.grants[5] = history.grants[4]._replace(number=5)
    assert faults(history) == ["grant 5 has no entry"]


def test_a_broken_chain_is_told_at_the_entry_that_broke_it() -> None:
    history = eventful()
    history.entries[4] = history.entries[4]._replace(idempotency_key="other")
    assert faults(history) == ["5: its digest does not fit its content and the entry before it"]


def test_an_entry_that_no_digest_can_be_made_of_is_a_fault() -> None:
    history = eventful()
    history.entries[4] = history.entries[4]._replace(fingerprint=b"", digest=bytes(99))
    digest = "its digest does not fit its content and the entry before it"
    assert faults(history) == [f"5: {digest}", f"6: {digest}"]


ACCOUNT_FORGERIES: list[tuple[str, Any]] = [
    ("revision", 11),
    ("debt", 1),
    ("touched_at", START),
    ("grants", ()),
    ("renewals", {}),
    ("quotas", {}),
    ("digest", bytes(16)),
]


@pytest.mark.parametrize(("name", "value"), ACCOUNT_FORGERIES)
def test_a_forged_state_is_found(name: str, value: Any) -> None:
    history = eventful()
    (found,) = faults(history, account=history.account._replace(**{name: value}))
    assert found.startswith(f"{name} is ")
