"""Pages of the ledger, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest

from billing.ledger.entry import EntryKind
from db.ledger.history import read_entries
from tests.support.engine.statements import counting_statements
from tests.support.ledger.factories import NOW, adjustment, use
from tests.support.ledger.ledgers import recorded

pytestmark = pytest.mark.usefixtures("database")

INSTANT = timedelta(microseconds=1)
HOUR = timedelta(hours=1)


async def test_entries_come_newest_first_below_a_revision() -> None:
    entries = await recorded(*(use() for _ in range(4)))
    assert await read_entries("alice", limit=9) == entries[::-1]
    assert await read_entries("alice", limit=2) == entries[:2:-1]
    assert await read_entries("alice", limit=2, before=3) == entries[1::-1]
    assert await read_entries("alice", limit=9, before=1) == []


async def test_entries_are_those_of_one_account() -> None:
    await recorded(use(), use(account_id="bob"))
    assert {entry.account_id for entry in await read_entries("bob", limit=9)} == {"bob"}
    assert await read_entries("nobody", limit=9) == []


async def test_uses_are_told_from_other_entries_and_by_model() -> None:
    await recorded(use(), adjustment(), use(model="gift"))
    uses = await read_entries("alice", limit=9, uses_only=True)
    assert [entry.use.model for entry in uses if entry.use] == ["gift", "paid"]
    assert {entry.kind for entry in uses} == {EntryKind.USAGE}
    assert [e.revision for e in await read_entries("alice", limit=9, models=["paid"])] == [2]


async def test_a_span_of_time_is_half_open() -> None:
    moments = [NOW - HOUR, NOW - INSTANT, NOW, NOW + INSTANT]
    entries = await recorded(*(use(occurred_at=at) for at in moments))
    within = await read_entries(
        "alice", limit=9, uses_only=True, start=NOW - INSTANT, end=NOW + INSTANT
    )
    assert within == [entries[3], entries[2]]


async def test_whole_seconds_and_fractions_are_compared_as_times() -> None:
    half = timedelta(milliseconds=500)
    await recorded(use(occurred_at=NOW), use(occurred_at=NOW + half))
    for bound, later in ((NOW, 2), (NOW + INSTANT, 1), (NOW + half, 1), (NOW + 2 * half, 0)):
        found = await read_entries("alice", limit=9, uses_only=True, start=bound)
        assert len(found) == later


async def test_each_reading_is_one_statement() -> None:
    await recorded(*(use() for _ in range(20)))
    with counting_statements() as statements:
        await read_entries("alice", limit=9, models=["paid"], start=NOW, end=NOW + HOUR)
    assert len(statements) == 1
