"""Databases that older releases left behind."""

from __future__ import annotations

import asyncio
import lzma
import sqlite3
import tarfile
from pathlib import Path

import asyncpg

from db.engine.config import sqlite_path

HERE = Path(__file__).parent
RELEASES = ("19daad3", "40c257e", "22ec654")
"""The releases: before holds; before rollups and money entries; before states had a version."""
PREVIOUS = RELEASES[-1]


def restore(release: str, database_url: str) -> None:
    """Fill an empty database with what the release left."""
    path = sqlite_path(database_url)
    if path is None:
        asyncio.run(_restore_postgres(database_url, dump(f"{release}.postgres")))
        return
    connection = sqlite3.connect(path)
    try:
        connection.executescript(dump(f"{release}.sqlite"))
    finally:
        connection.close()


def dump(name: str) -> str:
    return lzma.decompress((HERE / f"{name}.sql.xz").read_bytes()).decode()


async def _restore_postgres(database_url: str, statements: str) -> None:
    connection = await asyncpg.connect(database_url)
    try:
        await connection.execute(statements)
    finally:
        await connection.close()


def unpack_previous(directory: Path) -> Path:
    """Unpack the source of the previous release. A shallow clone has no history to take it from."""
    with tarfile.open(HERE / f"{PREVIOUS}.tar.xz") as archive:
        archive.extractall(directory, filter="data")
    return directory
