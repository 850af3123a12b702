"""Backups of a serving database, restored elsewhere: everything acknowledged before is there."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from bench.postgres import client_program
from db.engine.config import sqlite_path
from tests.support.engine.postgres import create_database, drop_database
from tests.support.server.api import use
from tests.support.server.documents import RECORD
from tests.support.server.server_process import ServerProcess, api_of, run_command, server_process

ACKNOWLEDGED_MIN = 30


@asynccontextmanager
async def under_load(server: ServerProcess) -> AsyncIterator[set[str]]:
    """Record uses during the block; yield the keys acknowledged so far, at least some."""
    acknowledged: set[str] = set()
    enough, over = asyncio.Event(), asyncio.Event()
    async with api_of(server) as api:
        alice = api.user()
        await alice.balance()

        async def load(name: int) -> None:
            while not over.is_set():
                key = f"{name}-{len(acknowledged)}"
                given = use(model="qwen-turbo", idempotencyKey=key)
                recorded = (await alice.data(RECORD, input=given))["recordUsage"]
                assert recorded["__typename"] == "UsageRecorded", recorded
                acknowledged.add(key)
                if len(acknowledged) >= ACKNOWLEDGED_MIN:
                    enough.set()

        loads = [asyncio.create_task(load(name)) for name in range(4)]
        await asyncio.wait_for(enough.wait(), 180)
        try:
            yield acknowledged
        finally:
            over.set()
            await asyncio.gather(*loads)


async def keys_of(database_url: str) -> set[str]:
    """Return the keys that are known there: repeating a use with them records nothing."""
    with server_process(database_url) as server:
        async with api_of(server) as api:
            document = (
                "query ($after: String) { account { usage(first: 500, after: $after) {"
                " edges { node { idempotencyKey } } pageInfo { endCursor hasNextPage } } } }"
            )
            found: set[str] = set()
            after, more = None, True
            while more:
                page = (await api.user().data(document, after=after))["account"]["usage"]
                found |= {edge["node"]["idempotencyKey"] for edge in page["edges"]}
                after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
            return found


async def check(restored_url: str, acknowledged: set[str]) -> None:
    audited = run_command("audit", DATABASE_URL=restored_url)
    assert audited.returncode == 0, audited.stdout + audited.stderr
    assert acknowledged <= await keys_of(restored_url)


async def test_an_sqlite_backup_under_load_holds_all_that_was_acknowledged(
    sqlite_url: str, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.db"
    with server_process(sqlite_url) as server:
        async with under_load(server) as acknowledged:
            before = set(acknowledged)
            made = await asyncio.to_thread(
                run_command, "backup", str(copy), DATABASE_URL=sqlite_url
            )
    assert made.returncode == 0, made.stderr
    assert made.stdout == f"backup: {copy.stat().st_size} bytes in {copy}\n"
    assert copy.stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.glob("copy*")] == ["copy.db"]
    await check(f"sqlite://{copy}", before)


def postgres_tool(name: str, *arguments: str) -> None:
    result = subprocess.run(
        [client_program(name), *arguments], env={"LC_ALL": "C"}, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr


@pytest.fixture
def elsewhere(postgres_server_url: str) -> Iterator[str]:
    """Yield an empty PostgreSQL database to restore into."""
    url = asyncio.run(create_database(postgres_server_url, f"restored_{os.getpid()}"))
    yield url
    asyncio.run(drop_database(url))


async def test_a_postgresql_dump_under_load_holds_all_that_was_acknowledged(
    postgres_url: str, elsewhere: str, tmp_path: Path
) -> None:
    dump = str(tmp_path / "billing.dump")
    with server_process(postgres_url) as server:
        async with under_load(server) as acknowledged:
            before = set(acknowledged)
            given = ("--format=custom", f"--file={dump}", postgres_url)
            await asyncio.to_thread(postgres_tool, "pg_dump", *given)
    postgres_tool("pg_restore", "--exit-on-error", "--no-owner", f"--dbname={elsewhere}", dump)
    await check(elsewhere, before)


def test_a_backup_never_replaces_a_file(sqlite_url: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_text("precious")
    refused = run_command("backup", str(copy), DATABASE_URL=sqlite_url)
    assert refused.returncode == 1
    assert "exists" in refused.stderr
    assert copy.read_text() == "precious"


def test_a_damaged_database_is_told_and_leaves_no_copy(sqlite_url: str, tmp_path: Path) -> None:
    path = sqlite_path(sqlite_url)
    assert path is not None
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 4096 * 4)
    refused = run_command("backup", str(tmp_path / "copy.db"), DATABASE_URL=sqlite_url)
    assert refused.returncode == 1
    assert refused.stderr.startswith("Error: ")
    assert list(tmp_path.glob("copy*")) == []


def test_without_a_database_there_is_none_made(tmp_path: Path) -> None:
    url = f"sqlite://{tmp_path / 'none.db'}"
    refused = run_command("backup", str(tmp_path / "copy.db"), DATABASE_URL=url)
    assert refused.returncode == 1
    assert list(tmp_path.iterdir()) == []


def test_postgresql_is_pointed_to_its_own_tools() -> None:
    url = "postgres://u:hunter2@127.0.0.1:1/billing"
    refused = run_command("backup", "x", DATABASE_URL=url)
    assert refused.returncode == 1
    assert "pg_dump" in refused.stderr
    assert "hunter2" not in refused.stderr
