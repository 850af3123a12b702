"""The settings and the address for opening the file of an SQLite database.

Connections use an address, so that opening never creates a file unless this is wanted.
"""

from __future__ import annotations

import os
from pathlib import Path

from db.errors import NotADatabase

_HEADER = b"SQLite format 3\0"

SQLITE_BUSY_TIMEOUT_MS = 15_000
SQLITE_PRAGMAS: dict[str, int | str] = {
    "busy_timeout": SQLITE_BUSY_TIMEOUT_MS,
    "journal_mode": "WAL",
    "synchronous": "FULL",
    "foreign_keys": "ON",
    # Otherwise INSERT OR REPLACE deletes a row without firing the append-only trigger.
    "recursive_triggers": "ON",
    # Erased data must not stay readable in the file. Many builds of SQLite do this by default.
    "secure_delete": "ON",
    # The size that a checkpointed WAL is cut to, so that a WAL that grew once does not stay large.
    "journal_size_limit": 16_384,
}
"""The settings of every connection, in this order.

The switch to WAL already has to wait for other processes.
"""


def sqlite_pragmas(path: Path) -> dict[str, int | str]:
    """Return the settings for the file in its present state.

    The switch to WAL writes, which fails if the file is read-only.
    """
    if not path.exists() or is_writable(path):
        return SQLITE_PRAGMAS
    return {name: value for name, value in SQLITE_PRAGMAS.items() if name != "journal_mode"}


def sqlite_address(path: Path, *, create: bool = False) -> str:
    """Return the address with which sqlite3 opens the file, with `uri=True`.

    A file that cannot be written is opened read-only. SQLite in WAL mode needs two more files, even
    to read. If these do not exist and cannot be created, no process changes the file, so it is read
    without them.
    """
    if create:
        return f"{path.as_uri()}?mode=rwc"
    if is_writable(path):
        return f"{path.as_uri()}?mode=rw"
    return f"{path.as_uri()}?mode=ro{'' if _may_change(path) else '&immutable=1'}"


def is_writable(path: Path) -> bool:
    """Return whether this process may write the file, and its directory, where SQLite creates the
    journal."""
    return _may_write(path) and _may_write(path.parent)


def refuse_other_files(path: Path) -> None:
    """Raise NotADatabase if the path is not an SQLite database. An empty file is accepted, since it
    may become one. Raises OSError if the file cannot be read."""
    if path.is_dir():
        raise NotADatabase(f"{path} is a directory, not a database")
    if not path.exists():
        return
    if not path.is_file():
        raise NotADatabase(f"{path} is not a file")
    with path.open("rb") as file:
        if file.read(len(_HEADER)) not in {b"", _HEADER}:
            raise NotADatabase(f"{path} is not an SQLite database")


def _may_change(path: Path) -> bool:
    """Return whether the file may change. A journal or WAL with content counts too, and a writer
    keeps the -shm file open."""
    names = [path.with_name(path.name + suffix) for suffix in ("-wal", "-journal")]
    unfinished = any(one.exists() and one.stat().st_size > 0 for one in names)
    is_open = path.with_name(f"{path.name}-shm").exists()
    return unfinished or is_open or _may_write(path.parent)


def _may_write(path: Path) -> bool:
    # This checks the effective user, whose rights count for writes, not the real one.
    effective = os.access in os.supports_effective_ids
    return os.access(path, os.W_OK, effective_ids=effective)
