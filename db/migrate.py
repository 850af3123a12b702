"""Migrations: aerich applies them, one process at a time.

Aerich itself takes no lock, and two of it at once apply a migration twice. Here a second process
waits (pg_advisory_lock, or flock on a file beside the SQLite database) and finds nothing to do.
"""

from __future__ import annotations

import asyncio
import fcntl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import IO, Any

from tortoise.context import TortoiseContext

from db.engine.config import (
    CONNECT_SECONDS,
    DatabaseUrlError,
    database_name,
    forget_statements,
    sqlite_path,
    tortoise_config,
)
from db.engine.files import refuse_other_files
from db.engine.sql import Connection, default_connection, dialect_of, rows
from db.errors import (
    DatabaseTooNew,
    DatabaseUnusable,
    NotADatabase,
    explained,
    reached,
)

MIGRATIONS = Path(__file__).parent / "migrations"
LAST = -1

_APP = "models"
_LOCK_KEY = 0x59756D69  # any number will do, if nothing else in the database locks it
_LOCK_RETRY_SECONDS = 0.05
HISTORY_TABLE = {
    "sqlite": "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'aerich'",
    "postgres": "SELECT 1 WHERE to_regclass('aerich') IS NOT NULL",
}
"""A row where the table of applied migrations is there."""
_OTHER_TABLE = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'aerich' "
    "AND name NOT LIKE 'sqlite!_%' ESCAPE '!' LIMIT 1"
)
APPLIED = "SELECT version FROM aerich WHERE app = 'models'"


async def upgrade(database_url: str) -> list[str]:
    """Applies what is missing; the names of what was applied, in order. Safe to run at any time.

    Makes the file of an SQLite database if it is not there. Raises DatabaseUrlError,
    DatabaseUnusable, and whatever a failing migration raised; that migration is then rolled back
    whole and those before it stay.
    """
    async with _exclusive(database_url) as config:
        async with _context(config) as context:
            applied = await _applied(context.db())
            if not applied:
                await _refuse_foreign(database_url, context.db())
        refuse_later(database_url, applied)
        known = known_migrations()
        return [] if applied.issuperset(known) else await _aerich_upgrade(config)


async def missing_migrations() -> list[str]:
    """Return this version's migrations that the connected database does not have."""
    return sorted(set(known_migrations()) - await _applied(default_connection()))


async def downgrade(database_url: str, version: int = LAST) -> list[str]:
    """Takes back the migrations from number `version` on, or the last one; their names.

    Raises DatabaseUrlError, DatabaseUnusable, and aerich's DowngradeError when there is nothing to
    take back. Drops what the migrations made, with all data in it.
    """
    from aerich import Command

    async with _exclusive(database_url) as config, _context(_with_history(config)):
        command = Command(config, app=_APP, location=str(MIGRATIONS))
        await command.init()
        return await command.downgrade(version, delete=False)


async def _refuse_foreign(database_url: str, db: Connection) -> None:
    """Raise NotADatabase for the SQLite file of another program: a mistyped path must not fill it
    with tables. A PostgreSQL database may well be shared."""
    if dialect_of(db) == "sqlite" and (found := await rows(_OTHER_TABLE, conn=db)):
        raise NotADatabase(
            f"{database_name(database_url)} is another program's: it has a table {found[0]['name']}"
        )


def refuse_later(database_url: str, applied: set[str]) -> None:
    """Raise DatabaseTooNew where this release does not know one of the `applied` migrations."""
    if unknown := sorted(applied - set(known_migrations())):
        raise DatabaseTooNew(
            f"the database {database_name(database_url)} is of a later release: it has migrations "
            f"that this one does not know: {', '.join(unknown)}; run the release that applied "
            "them, or a later one"
        )


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
    if not await rows(HISTORY_TABLE[dialect_of(db)], conn=db):
        return set()
    found = await rows(APPLIED, conn=db)
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
    path, name = sqlite_path(database_url), database_name(database_url)
    credentials = config["connections"]["default"]["credentials"]
    lock = _postgres_lock(credentials) if path is None else _file_lock(path, name)
    async with AsyncExitStack() as stack:
        with reached(name):
            await stack.enter_async_context(lock)
        with explained(name):
            yield config


@asynccontextmanager
async def _postgres_lock(credentials: dict[str, Any]) -> AsyncIterator[None]:
    """Ends with its connection, so a process that dies leaves nothing locked."""
    import asyncpg

    names = ("host", "port", "user", "password", "database", "ssl", "statement_cache_size")
    given = {name: credentials[name] for name in names if name in credentials}
    connection = await asyncpg.connect(**given, timeout=CONNECT_SECONDS)
    try:
        await connection.execute(f"SELECT pg_advisory_lock({_LOCK_KEY})")
        yield
    finally:
        await connection.close()


@asynccontextmanager
async def _file_lock(database: Path, name: str) -> AsyncIterator[None]:
    if not database.parent.is_dir():
        raise DatabaseUrlError(f"the directory of the SQLite database does not exist: {database}")
    refuse_other_files(database)
    try:
        file = database.with_name(database.name + ".lock").open("w")
    except OSError as error:
        told = f"the database {name} can't be written: {error.strerror}"
        raise DatabaseUnusable(told) from error
    with file:
        await _flock(file)
        yield


async def _flock(file: IO[str]) -> None:
    # Not by waiting in a thread: a cancelled wait would stay there and take the lock later.
    while True:
        try:
            return fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            await asyncio.sleep(_LOCK_RETRY_SECONDS)
