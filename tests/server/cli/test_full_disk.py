"""Commands when no space is left."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing

import pytest
from tortoise.exceptions import OperationalError

from billing.ledger.commands import Touch
from billing.privacy.actions import AdminActionKind
from billing.webhooks.delivery import NewDelivery
from db.engine.config import connect, database_name, disconnect, sqlite_path
from db.engine.files import SQLITE_PRAGMAS
from db.identity import StoredKey, insert_key
from db.payments.inbox import receive_event
from db.webhooks.deliveries import insert
from services.commit.decisions import Done
from services.privacy.actions import AdminLog, Asked
from tests.support.imports.importing import service
from tests.support.server.api import real_clock
from tests.support.server.command_here import Result
from tests.support.server.every_command import WRITES, Run, make_lived, on_postgres

pytestmark = pytest.mark.slow


class TestFull:
    """No space is left, not even in a page."""

    @pytest.mark.parametrize("command", WRITES)
    def test_on_sqlite(
        self, run: Run, lived: str, command: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asyncio.run(open_many(lived))
        with closing(sqlite3.connect(str(sqlite_path(lived)))) as connection:
            [[pages]] = connection.execute("PRAGMA page_count").fetchall()
        monkeypatch.setitem(SQLITE_PRAGMAS, "max_page_count", pages)
        asyncio.run(fill(lived))
        # The reason takes the place of a time, so a short one needs no space.
        longer = command.replace("--reason done", f"--reason {'done' * 50}")
        check_full(run(longer, lived), lived, "the disk is full")

    @pytest.mark.parametrize("command", WRITES)
    def test_on_postgresql(self, run: Run, postgres_url: str, command: str) -> None:
        """The server's error is simulated, because a real full disk needs an administrator."""
        asyncio.run(make_lived(postgres_url))
        for statement in FULL:
            asyncio.run(on_postgres(postgres_url, statement))
        check_full(run(command, postgres_url), postgres_url, "the disk is full")

    def test_migrating(
        self, run: Run, empty_sqlite_url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(SQLITE_PRAGMAS, "max_page_count", 8)
        line = run("migrate", empty_sqlite_url).line
        assert "the disk is full" in line
        assert empty_sqlite_url in line


FULL = (
    """CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE disk_full USING MESSAGE = 'no space'; END $$""",
    """DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('CREATE TRIGGER a_full_disk BEFORE INSERT OR UPDATE ON %I '
                   'EXECUTE FUNCTION full_disk()', name);
  END LOOP;
END $$""",
)


def check_full(done: Result, url: str, told: str) -> None:
    assert done.code == 1
    assert "Traceback" not in done.err
    assert told in done.err
    assert database_name(url) in done.err


async def open_many(url: str) -> None:
    """Add accounts that are not in the rollups yet."""
    async with service(url, real_clock) as services:
        touches = [Touch(f"bob-{number}", may_open=True) for number in range(500)]
        assert all(isinstance(one, Done) for one in await services.batcher.submit_all(touches))


async def fill(url: str) -> None:
    """Use up the free pages, and the room in the pages of the tables that commands add to."""
    log, now = AdminLog(real_clock), real_clock()

    async def add_key(number: int) -> None:
        await insert_key(StoredKey(f"{number:016x}", "x", bytes(32), frozenset(), now))

    async def add_action(_: int) -> None:
        kind = AdminActionKind.CREATE_KEY
        await log.asked(Asked(actor="a", kind=kind, account_id=None, details={}))

    async def add_delivery(number: int) -> None:
        await insert([NewDelivery(f"m{number}", "whe_lived", "", "x", "", now)])

    async def add_event(number: int) -> None:
        await receive_event(f"e{number}", kind="x", payload="", at=now)

    await connect(url)
    try:
        await until_full(add_key)
        await until_full(add_action)
        await until_full(add_delivery)
        await until_full(add_event)
    finally:
        await disconnect()


async def until_full(add: Callable[[int], Awaitable[object]]) -> None:
    """Add short rows until there is no room for another."""
    with pytest.raises(OperationalError, match="full"):
        for number in range(10_000):
            await add(number)
