"""Migrations, applied by aerich, in one process at a time.

Aerich takes no lock, so two processes would apply a migration twice. Here the second process waits
(pg_advisory_lock, or flock on a file beside the SQLite database) and finds nothing to do.
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
_LOCK_KEY = 0x59756D69  # any number that no other lock in the database uses
_LOCK_RETRY_SECONDS = 0.05
HISTORY_TABLE = {
    "sqlite": "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'aerich'",
    "postgres": "SELECT 1 WHERE to_regclass('aerich') IS NOT NULL",
}
"""Returns a row if the table of applied migrations exists."""
_OTHER_TABLE = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'aerich' "
    "AND name NOT LIKE 'sqlite!_%' ESCAPE '!' LIMIT 1"
)
APPLIED = "SELECT version FROM aerich WHERE app = 'models'"


async def upgrade(database_url: str) -> list[str]:
    """Apply the missing migrations and return their names, in order. This is safe at any time.

    Makes the file of an SQLite database if it does not exist. Raises DatabaseUrlError,
    DatabaseUnusable, and the errors of a failed migration. That migration is rolled back as a
    whole; the earlier ones stay.
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
    """Revert the migrations from number `version` on, or the last one. Return their names.

    Raises DatabaseUrlError, DatabaseUnusable, and aerich's DowngradeError if there is nothing to
    revert. Drops the tables of the migrations with all their data.
    """
    from aerich import Command

    async with _exclusive(database_url) as config, _context(_with_history(config)):
        command = Command(config, app=_APP, location=str(MIGRATIONS))
        await command.init()
        return await command.downgrade(version, delete=False)


async def _refuse_foreign(database_url: str, db: Connection) -> None:
    """Raise NotADatabase for the SQLite file of another program: a wrong path must not get our
    tables. A PostgreSQL database may be shared."""
    if dialect_of(db) == "sqlite" and (found := await rows(_OTHER_TABLE, conn=db)):
        raise NotADatabase(
            f"{database_name(database_url)} is another program's: it has a table {found[0]['name']}"
        )


def refuse_later(database_url: str, applied: set[str]) -> None:
    """Raise DatabaseTooNew if this release does not know one of the `applied` migrations."""
    if unknown := sorted(applied - set(known_migrations())):
        raise DatabaseTooNew(
            f"the database {database_name(database_url)} is of a later release: it has migrations "
            f"that this one does not know: {', '.join(unknown)}; run the release that applied "
            "them, or a later one"
        )


def known_migrations() -> list[str]:
    """Return the file names of this version's migrations, in the order of their numbers."""
    names = [path.name for path in (MIGRATIONS / _APP).glob("[0-9]*_*.py")]
    return sorted(names, key=lambda name: int(name.split("_")[0]))


async def _aerich_upgrade(config: dict[str, Any]) -> list[str]:
    # Imported only when needed: most starts have no migration to apply.
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
    """Open separate connections, whatever other connections this process has."""
    forget_statements()
    async with TortoiseContext() as context:
        await context.init(config)
        yield context


@asynccontextmanager
async def _exclusive(database_url: str) -> AsyncIterator[dict[str, Any]]:
    """Yield the configuration, while no other process migrates the same database."""
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
    """Hold the lock. It ends with its connection, so a process that dies leaves nothing locked."""
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
    # Not a blocking wait in a thread: a cancelled wait would stay there and take the lock later.
    while True:
        try:
            return fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            await asyncio.sleep(_LOCK_RETRY_SECONDS)
