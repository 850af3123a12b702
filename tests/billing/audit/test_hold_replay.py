"""Correct histories with holds replay without a fault, and forged ones do not.

As in `test_replay`, the digests of every forgery are calculated again.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from billing.catalog.catalog import Priority
from billing.ledger.entry import EntryKind
from billing.ledger.grant import Charge, GrantSource
from billing.ledger.hold import closing_key, hold_of
from tests.support.audit.held import (
    ALLOWANCE,
    HOLD,
    RELEASE,
    SECOND,
    USAGE,
    at,
    eventful,
    forged,
    terms,
)
from tests.support.audit.histories import START, faults
from tests.support.ledger.factories import (
    releasing,
    settling,
)


def test_a_sound_history_of_holds_has_no_fault() -> None:
    history = eventful()
    assert faults(history) == []
    kinds = [entry.kind.value[0] for entry in history.entries]
    assert "".join(kinds) == "AAHHUHRHRRUHUH", [(e.revision, e.kind) for e in history.entries]


TERMS = [
    (0, '"model":"paid"', '"model":"fine"'),
    (0, '"input":1000', '"input":999'),
    (0, '"output":30', '"output":29'),
    (0, '"asked":30', '"asked":31'),
    (0, '"asked":30', '"asked":29'),
    (0, '"partial":false', '"partial":true'),
    (0, '"partial":false', '"partial":0'),
    (0, '"counted":0', '"counted":1'),
    (0, '"terms":"8/8/8"', '"terms":"9/8/8"'),
    (0, '"terms":"8/8/8"', '"terms":"unlimited"'),
    (0, '"terms":"8/8/8"', '"terms":"x"'),
    (0, '"priority":"STANDARD"', '"priority":"SLOW"'),
    (0, '"until":"2026-01-31T12:40', '"until":"2026-01-31T12:41'),
    (0, '"until":"2026-01-31T12:40', '"until":"2026-01-31T12:20'),
    (0, '"until":"2026-01-31T12:40:00', '"until":"2026-01-31T12:40:00.500000'),
    (0, "{", "{ "),
    (0, "{", '{"more":1,'),
    (1, '"counted":100', '"counted":99'),
    (1, "1000 TOKENS/MONTH", "1000 REQUESTS/MONTH"),
    (2, '"asked":900', '"asked":901'),
    (2, '"partial":true', '"partial":false'),
]


@pytest.mark.parametrize(("nth", "old", "new"), TERMS)
def test_every_part_of_what_a_hold_was_placed_for_is_checked(nth: int, old: str, new: str) -> None:
    history = eventful()
    entry = at(history, HOLD, nth)
    history.forge(entry.revision, **terms(entry, old, new))
    assert any(what.startswith(f"{entry.revision}: ") for what in faults(history)), faults(history)


Forgery = tuple[EntryKind, int, dict[str, Any]]

PAIR = (Charge(2, GrantSource.ADJUSTMENT, 80), Charge(1, ALLOWANCE, 8_160))

PAID_BY = (PAIR[0], PAIR[1]._replace(tokens=8_040))

FORGERIES: list[Forgery] = [
    (HOLD, 0, {"charges": ()}),
    (HOLD, 0, {"charges": PAIR[::-1]}),
    (HOLD, 0, {"charges": PAIR[:1]}),
    (HOLD, 0, {"charges": (PAIR[0], PAIR[1]._replace(tokens=8_159))}),
    (HOLD, 0, {"charges": (PAIR[0]._replace(source=GrantSource.PACK), PAIR[1])}),
    (HOLD, 0, {"kind": RELEASE}),
    (HOLD, 0, {"kind": USAGE}),
    (HOLD, 0, {"kind": EntryKind.PLAN}),
    (HOLD, 0, {"fingerprint": bytes(16)}),
    (HOLD, 0, {"fingerprint": None}),
    (HOLD, 0, {"reason": None}),
    (HOLD, 0, {"reason": "hold 3 RELEASED"}),
    (HOLD, 0, {"occurred_at": START - SECOND}),
    (HOLD, 0, {"idempotency_key": None}),
    (RELEASE, 0, {"charges": ()}),
    (RELEASE, 0, {"charges": (Charge(1, ALLOWANCE, 1_760),)}),
    (RELEASE, 0, {"reason": "hold 6 EXPIRED"}),
    (RELEASE, 0, {"reason": "hold 6 COMPLETED"}),
    (RELEASE, 0, {"reason": "hold 4 RELEASED"}),
    (RELEASE, 0, {"reason": "hold 3 RELEASED"}),
    (RELEASE, 0, {"reason": None}),
    (RELEASE, 0, {"occurred_at": START + SECOND}),
    (RELEASE, 0, {"kind": HOLD}),
    (RELEASE, 0, {"kind": EntryKind.LAPSE}),
    (RELEASE, 0, {"idempotency_key": closing_key(5)}),
    (RELEASE, 0, {"idempotency_key": None, "fingerprint": None}),
    (RELEASE, 0, {"fingerprint": bytes(16)}),
    (RELEASE, 1, {"reason": "hold 4 RELEASED"}),
    (RELEASE, 1, {"occurred_at": START + timedelta(hours=24)}),
    (RELEASE, 1, {"idempotency_key": closing_key(4)}),
    (USAGE, 0, {"charges": PAID_BY[::-1]}),
    (USAGE, 0, {"charges": (PAID_BY[0]._replace(source=GrantSource.PACK), PAID_BY[1])}),
    (USAGE, 0, {"charges": (PAID_BY[0]._replace(tokens=79), PAID_BY[1])}),
    (USAGE, 0, {"charges": (PAID_BY[0], PAID_BY[1]._replace(tokens=8_039))}),
    (USAGE, 0, {"charges": (Charge(1, ALLOWANCE, 8_120),)}),
    (USAGE, 0, {"charges": ()}),
    (USAGE, 0, {"reason": "hold 3 ABORTED"}),
    (USAGE, 0, {"reason": "hold 3 FAILED"}),
    (USAGE, 0, {"reason": "hold 3 SETTLED"}),
    (USAGE, 0, {"reason": "hold 4 COMPLETED"}),
    (USAGE, 0, {"reason": "hold 99 COMPLETED"}),
    (USAGE, 0, {"reason": None}),
    (USAGE, 0, {"occurred_at": START - SECOND}),
    (USAGE, 0, {"fingerprint": bytes(16)}),
    (USAGE, 0, {"idempotency_key": "k"}),
    (USAGE, 0, {"use": None}),
    (USAGE, 0, {"kind": RELEASE}),
    (USAGE, 1, {"reason": "hold 6 COMPLETED"}),
    (USAGE, 1, {"charges": ()}),
    (USAGE, 2, {"reason": "hold 12 COMPLETED"}),
]


@pytest.mark.parametrize("forgery", FORGERIES, ids=str)
def test_a_forged_entry_of_a_hold_is_found(forgery: Forgery) -> None:
    history = eventful()
    kind, nth, changes = forgery
    history.forge(at(history, kind, nth).revision, **changes)
    assert forged(history)


@pytest.mark.parametrize(
    "changes",
    [
        {"model": "fine"},
        {"input_tokens": 999},
        {"output_tokens": 16},
        {"cached_input_tokens": 1},
        {"terms": "failed"},
        {"terms": "unlimited"},
        {"metadata": None},
    ],
)
@pytest.mark.parametrize("nth", [0, 1, 2])
def test_a_forged_use_of_a_hold_is_found(nth: int, changes: dict[str, Any]) -> None:
    history = eventful()
    entry = at(history, USAGE, nth)
    assert entry.use is not None
    changed = entry.use._replace(**changes)
    if changed == entry.use:
        return
    history.forge(entry.revision, use=changed)
    assert forged(history)


@pytest.mark.parametrize("kind", [HOLD, RELEASE])
def test_a_hold_that_moves_tokens_is_found_though_all_balances_follow(kind: EntryKind) -> None:
    history = eventful()
    first = at(history, kind).revision
    history.forge(first, tokens=-5)
    for entry in history.entries[first - 1 :]:
        history.forge(entry.revision, balance=entry.balance - 5)
    assert any(what.startswith(f"{first}: changes the balance") for what in faults(history))


@pytest.mark.parametrize("number", [4, 8])
def test_a_second_closing_is_found(number: int) -> None:
    history = eventful()
    entry = history.entries[number - 1]
    hold = history.account._replace(holds=(*history.account.holds, hold_of(entry)))
    history.account = hold
    history.hold(releasing(number) if number != 4 else settling(number, input_tokens=1))
    history.hold(settling(number, input_tokens=0))
    history.chain()
    assert any(f"settles hold {number}" in what for what in forged(history))


@pytest.mark.parametrize(
    "change",
    [
        {"number": 13},
        {"model": "fine"},
        {"input_tokens": 1},
        {"max_output_tokens": 1},
        {"counted": 1},
        {"priority": Priority.PRIORITY},
        {"terms": "9/9/9"},
        {"expires_at": START},
        {"charges": ()},
        {"origins": ()},
    ],
    ids=str,
)
def test_every_part_of_an_open_hold_of_the_state_is_checked(change: dict[str, Any]) -> None:
    history = eventful()
    *others, last = history.account.holds
    changed = history.account._replace(holds=(*others, last._replace(**change)))
    assert any(what.startswith("holds is ") for what in faults(history, account=changed))


def test_a_hold_too_few_or_too_many_in_the_state_is_found() -> None:
    history = eventful()
    (open_hold,) = history.account.holds
    for holds in ((), (open_hold, open_hold)):
        assert faults(history, account=history.account._replace(holds=holds))
