"""`python -m server audit`, as an operator runs it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from tortoise import connections

from billing.ledger.commands import Touch
from db.engine.config import database_name
from server.cli.audit import PRINTED_MAX
from services.catalog import CatalogService
from tests.gateways.catalog.small_catalog import SMALL
from tests.services.commit.committing import commit_batch
from tests.support.clocks import Clock
from tests.support.ledger.factories import adjustment, use
from tests.support.server.server_process import run_command


async def run_audit(database_url: str) -> tuple[int, list[str]]:
    """Return the exit status and the lines of standard output. Standard error names the
    database."""
    done = await asyncio.to_thread(run_command, "audit", DATABASE_URL=database_url)
    assert done.stderr == f"database: {database_name(database_url)}\n"
    return done.returncode, done.stdout.splitlines()


@pytest.fixture
async def catalog(database: str) -> CatalogService:
    service = CatalogService(clock=Clock())
    await service.apply(SMALL, "test")
    return service


async def record(catalog: CatalogService, *, uses: int, clock: Clock) -> None:
    gift = [use(model="gift", may_open=True) for _ in range(uses)]
    opened = Touch("bob", may_open=True)
    await commit_batch([opened, adjustment(may_open=True), *gift], book=catalog.book, clock=clock)


async def execute(*statements: str) -> None:
    for statement in statements:
        await connections.get("default").execute_query(statement)


async def unguard(table: str) -> list[str]:
    """Drop the trigger against updates; return what the audit says about it."""
    sqlite = connections.get("default").capabilities.dialect == "sqlite"
    name = f"{table}_never_updated" if sqlite else f"{table}_append_only"
    await execute(f"DROP TRIGGER {name}" + ("" if sqlite else f" ON {table}"))
    return [f"table {table}: its trigger {name} is missing or disabled"]


async def test_an_empty_database_is_sound(database_url: str) -> None:
    assert await run_audit(database_url) == (0, ["audit: 0 accounts, 0 entries, 0 faults"])


async def test_a_sound_ledger_exits_with_0(database: str, catalog: CatalogService) -> None:
    await record(catalog, uses=3, clock=Clock())
    assert await run_audit(database) == (0, ["audit: 2 accounts, 6 entries, 0 faults"])


async def test_each_fault_is_a_line_and_the_exit_status_is_1(
    database: str, catalog: CatalogService
) -> None:
    await record(catalog, uses=3, clock=Clock())
    told = await unguard("entry")
    await execute(
        "UPDATE entry SET reason = 'forged' WHERE account_id = 'alice' AND revision = 4",
        "UPDATE account SET available = 7 WHERE id = 'bob'",
    )
    digest = "its digest does not fit its content and the entry before it"
    assert await run_audit(database) == (
        1,
        [
            *told,
            f"account alice, revision 4: {digest}",
            "account bob, revision 1: column available is not what its entries make",
            "audit: 2 accounts, 6 entries, 3 faults",
        ],
    )


async def test_a_tampered_name_moves_no_cursor(database: str, catalog: CatalogService) -> None:
    await record(catalog, uses=0, clock=Clock())
    await execute("UPDATE account SET id = 'a\x1b[2Jb' WHERE id = 'bob'")
    status, lines = await run_audit(database)
    assert status == 1
    assert any(r"account a\x1b[2Jb, revision" in line for line in lines)
    assert all(line.isprintable() for line in lines)


async def test_only_the_first_thousand_faults_are_printed(
    database: str, catalog: CatalogService
) -> None:
    await record(catalog, uses=PRINTED_MAX, clock=Clock())
    await unguard("entry")
    await execute("UPDATE entry SET reason = 'forged' WHERE kind = 'USAGE'")
    status, lines = await run_audit(database)
    assert status == 1
    # One fault per use, and the missing trigger.
    assert lines[-2:] == ["… and 1 more", "audit: 2 accounts, 1003 entries, 1001 faults"]
    assert len(lines) == PRINTED_MAX + 2


@asynccontextmanager
async def writing(catalog: CatalogService) -> AsyncIterator[None]:
    """Write one batch after the other, until the block ends."""
    clock, over = Clock(), asyncio.Event()

    async def keep_writing() -> None:
        while not over.is_set():
            await record(catalog, uses=2, clock=clock)
            clock.advance(hours=7)
            # In a server each writer waits for its callers. This lets the audit run too.
            await asyncio.sleep(0)

    writer = asyncio.create_task(keep_writing())
    try:
        yield
    finally:
        over.set()
        await writer


async def test_beside_a_writer_nothing_is_wrong(database: str, catalog: CatalogService) -> None:
    async with writing(catalog):
        for _ in range(3):
            status, lines = await run_audit(database)
            assert (status, lines[:-1]) == (0, [])
    status, lines = await run_audit(database)
    assert status == 0


async def test_from_anchors_only_what_is_new_is_read(
    database: str, catalog: CatalogService
) -> None:
    await record(catalog, uses=300, clock=Clock())

    async def audited(*options: str) -> tuple[int, str]:
        done = await asyncio.to_thread(run_command, "audit", *options, DATABASE_URL=database)
        return done.returncode, done.stdout

    assert await audited("--from-anchors") == (0, "audit: 2 accounts, 303 entries, 0 faults\n")
    await record(catalog, uses=2, clock=Clock())
    # The two new uses of alice, what was given to her, and all of bob: he has no anchor.
    told = (0, "audit: 2 accounts, 4 entries, 0 faults\n")
    assert await audited("--from-anchors") == told
    assert await audited() == (0, "audit: 2 accounts, 306 entries, 0 faults\n")
