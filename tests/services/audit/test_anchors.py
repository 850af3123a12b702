"""The audit from anchors: it reads what is new, finds what `audit` finds there, and trusts no
anchor that does not fit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import services.audit.case
from billing.audit.anchors import memory
from db.audit.anchors import put_anchors, read_anchors
from services.audit.audit import AuditReport, audit
from services.privacy.erasure import Erased, Erasures
from tests.support.audit.tampering import (
    GIFT,
    GIVEN,
    LAST,
    USE,
    Ledger,
    Tampering,
    account,
    entry,
    eventful,
    faults,
    grant,
    is_sqlite,
    open_ledger,
    rows,
    tampering,
    write,
)
from tests.support.examples import scaled
from tests.support.ledger.factories import NOW, adjustment, placing, use


@pytest.fixture
async def ledger(database: str, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    monkeypatch.setattr(services.audit.case, "ANCHOR_EVERY", 2)
    return await open_ledger()


async def from_anchors() -> tuple[AuditReport, list[str]]:
    found: list[str] = []
    report = await audit(lambda fault: found.append(str(fault)), lambda _: None, from_anchors=True)
    return report, found


async def anchored() -> dict[str, int]:
    return {row["account_id"]: row["revision"] for row in await rows("anchor")}


async def test_the_next_audit_reads_only_what_is_new(ledger: Ledger) -> None:
    await eventful(ledger)
    first, found = await from_anchors()
    assert (first.accounts, first.entries, found) == (2, 11, [])
    assert await anchored() == {"alice": 9, "bob": 2}
    second, found = await from_anchors()
    assert (second.accounts, second.entries, found) == (2, 0, [])
    await ledger.do(use(model="paid", input_tokens=3), use(model="gift"))
    third, found = await from_anchors()
    assert (third.accounts, third.entries, found) == (2, 2, [])
    assert await anchored() == {"alice": 11, "bob": 2}


async def test_few_new_entries_leave_the_anchor_where_it_is(ledger: Ledger) -> None:
    await eventful(ledger)
    await from_anchors()
    await ledger.do(use(model="gift"))
    for _ in range(2):
        report, _ = await from_anchors()
        assert report.entries == 1
    assert (await anchored())["alice"] == 9


async def test_an_audit_of_all_entries_neither_reads_nor_makes_anchors(ledger: Ledger) -> None:
    await eventful(ledger)
    assert await faults() == []
    assert await anchored() == {}
    await from_anchors()
    async with tampering() as db:
        await write(db, "UPDATE anchor SET memory = ?", "nonsense")
        assert await faults() == []


NEW = 12
AFTER = [
    *entry(NEW, "tokens", -1),
    *entry(NEW, "reason", "x"),
    *entry(NEW, "charges", "[]", "{"),
    *entry(LAST, "digest", b"another"),
    *entry(LAST, "tokens", -1),
    *grant(GIVEN, "amount", 81),
    *grant(1, "source", "PACK"),
    *account("available", 1),
    *account("state", "{"),
    *account("revision", 8),
]


@pytest.mark.parametrize("change", AFTER, ids=lambda one: f"{one.table} {one.column} {one.value}")
async def test_a_change_of_what_is_new_or_of_what_an_anchor_stands_on_is_found(
    ledger: Ledger, change: Tampering
) -> None:
    await eventful(ledger)
    await from_anchors()
    await ledger.do(*(use(model="paid", input_tokens=n) for n in (1, 2, 3)))
    async with tampering() as db:
        await change.do(db)
        _, found = await from_anchors()
    assert any(one.startswith("account alice") for one in found), found


@pytest.mark.parametrize("days", [-9_000, -1, 9_000])
async def test_another_opening_of_the_account_is_found_as_by_an_audit_of_all_entries(
    ledger: Ledger, days: int
) -> None:
    await eventful(ledger)
    await from_anchors()
    opened_at = NOW + timedelta(days=days)
    async with tampering() as db:
        value = str(opened_at) if is_sqlite(db) else opened_at
        await write(db, "UPDATE account SET opened_at = ? WHERE id = 'alice'", value)
        _, found = await from_anchors()
        assert found == await faults()
    assert found


ANCHOR: list[tuple[str, Any]] = [
    ("revision", 8),
    ("revision", 99),
    ("digest", b"another"),
    ("grants", b"others"),
    ("memory", "[]"),
    ("pools", "[{},{},[]] "),
    ("seal", b"seal"),
]


@pytest.mark.parametrize(("column", "value"), ANCHOR)
async def test_a_changed_anchor_is_a_fault_and_its_account_is_proven_from_the_first_entry(
    ledger: Ledger, column: str, value: Any
) -> None:
    await eventful(ledger)
    await from_anchors()
    async with tampering() as db:
        await write(db, f"UPDATE anchor SET {column} = ? WHERE account_id = 'alice'", value)
        report, found = await from_anchors()
        assert "account alice, revision 9: its anchor was changed" in found
        assert report.entries == 9
        # The proof has made a new one.
        assert (await from_anchors())[1] == []


async def test_an_anchor_of_somebody_else_is_a_fault(ledger: Ledger) -> None:
    await eventful(ledger)
    await from_anchors()
    async with tampering() as db:
        await write(db, "DELETE FROM anchor WHERE account_id = 'bob'")
        await write(db, "UPDATE anchor SET account_id = 'bob'")
        _, found = await from_anchors()
    assert "account bob, revision 2: its anchor was changed" in found


async def test_an_anchor_with_a_forged_seal_must_fit_its_entry_and_its_grants(
    ledger: Ledger,
) -> None:
    """Whoever knows how the seal is made can't say what the entry and the grants do not say."""
    await eventful(ledger)
    await from_anchors()
    stored = (await read_anchors(["alice"]))["alice"].anchor
    for forged, what in (
        (stored._replace(revision=8), "the entry at its anchor, revision 8, is another one"),
        (stored._replace(digest=bytes(16)), "the entry at its anchor, revision 9, is another one"),
        (stored._replace(grants=b""), "a grant up to its anchor, revision 9, was changed"),
    ):
        await put_anchors([forged])
        _, found = await from_anchors()
        assert f"account alice, revision 9: {what}" in found, found
        assert (await from_anchors())[1] == []


WRONG = [*entry(USE, "reason", "x"), *entry(GIFT, "metadata", None), *account("available", 1)]


@pytest.mark.parametrize("change", WRONG, ids=lambda one: f"{one.table} {one.column}")
async def test_an_account_with_a_fault_gets_no_anchor(ledger: Ledger, change: Tampering) -> None:
    await eventful(ledger)
    async with tampering() as db:
        await change.do(db)
        _, found = await from_anchors()
        assert found
        assert await anchored() == {"bob": 2}


async def test_the_anchor_of_another_release_is_no_fault_but_made_anew(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    await eventful(ledger)
    await from_anchors()
    monkeypatch.setattr(memory, "FORM", "later")
    report, found = await from_anchors()
    assert (report.entries, found) == (11, [])
    report, found = await from_anchors()
    assert (report.entries, found) == (0, [])


async def test_a_change_before_the_anchor_is_left_to_the_audit_of_all_entries(
    ledger: Ledger,
) -> None:
    await eventful(ledger)
    await from_anchors()
    async with tampering() as db:
        await write(db, "UPDATE entry SET reason = 'x' WHERE account_id = 'alice' AND revision = 2")
        assert (await from_anchors())[1] == []
        assert any("revision 2" in one for one in await faults())


async def test_an_erasure_takes_the_anchor_with_it(ledger: Ledger) -> None:
    await eventful(ledger)
    await from_anchors()
    erased = await Erasures(ledger.clock, lambda _: None).erase("alice", actor="admin")
    assert isinstance(erased, Erased)
    assert await anchored() == {"bob": 2}
    assert (await from_anchors())[1] == []
    assert await anchored() == {"bob": 2, erased.pseudonym: 9}


async def test_nothing_is_stored_for_an_account_that_was_erased_meanwhile(ledger: Ledger) -> None:
    await eventful(ledger)
    await from_anchors()
    made = (await read_anchors(["alice"]))["alice"].anchor
    await Erasures(ledger.clock, lambda _: None).erase("alice", actor="admin")
    await put_anchors([made])
    assert await anchored() == {"bob": 2}


steps = st.lists(
    st.one_of(
        st.builds(
            use,
            model=st.sampled_from(["gift", "calls", "paid"]),
            input_tokens=st.integers(1, 500),
            may_open=st.just(True),
        ),
        st.builds(placing, model=st.sampled_from(["gift", "paid"]), may_open=st.just(True)),
        st.builds(adjustment, tokens=st.integers(1, 9_000), may_open=st.just(True)),
        st.integers(1, 40 * 24).map(lambda hours: timedelta(hours=hours)),
        st.just(None),
    ),
    min_size=3,
    max_size=25,
)


@settings(max_examples=scaled(20), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=steps)
async def test_wherever_anchors_are_moved_no_sound_ledger_has_a_fault(
    ledger: Ledger, history: list[Any]
) -> None:
    async with tampering():
        ledger.clock.now = max(ledger.clock.now, NOW)
        for step in history:
            if step is None:
                assert (await from_anchors())[1] == []
            elif isinstance(step, timedelta):
                ledger.clock.now += step
            else:
                await ledger.do(step)
        assert (await from_anchors())[1] == []
        assert await faults() == []
