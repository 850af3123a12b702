"""Databases that stop accepting writes, and accept them again."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from db.engine import files
from db.engine.config import asyncpg_credentials

FILLER_BYTES = 2 * 1024 * 1024
SPARE_PAGES = 200
"""Free space for the start."""
FULL, READ_ONLY = "the disk is full", "the database is read-only"


@dataclass(frozen=True)
class Breakage:
    """A way to break a database: `fill` breaks the one at `url`, `mend` repairs it.

    Callers then get `reason`.
    """

    url: str
    reason: str
    fill: Callable[[], Awaitable[None]]
    mend: Callable[[], Awaitable[None]]


def full_sqlite(url: str, monkeypatch: pytest.MonkeyPatch) -> Breakage:
    """Forbid every connection to let the file grow. Deleted rows leave space.

    A real full disk raises the same error, SQLITE_FULL, at the same statements.
    """
    path = Path(url.removeprefix("sqlite://"))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE filler (filling BLOB)")
        connection.execute("INSERT INTO filler VALUES (zeroblob(?))", (FILLER_BYTES,))
    with closing(sqlite3.connect(path)) as connection:
        [(pages,)] = connection.execute("PRAGMA page_count").fetchall()
    most = pages + SPARE_PAGES
    monkeypatch.setitem(files.SQLITE_PRAGMAS, "max_page_count", most)

    async def fill() -> None:
        """Use up the space on the existing pages."""
        # One row per transaction, because a full disk rolls the whole transaction back.
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute(f"PRAGMA max_page_count={most}")
            for size in (65_536, 4_096, 512, 64):
                with pytest.raises(sqlite3.OperationalError, match="full"):
                    while True:
                        connection.execute("INSERT INTO filler VALUES (zeroblob(?))", (size,))

    async def mend() -> None:
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("DROP TABLE filler")

    return Breakage(url, FULL, fill, mend)


_FULL_DISK = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'could not extend file "base/1/2": No space left on device'
        USING ERRCODE = 'disk_full';
END $$;
"""


def full_postgres(url: str) -> Breakage:
    """Make statements that need more space raise the error of PostgreSQL on a full disk."""
    tables = ("entry", "inbox_event", "purchase", "write_probe")

    async def fill() -> None:
        triggers = "".join(
            f"CREATE TRIGGER full_disk BEFORE INSERT ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION full_disk();"
            for table in tables
        )
        await _execute(url, _FULL_DISK + triggers)

    async def mend() -> None:
        await _execute(url, "DROP FUNCTION full_disk CASCADE")

    return Breakage(url, FULL, fill, mend)


def read_only_postgres(url: str) -> Breakage:
    """Make the server behave like a standby: connections break, and new ones can only read."""
    name = url.rpartition("/")[2]
    elsewhere = f"{url.rpartition('/')[0]}/postgres"

    async def switch(to: str) -> None:
        # One script is one transaction. A task that connects again before its commit would still
        # write, so the setting is committed before the connections break.
        await _execute(elsewhere, f"ALTER DATABASE {name} SET default_transaction_read_only = {to}")
        await _execute(
            elsewhere,
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",
        )

    return Breakage(url, READ_ONLY, lambda: switch("on"), lambda: switch("off"))


async def _execute(url: str, script: str) -> None:
    connection = await asyncpg.connect(**asyncpg_credentials(url) or {})
    try:
        await connection.execute(script)
    finally:
        await connection.close()
