"""A copy of an SQLite database during writes.

PostgreSQL has its own tools for that; see docs/runbook.md.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from db.engine.files import SQLITE_BUSY_TIMEOUT_MS, sqlite_address


class BackupFailed(RuntimeError):
    """The copy could not be made, or is corrupt; no part of it remains."""


def backup_sqlite(database: Path, target: Path) -> int:
    """Copy everything that is committed at one instant, and return the number of bytes. This call
    blocks, but writers do not wait.

    `target` appears at the end, complete and flushed to the disk. Raises BackupFailed,
    FileExistsError if the target exists, and OSError.
    """
    if target.exists():
        raise FileExistsError(f"{target} exists; a backup never replaces a file")
    part = target.with_name(f"{target.name}.part")
    # Only our user may read the copy: it contains the whole database.
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError as error:
        reason = "a backup to it is under way, or was killed: then remove it"
        raise FileExistsError(f"{part} exists: {reason}") from error
    try:
        _copy(database, part)
        _flush(part)
        # Unlike a rename, a link cannot replace a file that another process has put there
        # meanwhile.
        target.hardlink_to(part)
    except sqlite3.Error as error:
        raise BackupFailed(f"{database}: {error}") from error
    finally:
        for suffix in ("", "-journal", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                part.with_name(part.name + suffix).unlink()
    _flush(target.parent)
    return target.stat().st_size


def _copy(database: Path, part: Path) -> None:
    with (
        closing(sqlite3.connect(sqlite_address(database), uri=True)) as source,
        closing(sqlite3.connect(part)) as copy,
    ):
        source.execute(f"PRAGMA busy_timeout={SQLITE_BUSY_TIMEOUT_MS}")
        # In one step: with several steps, every commit between them would restart the copy.
        source.backup(copy, pages=-1)
        # A copy in WAL mode would be three files.
        copy.execute("PRAGMA journal_mode=DELETE")
        [(found,)] = copy.execute("PRAGMA quick_check(1)").fetchall()
        if found != "ok":
            raise BackupFailed(f"the copy is damaged: {found}")


def _flush(path: Path) -> None:
    """Flush a file, or the entries of a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
