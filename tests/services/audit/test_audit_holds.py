"""Every change of a hold is found: of its entries, of what closed it, or of the state."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from tortoise.exceptions import IntegrityError

import services.audit.audit
from billing.ledger.commands import Touch
from billing.ledger.entry import EntryKind, key_hash
from billing.ledger.hold import Outcome, closing_key
from tests.support.audit.tampering import (
    Ledger,
    Tampering,
    account,
    entry,
    faults,
    open_ledger,
    rows,
    tampering,
    write,
)
from tests.support.ledger.factories import NOW, adjustment, placing, releasing, settling

HOLD, SETTLED, RELEASED, EXPIRED, FAILED = 3, 4, 6, 8, 10


@pytest.fixture
async def ledger(database: str) -> Ledger:
    """Make a history: 3 hold of two grants, 4 settled, 5 and 6 released, 7 and 8 expired, 9 and 10
    failed, 11 and 12 open."""
    ledger = await open_ledger()
    await ledger.do(
        Touch("alice", may_open=True),
        adjustment(tokens=80, expires_at=NOW + timedelta(days=9)),
        placing(input_tokens=100, max_output_tokens=30),
        settling(3, input_tokens=100, output_tokens=9, metadata="{}"),
        placing(input_tokens=9),
        releasing(5),
        placing(model="gift", input_tokens=600, max_output_tokens=900, allow_partial=True),
    )
    ledger.clock.advance(hours=1)
    await ledger.do(
        placing(input_tokens=50, allow_partial=True),
        settling(9, outcome=Outcome.FAILED),
        placing(input_tokens=50, ttl_seconds=86_400),
        placing(model="calls", max_output_tokens=7),
    )
    return ledger


async def text(number: int, column: str) -> str:
    (row,) = await rows("entry", f"account_id = 'alice' AND revision = {number}")
    return str(row[column])


async def missed(tamperings: Sequence[Tampering]) -> list[Tampering]:
    found: list[Tampering] = []
    for one in tamperings:
        async with tampering() as db:
            with suppress(IntegrityError):  # the database itself refuses some
                await one.do(db)
                if not await faults():
                    found.append(one)
    return found


async def test_a_history_of_holds_is_sound(ledger: Ledger) -> None:
    kinds = [row["kind"] for row in await rows("entry", "account_id = 'alice'")]
    assert "".join(kind[0] for kind in kinds) == "AAHUHRHRHUHH"
    assert await faults() == []


async def test_a_change_of_any_column_is_found(ledger: Ledger) -> None:
    numbers = (HOLD, SETTLED, RELEASED, EXPIRED, FAILED)
    kinds = {n: await text(n, "kind") for n in numbers}
    tried = [
        *(one for n in numbers for one in entry(n, "kind", *without(kinds[n]))),
        *(one for n in numbers for one in entry(n, "tokens", -1, 1, -999)),
        *(one for n in numbers for one in entry(n, "balance", 1, 10_081)),
        *(one for n in numbers for one in entry(n, "charges", '[[1,"ALLOWANCE",1]]', "{")),
        *(one for n in numbers for one in entry(n, "reason", None, "", "{}", "hold 3 RELEASED")),
        *(one for n in numbers for one in entry(n, "fingerprint", bytes(16))),
        *(one for n in numbers for one in entry(n, "key_hash", key_hash(closing_key(11)))),
        *(one for n in numbers for one in entry(n, "idempotency_key", closing_key(11))),
        *(one for n in numbers for one in entry(n, "occurred_at", NOW + timedelta(days=1))),
        *(one for n in numbers for one in entry(n, "recorded_at", NOW + timedelta(days=1))),
        *(one for n in numbers for one in entry(n, "digest", bytes(16))),
        *(one for n in (SETTLED, FAILED) for one in entry(n, "terms", "unlimited", "8/8/7")),
    ]
    assert await missed(tried) == []


def without(kind: str) -> list[str]:
    """Return the other kinds that the database accepts for a row with, or without, a model."""
    if kind == "USAGE":
        return []
    return [other.value for other in EntryKind if other.value not in {kind, "USAGE"}]


async def test_a_change_of_any_part_of_a_holds_terms_is_found(ledger: Ledger) -> None:
    reason = await text(HOLD, "reason")
    changes = [
        ('"model":"paid"', '"model":"gift"'),
        ('"input":100', '"input":99'),
        ('"output":30', '"output":31'),
        ('"asked":30', '"asked":40'),
        ('"partial":false', '"partial":true'),
        ('"counted":0', '"counted":5'),
        ("STANDARD", "PRIORITY"),
        ("8/8/8", "9/9/9"),
        ("12:10:00", "12:11:00"),
    ]
    assert all(old in reason for old, _ in changes), reason
    tried = entry(HOLD, "reason", *(reason.replace(old, new) for old, new in changes))
    assert await missed(tried) == []


async def test_a_change_of_any_part_of_the_states_holds_is_found(ledger: Ledger) -> None:
    (row,) = await rows("account", "id = 'alice'")
    state: str = row["state"]
    start = state.index('"holds":')
    changes: list[tuple[str, str]] = [
        ("[11,", "[13,"),
        ('"paid"', '"gift"'),
        (",50,0,0,", ",51,0,0,"),
        (",50,0,0,", ",50,1,0,"),
        (",50,0,0,", ",50,0,1,"),
        (",1,7,1,", ",1,7,0,"),
        ("STANDARD", "PRIORITY"),
        ("8/8/8", "1/1/1"),
        ("T13:00:00", "T14:00:00"),
        ("ALLOWANCE", "PACK"),
        ("10000,10000", "10000,9999"),
        ('"holds":[', '"holds":[[],'),
    ]
    holds = state[start:]
    assert all(old in holds for old, _ in changes), holds
    tried: list[Any] = [state[:start] + holds.replace(old, new, 1) for old, new in changes]
    tried.append(state[:start] + '"holds":[]' + state[state.rindex("]") + 1 :])
    assert await missed(account("state", *tried)) == []
    assert await missed(account("held", 0, 399, 401)) == []


async def test_a_deleted_entry_of_a_hold_is_found(ledger: Ledger) -> None:
    for number in range(1, 13):
        async with tampering() as db:
            await write(db, f"DELETE FROM entry WHERE account_id = 'alice' AND revision = {number}")
            assert await faults()


async def test_chunks_of_any_size_find_a_history_of_holds_sound(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    for chunk in (1, 2, 5):
        monkeypatch.setattr(services.audit.audit, "ENTRIES_A_CHUNK", chunk)
        assert await faults() == []
