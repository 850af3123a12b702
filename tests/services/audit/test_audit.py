"""The audit of real tables: its report, rows that cannot be read, and audits beside a server. The
faults that it finds are in `test_audit_tampering`."""

from __future__ import annotations

import asyncio

import pytest
from tortoise import connections

import services.audit.audit
from billing.ledger.commands import Touch
from db import catalog as catalogs
from services.audit.audit import AuditReport, audit
from services.audit.case import Fault
from services.audit.plans import Plans
from services.catalog import CatalogService
from tests.support.audit.tampering import (
    CATALOG,
    LAST,
    LIVE,
    USE,
    Ledger,
    account,
    entry,
    eventful,
    faults,
    grant,
    is_sqlite,
    open_ledger,
    tampering,
    write,
)
from tests.support.ledger.factories import adjustment, use


@pytest.fixture
async def ledger(database: str) -> Ledger:
    return await open_ledger()


async def test_a_fault_names_the_account_the_revision_and_what_is_wrong(ledger: Ledger) -> None:
    await eventful(ledger)
    expected = {
        entry(USE, "charges", "{")[0]: "account alice, revision 2: can't be decoded: JSONDecode",
        entry(USE, "reason", "x")[0]: "account alice, revision 2: its digest does not fit",
        entry(USE, "key_hash", b"")[0]: "account alice, revision 2: column key_hash contradicts",
        grant(LIVE, "source", "LEGACY")[0]: "account alice, revision 8: granted 10000 (ALLOW",
        account("state", "{")[0]: "account alice, revision 9: can't be decoded: JSONDecode",
        account("available", 1)[0]: "account alice, revision 9: column available is not what",
        account("revision", 8)[0]: "account alice, revision 9: 1 rows of entry from here on are",
    }
    for one, message in expected.items():
        async with tampering() as db:
            await one.do(db)
            found = await faults()
            assert any(what.startswith(message) for what in found), found


UNREADABLE = [
    {"sqlite": "reason = CAST(x'ff' AS TEXT)", "postgres": "recorded_at = '20000-01-01'"},
    {"sqlite": "recorded_at = '2026-99-99 00:00:00+00:00'", "postgres": "recorded_at = 'infinity'"},
]


@pytest.mark.parametrize("change", UNREADABLE)
async def test_what_can_not_even_be_read_is_a_fault_and_no_crash(
    ledger: Ledger, change: dict[str, str]
) -> None:
    """It also does not hide the rows that were read with it."""
    await eventful(ledger)
    async with tampering() as db:
        row = "account_id = 'alice' AND revision = 2"
        await write(db, f"UPDATE entry SET {change[db.capabilities.dialect]} WHERE {row}")
        found = await faults()
    assert found[0].startswith("account alice, revision 2: can't be decoded")
    assert not any("bob" in what or "revision 5" in what for what in found)


async def test_a_missing_or_disabled_trigger_is_found(ledger: Ledger) -> None:
    names = {
        "sqlite": [
            "entry_never_updated",
            "token_grant_never_deleted",
            "catalog_version_never_updated",
        ],
        "postgres": [
            "entry_append_only",
            "token_grant_never_emptied",
            "catalog_version_append_only",
        ],
    }
    for name in names[connections.get("default").capabilities.dialect]:
        table = name.partition("_never")[0].partition("_append")[0]
        async with tampering() as db:
            await db.execute_query(f"DROP TRIGGER {name}{'' if is_sqlite(db) else f' ON {table}'}")
            assert await faults() == [f"table {table}: its trigger {name} is missing or disabled"]
        if not is_sqlite(db):
            async with tampering() as db:
                await db.execute_query(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
                assert len(await faults()) == 1


async def test_a_changed_catalog_document_is_found(ledger: Ledger) -> None:
    await ledger.do(Touch("alice", may_open=True))
    async with tampering() as db:
        await write(
            db, "UPDATE catalog_version SET document = ?", CATALOG.replace("cost: 8", "cost: 1")
        )
        assert await faults() == ["catalog version 1 is not the document that was applied"]


async def test_a_plan_keeps_the_allowances_of_all_its_catalogs(ledger: Ledger) -> None:
    """Windows that are open when a catalog changes stay as they were."""
    await ledger.do(Touch("alice", may_open=True))
    catalog = CatalogService(clock=ledger.clock)
    await catalog.apply(CATALOG.replace("10,000 tokens", "500 tokens"), "test")
    later = Ledger(catalog, ledger.clock)
    await later.do(Touch("bob", may_open=True), use(model="paid"))
    assert await faults() == []


async def test_a_catalog_that_is_applied_during_an_audit_counts(ledger: Ledger) -> None:
    plans = Plans()
    assert await plans.refresh() == []
    catalog = CatalogService(clock=ledger.clock)
    await catalog.apply(CATALOG.replace("10,000 tokens", "500 tokens"), "test")
    assert await plans.refresh() == []
    assert {allowance.tokens for allowance in plans.offered("FREE")} == {10_000, 500}
    assert plans.offered("GIFT") == frozenset()


async def test_the_plans_of_a_catalog_count_whose_models_are_refused_now(ledger: Ledger) -> None:
    older = CATALOG.replace("10,000 tokens", "500 tokens").replace("cost: 8", "cost: -8")
    await catalogs.append("test", "0" * 64, older, ledger.clock())
    await catalogs.append("test", "0" * 64, "an older format", ledger.clock())
    plans = Plans()
    assert len(await plans.refresh()) == 2
    assert {allowance.tokens for allowance in plans.offered("FREE")} == {10_000, 500}


async def test_a_plan_that_was_withdrawn_has_the_free_allowances_too(ledger: Ledger) -> None:
    catalog = CatalogService(clock=ledger.clock)
    await catalog.apply(CATALOG[: CATALOG.index("  PREMIUM")], "test")
    plans = Plans()
    await plans.refresh()
    assert {allowance.tokens for allowance in plans.offered("PREMIUM")} == {30_000, 10_000}


async def test_an_empty_ledger_is_sound(database: str) -> None:
    assert await audit(pytest.fail, lambda _: None) == AuditReport(0, 0, 0)


@pytest.mark.parametrize(("page", "chunk"), [(1, 1), (1, 4), (2, 3), (3, 9), (200, 2_000)])
async def test_pages_and_chunks_of_any_size_find_the_same(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, page: int, chunk: int
) -> None:
    await eventful(ledger)
    await ledger.do(*(use(account_id=name, may_open=True) for name in ("carol", "dave", "Émile")))
    monkeypatch.setattr(services.audit.audit, "ACCOUNTS_A_PAGE", page)
    monkeypatch.setattr(services.audit.audit, "ENTRIES_A_CHUNK", chunk)
    seen: list[tuple[int, int]] = []
    found: list[Fault] = []
    async with tampering() as db:
        await entry(LAST, "reason", "forged")[0].do(db)
        report = await audit(found.append, lambda done: seen.append((done.accounts, done.entries)))
    assert (report.accounts, report.entries, report.faults) == (5, 17, 1)
    assert [(fault.account_id, fault.revision) for fault in found] == [("alice", LAST)]
    assert seen == sorted(seen)
    assert seen[-1] == (5, 17)


async def test_while_others_write_nothing_is_wrong(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Use small pages, so that much happens between the statements of an audit."""
    monkeypatch.setattr(services.audit.audit, "ACCOUNTS_A_PAGE", 2)
    monkeypatch.setattr(services.audit.audit, "ENTRIES_A_CHUNK", 20)
    over = asyncio.Event()
    written = 0

    async def keep_writing(number: int) -> None:
        nonlocal written
        while not over.is_set():
            ids = [f"{(number + step) % 7}" for step in range(3)]
            await ledger.do(*(use(account_id=name, may_open=True) for name in ids))
            ledger.clock.advance(hours=5)
            await ledger.do(adjustment(account_id=ids[0], tokens=500))
            written += 4

    writers = [asyncio.create_task(keep_writing(number)) for number in range(3)]
    try:
        before = written
        while written < before + 60:
            assert await faults() == []
    finally:
        over.set()
        await asyncio.gather(*writers)
    assert await faults() == []
