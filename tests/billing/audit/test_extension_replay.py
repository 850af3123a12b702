"""Histories with extended holds replay without a fault, and forged ones do not."""

from __future__ import annotations

from typing import Any

import pytest

from billing.ledger.entry import EntryKind
from billing.ledger.grant import Charge
from billing.ledger.hold import closing_key
from billing.ledger.hold_posting import post_extension
from billing.ledger.hold_rules import (
    decide_extension,
)
from tests.support.audit.held import (
    ALLOWANCE,
    RELEASE,
    SECOND,
    Held,
    forged,
)
from tests.support.audit.histories import START, faults
from tests.support.ledger.factories import (
    extending,
    placing,
    releasing,
    settling,
)


def extended() -> Held:
    """Make a history: 2 hold, 3 extended, 4 extended to a day, 5 settled after the first end."""
    history = Held()
    history.hold(placing(input_tokens=7, ttl_seconds=60))
    for seconds in (3_600, 86_400):
        hold = history.account.holds[0]
        asked = extending(2, ttl_seconds=seconds)
        history.pay(decide_extension(asked, START, [(history.account, hold)], history.now))
    history.touch(hours=23)
    history.hold(settling(2, input_tokens=7))
    return history


EXTENSION = EntryKind.EXTENSION

LATER = "hold 2 until 2026-01-31T13:30:00.000000+00:00"


def test_a_sound_history_of_extended_holds_has_no_fault() -> None:
    history = extended()
    assert faults(history) == []
    assert [entry.kind.value[0] for entry in history.entries] == ["A", "H", "E", "E", "U"]
    assert history.entries[2].reason == LATER


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": None},
        {"reason": "hold 2"},
        {"reason": LATER.replace("hold 2", "hold 1")},
        {"reason": LATER.replace("hold 2", "hold  2")},
        {"reason": LATER.replace(".000000", "")},
        {"reason": LATER.replace("13:30", "12:30")},
        {"reason": LATER.replace("01-31T13:30", "02-01T12:30").replace("00.0", "00.1")},
        {"charges": (Charge(1, ALLOWANCE, 1),)},
        {"occurred_at": START + SECOND},
        {"fingerprint": bytes(16)},
        {"idempotency_key": closing_key(2)},
        {"tokens": -1, "balance": 9_999},
        {"kind": EntryKind.CAP},
        {"kind": RELEASE},
    ],
)
def test_every_part_of_an_extension_is_checked(changes: dict[str, Any]) -> None:
    history = extended()
    history.forge(3, **changes)
    assert any(what.startswith("3: ") for what in faults(history)), faults(history)


@pytest.mark.parametrize("way", ["settled", "released", "expired"])
def test_an_extension_of_a_hold_that_is_not_open_is_a_fault(way: str) -> None:
    history = Held()
    history.hold(placing(input_tokens=7, ttl_seconds=60))
    hold = history.account.holds[0]
    if way == "expired":
        history.touch(seconds=60)
    else:
        history.hold({"settled": settling(2), "released": releasing(2)}[way])
    late = history.now + SECOND
    history.pay([post_extension(history.account, hold, late, history.now)])
    number = history.entries[-1].revision
    assert forged(history) == [f"{number}: extends hold 2, which is not open"]


def test_an_extension_that_the_state_does_not_have_is_a_fault() -> None:
    history = Held()
    history.hold(placing(input_tokens=7, ttl_seconds=60))
    before = history.account.holds
    history.pay([post_extension(history.account, before[0], START + 90 * SECOND, history.now)])
    found = faults(history, account=history.account._replace(holds=before))
    assert [what.partition(" is ")[0] for what in found] == ["holds"]
