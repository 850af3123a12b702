"""The clock of the database's machine."""

from __future__ import annotations

from db.engine.sql import default_connection, dialect_of, rows


async def database_seconds() -> float | None:
    """Return the time of PostgreSQL's own clock, in seconds since 1970; None for SQLite, which uses
    the clock of this machine. Raises the driver's errors."""
    if dialect_of(default_connection()) == "sqlite":
        return None
    (told,) = await rows("SELECT extract(epoch FROM clock_timestamp())::float8 AS seconds")
    seconds: float = told["seconds"]
    return seconds
