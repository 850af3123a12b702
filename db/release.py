"""The release of a database, determined without creating or changing anything."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from db.engine.config import (
    CONNECT_SECONDS,
    asyncpg_credentials,
    database_name,
    sqlite_path,
)
from db.engine.files import SQLITE_BUSY_TIMEOUT_MS, refuse_other_files, sqlite_address
from db.errors import DatabaseTooOld, NoDatabase, reached
from db.migrate import APPLIED, HISTORY_TABLE, known_migrations, refuse_later

_MAKE = "`python -m server migrate` makes one"


async def require_release(database_url: str) -> None:
    """Raise DatabaseUnusable unless the database exists and has this release."""
    applied = await require_database(database_url)
    refuse_later(database_url, applied)
    if missing := set(known_migrations()) - applied:
        raise DatabaseTooOld(
            f"the database {database_name(database_url)} is of an older release: it lacks "
            f"{len(missing)} migrations; `python -m server migrate` applies them"
        )


async def require_database(database_url: str) -> set[str]:
    """Return the migrations that the database has. Raises DatabaseUnusable if there is no
    database."""
    name, path = database_name(database_url), sqlite_path(database_url)
    with reached(name):
        if path is None:
            applied = await _of_postgres(asyncpg_credentials(database_url) or {})
        else:
            refuse_other_files(path)
            if not path.exists():
                raise NoDatabase(f"there is no database {name}; {_MAKE}")
            applied = _of_sqlite(path)
    if not applied:
        raise NoDatabase(f"there is no database {name}: nothing of ours is in it; {_MAKE}")
    return applied


def _of_sqlite(path: Path) -> set[str]:
    with closing(sqlite3.connect(sqlite_address(path), uri=True)) as connection:
        connection.execute(f"PRAGMA busy_timeout={SQLITE_BUSY_TIMEOUT_MS}")
        if not connection.execute(HISTORY_TABLE["sqlite"]).fetchall():
            return set()
        return _versions(connection.execute(APPLIED).fetchall())


async def _of_postgres(credentials: dict[str, Any]) -> set[str]:
    # Optional.
    import asyncpg

    connection = await asyncpg.connect(**credentials, timeout=CONNECT_SECONDS)
    try:
        if not await connection.fetch(HISTORY_TABLE["postgres"], timeout=CONNECT_SECONDS):
            return set()
        return _versions(await connection.fetch(APPLIED, timeout=CONNECT_SECONDS))
    finally:
        await connection.close(timeout=CONNECT_SECONDS)


def _versions(found: Iterable[Any]) -> set[str]:
    return {row[0] for row in found}
