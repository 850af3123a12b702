"""Migrations: aerich applies them, one process at a time.

Aerich itself takes no lock, and two of it at once apply a migration twice. Here a second process
waits (pg_advisory_lock, or flock on a file beside the SQLite database) and finds nothing to do.
"""

from __future__ import annotations

import asyncio
import fcntl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO, Any

from tortoise.context import TortoiseContext

from db.engine.config import DatabaseUrlError, forget_statements, sqlite_path, tortoise_config
from db.engine.sql import Connection, default_connection, dialect_of, rows

MIGRATIONS = Path(__file__).parent / "migrations"
LAST = -1

_APP = "models"
_LOCK_KEY = 0x59756D69  # any number will do, if nothing else in the database locks it
_LOCK_RETRY_SECONDS = 0.05
_HISTORY_TABLE = {
    "sqlite": "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'aerich'",
    "postgres": "SELECT 1 WHERE to_regclass('aerich') IS NOT NULL",
}


class DatabaseTooNew(RuntimeError):
    """The database has migrations that this version of the code does not know."""


async def upgrade(database_url: str) -> list[str]:
    """Applies what is missing; the names of what was applied, in order. Safe to run at any time.

    Raises DatabaseUrlError, DatabaseTooNew, and whatever a failing migration raised; that
    migration is then rolled back whole and those before it stay.
    """
    async with _exclusive(database_url) as config:
        async with _context(config) as context:
            applied = await _applied(context.db())
        known = known_migrations()
        if unknown := sorted(applied - set(known)):
            raise DatabaseTooNew(
                f"the database has migrations that this version does not know: "
                f"{', '.join(unknown)}; run the version that applied them, or a later one"
            )
        return [] if applied.issuperset(known) else await _aerich_upgrade(config)


async def missing_migrations() -> list[str]:
    """Return this version's migrations that the connected database does not have."""
    return sorted(set(known_migrations()) - await _applied(default_connection()))


async def downgrade(database_url: str, version: int = LAST) -> list[str]:
    """Takes back the migrations from number `version` on, or the last one; their names.

    Raises DatabaseUrlError, and aerich's DowngradeError when there is nothing to take back.
    Drops what the migrations made, with all data in it.
    """
    from aerich import Command

    async with _exclusive(database_url) as config, _context(_with_history(config)):
        command = Command(config, app=_APP, location=str(MIGRATIONS))
        await command.init()
        return await command.downgrade(version, delete=False)


def known_migrations() -> list[str]:
    """The file names of this version's migrations, in the order of their numbers."""
    names = [path.name for path in (MIGRATIONS / _APP).glob("[0-9]*_*.py")]
    return sorted(names, key=lambda name: int(name.split("_")[0]))


async def _aerich_upgrade(config: dict[str, Any]) -> list[str]:
    # Imported when there is work: most starts find none.
    from aerich import Command

    async with _context(_with_history(config)):
        command = Command(config, app=_APP, location=str(MIGRATIONS))
        await command.init()
        return await command.upgrade()


async def _applied(db: Connection) -> set[str]:
    if not await rows(_HISTORY_TABLE[dialect_of(db)], conn=db):
        return set()
    found = await rows("SELECT version FROM aerich WHERE app = 'models'", conn=db)
    return {row["version"] for row in found}


def _with_history(config: dict[str, Any]) -> dict[str, Any]:
    app = config["apps"][_APP]
    apps = {_APP: {**app, "models": [*app["models"], "aerich.models"]}}
    return {**config, "apps": apps}


@asynccontextmanager
async def _context(config: dict[str, Any]) -> AsyncIterator[TortoiseContext]:
    """Connections of our own, whatever else this process is connected to."""
    forget_statements()
    async with TortoiseContext() as context:
        await context.init(config)
        yield context


@asynccontextmanager
async def _exclusive(database_url: str) -> AsyncIterator[dict[str, Any]]:
    """The configuration, while no other process migrates the same database."""
    config = tortoise_config(database_url)
    path = sqlite_path(database_url)
    credentials = config["connections"]["default"]["credentials"]
    lock = _postgres_lock(credentials) if path is None else _file_lock(path)
    async with lock:
        yield config


@asynccontextmanager
async def _postgres_lock(credentials: dict[str, Any]) -> AsyncIterator[None]:
    """Ends with its connection, so a process that dies leaves nothing locked."""
    import asyncpg

    names = ("host", "port", "user", "password", "database", "ssl", "statement_cache_size")
    given = {name: credentials[name] for name in names if name in credentials}
    connection = await asyncpg.connect(**given)
    try:
        await connection.execute(f"SELECT pg_advisory_lock({_LOCK_KEY})")
        yield
    finally:
        await connection.close()


@asynccontextmanager
async def _file_lock(database: Path) -> AsyncIterator[None]:
    if not database.parent.is_dir():
        raise DatabaseUrlError(f"the directory of the SQLite database does not exist: {database}")
    with database.with_name(database.name + ".lock").open("w") as file:
        await _flock(file)
        yield


async def _flock(file: IO[str]) -> None:
    # Not by waiting in a thread: a cancelled wait would stay there and take the lock later.
    while True:
        try:
            return fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            await asyncio.sleep(_LOCK_RETRY_SECONDS)
