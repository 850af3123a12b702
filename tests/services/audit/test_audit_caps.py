"""Every change of a spend cap is found: of its entry, of what it counted, or of the state."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from billing.catalog.catalog import QuotaPeriod
from billing.ledger.caps.cap import CapName, CapScope
from billing.ledger.commands import RemoveSpendCap, SetSpendCap, Touch
from billing.ledger.entry import EntryKind
from tests.services.audit.test_audit_holds import missed
from tests.support.audit.tampering import (
    Ledger,
    Tampering,
    account,
    entry,
    faults,
    open_ledger,
    rows,
    tampering,
)
from tests.support.ledger.factories import NOW, placing, settling, use

KEY = "0123456789abcdef"
A_DAY = CapName(CapScope.ACCOUNT, "", QuotaPeriod.DAY)
A_MONTH = CapName(CapScope.MODEL, "paid", QuotaPeriod.MONTH)
OF_KEY = CapName(CapScope.API_KEY, KEY, QuotaPeriod.DAY)
SET, OF_USE, HELD, REMOVED = 2, 6, 7, 10
REASON = "ACCOUNT DAY 5000"


@pytest.fixture
async def ledger(database: str) -> Ledger:
    """Make a history: 2 to 4 and 5 caps, 6 a use, 7 a hold, 8 settled, 9 open, 10 a cap removed."""
    ledger = await open_ledger()
    await ledger.do(
        Touch("alice", may_open=True),
        SetSpendCap("alice", cap=A_DAY, tokens=5_000),
        SetSpendCap("alice", cap=A_MONTH, tokens=6_000),
        SetSpendCap("alice", cap=OF_KEY, tokens=7_000),
        SetSpendCap("alice", cap=A_DAY, tokens=4_000),
        use(input_tokens=100, api_key_id=KEY),
        placing(input_tokens=50, api_key_id=KEY),
        settling(7, input_tokens=60),
        placing(input_tokens=30, api_key_id=KEY, ttl_seconds=86_400),
        RemoveSpendCap("alice", cap=A_MONTH),
    )
    return ledger


async def state() -> str:
    (row,) = await rows("account", "id = 'alice'")
    return str(row["state"])


async def test_a_history_of_caps_is_sound(ledger: Ledger) -> None:
    kinds = [row["kind"] for row in await rows("entry", "account_id = 'alice'")]
    assert "".join(kind[0] for kind in kinds) == "ACCCCUHUHC"
    assert await faults() == []
    assert f'["ACCOUNT","","DAY",4000,"2026-11-24T00:00:00+00:00",{800 + 480}]' in await state()
    ledger.clock.advance(days=3)
    await ledger.do(use(input_tokens=1))
    assert await faults() == []


async def test_a_change_of_any_column_is_found(ledger: Ledger) -> None:
    numbers = (SET, REMOVED)
    other_kinds = [k.value for k in EntryKind if k.value not in {"CAP", "USAGE"}]
    later = NOW + timedelta(days=1)
    tried = [
        *(one for n in numbers for one in entry(n, "kind", *other_kinds)),
        *(one for n in numbers for one in entry(n, "tokens", -1, 1)),
        *(one for n in numbers for one in entry(n, "balance", 1, 10_081)),
        *(one for n in numbers for one in entry(n, "charges", '[[1,"ALLOWANCE",1]]', "{")),
        *(one for n in numbers for one in entry(n, "reason", None, "", REASON + "0")),
        *(one for n in numbers for one in entry(n, "idempotency_key", "key")),
        *(one for n in numbers for one in entry(n, "fingerprint", bytes(16))),
        *(one for n in numbers for one in entry(n, "key_hash", bytes(16))),
        *(one for n in numbers for one in entry(n, "occurred_at", later)),
        *(one for n in numbers for one in entry(n, "recorded_at", later)),
        *(one for n in numbers for one in entry(n, "digest", bytes(16))),
        *entry(OF_USE, "terms", "8/8/8", "8/8/8#fedcba9876543210", "8/8/8#", "8/8/8#x"),
    ]
    assert await missed(tried) == []


async def test_a_change_of_any_part_of_the_states_caps_is_found(ledger: Ledger) -> None:
    text = await state()
    start = text.index('"caps":')
    changes: list[tuple[str, str]] = [
        ('"ACCOUNT",""', '"MODEL","paid"'),
        ('"DAY",4000', '"MONTH",4000'),
        ("4000", "4001"),
        ("2026-11-24T00", "2026-11-25T00"),
        (",1280]", ",1279]"),
        (KEY, KEY[::-1]),
        ('"caps":[[', '"caps":[["MODEL","gift","DAY",1,"2026-11-24T00:00:00+00:00",0],['),
    ]
    caps = text[start:]
    assert all(old in caps for old, _ in changes), caps
    tried: list[Any] = [text[:start] + caps.replace(old, new, 1) for old, new in changes]
    tried.append(text[: start - 1] + "}")
    assert await missed(account("state", *tried)) == []


async def test_what_is_missing_or_beyond_a_cap_is_told(ledger: Ledger) -> None:
    text = await state()
    without_caps = text[: text.index(',"caps":')] + "}"
    async with tampering() as db:
        await Tampering("account", 0, "state", without_caps).do(db)
        (told,) = await faults()
        assert "caps is ()" in told
