"""Commands on a machine whose clock is not the database's: they write nothing, and say why."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import server.clock
from db.engine.config import connect, disconnect
from db.engine.sql import rows
from db.identity import StoredKey, insert_key
from db.payments.inbox import receive_event
from server.settings import SHIPPED_CATALOG
from services.clock.guard import GuardedClock
from tests.support.imports.importing import service, write_csv
from tests.support.imports.legacy_data import Old, old_user
from tests.support.server.api import real_clock
from tests.support.server.command_here import exit_status

Run = Callable[[str], int]
DAY = 86_400
WRITES = [
    "account erase alice --yes",
    "account export alice",
    "catalog apply {tmp}/catalog.yaml",
    "clock advance 1h",
    "import-legacy sqlite://{tmp}/old.db",
    "inbox retry evt_1",
    "key create --name gateway --scope usage:write",
    "key revoke 0123456789abcdef",
    "reconcile",
    "repair",
]
INDIFFERENT = ["audit", "inbox list", "key list", "rollups", "suggestions"]
TABLES = ("account", "entry", "catalog_version", "api_key", "admin_action", "inbox_event")


@pytest.fixture
def url(postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return a database that was used at the right time. This machine's clock is 40 days ahead
    since."""

    def ahead(*, tolerance: float) -> GuardedClock:
        return GuardedClock(tolerance=tolerance, wall=lambda: time.time() + 40 * DAY)

    asyncio.run(fill(postgres_url))
    monkeypatch.setattr(server.clock, "GuardedClock", ahead)
    monkeypatch.setenv("DATABASE_URL", postgres_url)
    (tmp_path / "catalog.yaml").write_text(SHIPPED_CATALOG.read_text() + "# another\n")
    write_csv(tmp_path / "uses.csv", ("accountId", "model", "inputTokens"), [("al", "gpt-4o", 1)])
    asyncio.run(Old([old_user("carol")]).as_sqlite(tmp_path / "old.db").close())
    return postgres_url


async def fill(url: str) -> None:
    async with service(url, real_clock) as services:
        await services.accounts.open("alice")
        await receive_event("evt_1", kind="ping", payload="{}", at=real_clock())
        key = StoredKey("0123456789abcdef", "gw", bytes(32), frozenset({"admin"}), real_clock())
        await insert_key(key)


async def contents(url: str) -> list[object]:
    await connect(url)
    try:
        return [await rows(f"SELECT * FROM {table} ORDER BY 1") for table in TABLES]
    finally:
        await disconnect()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    def run_it(command: str) -> int:
        return exit_status(monkeypatch, *command.format(tmp=tmp_path).split())

    return run_it


@pytest.mark.parametrize("command", WRITES)
def test_nothing_is_written_and_the_line_says_which_clocks_disagree(
    url: str, run: Run, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = asyncio.run(contents(url))
    assert run(command) == 1
    told = f"the clock of this machine and the database's are {40 * DAY} seconds apart"
    assert f"Error: {told}: correct it first, nothing is written until then" in (
        capsys.readouterr().err
    )
    assert asyncio.run(contents(url)) == before


def test_an_import_of_uses_stops(url: str, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    before = asyncio.run(contents(url))
    assert run("import-usage {tmp}/uses.csv --output-column inputTokens --open-accounts") == 1
    told = capsys.readouterr().err
    assert "seconds apart: correct it first" in told
    assert "stopped: imported 0, already there 0, rejected 0 of 0 rows; run it again" in told
    assert asyncio.run(contents(url)) == before


@pytest.mark.parametrize("command", INDIFFERENT)
def test_what_needs_no_time_goes_on(url: str, run: Run, command: str) -> None:
    assert run(command) == 0


def test_no_command_takes_the_time_from_an_unchecked_clock() -> None:
    """Only tokens and quotes need no database, and nothing is written with their time."""
    folder = Path(server.cli.__file__).parent
    unchecked = {
        path.name
        for path in folder.rglob("*.py")
        if any(
            word in path.read_text()
            for word in ("utc_now()", "clock=utc_now", "datetime.now(", "time.time(")
        )
    }
    assert unchecked == {"catalog_quote.py", "commands.py"}
