"""Choose the writer for a database URL."""

from __future__ import annotations

from db.commit.sqlite_writer import SqliteWriter
from db.commit.writer import Writer
from db.engine.config import asyncpg_credentials, sqlite_path


def open_writer(database_url: str) -> Writer:
    """Return a writer that connects at its first call. Raises DatabaseUrlError."""
    path = sqlite_path(database_url)
    if path is not None:
        return SqliteWriter(path)
    # Its driver is optional.
    from db.commit.postgres_writer import PostgresWriter

    return PostgresWriter(asyncpg_credentials(database_url) or {})
