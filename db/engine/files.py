"""How the file of an SQLite database may be opened, as it is and where it lies.

Connections are made by address, so that opening never makes a file, unless that is wanted.
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
    # Else INSERT OR REPLACE deletes a row without firing the append-only trigger.
    "recursive_triggers": "ON",
    # What is erased must not stay readable in the file. Many builds of SQLite do so by themselves.
    "secure_delete": "ON",
    # Bytes that stay of a WAL that has been taken over: one that grew once does not stay large.
    "journal_size_limit": 16_384,
}
"""The settings of every connection, in this order.

Switching to WAL already has to wait for other processes.
"""


def sqlite_pragmas(path: Path) -> dict[str, int | str]:
    """Return the settings for the file as it is.

    Switching to WAL would write, which fails if nothing can be written.
    """
    if not path.exists() or is_writable(path):
        return SQLITE_PRAGMAS
    return {name: value for name, value in SQLITE_PRAGMAS.items() if name != "journal_mode"}


def sqlite_address(path: Path, *, create: bool = False) -> str:
    """The address by which sqlite3 opens the file, with `uri=True`.

    What can't be written is opened to be read. An SQLite file in WAL mode needs two more files
    beside it even to be read; where these can't be made, and nobody else has made them, nobody
    changes the file meanwhile: then it is read without them.
    """
    if create:
        return f"{path.as_uri()}?mode=rwc"
    if is_writable(path):
        return f"{path.as_uri()}?mode=rw"
    return f"{path.as_uri()}?mode=ro{'' if _may_change(path) else '&immutable=1'}"


def is_writable(path: Path) -> bool:
    """Whether this process may write the file, and its directory, where SQLite keeps a journal."""
    return _may_write(path) and _may_write(path.parent)


def refuse_other_files(path: Path) -> None:
    """Raise NotADatabase for what is there and is no SQLite database; an empty file may become
    one. Raises OSError where it can't be read."""
    if path.is_dir():
        raise NotADatabase(f"{path} is no database, but a directory")
    if not path.exists():
        return
    if not path.is_file():
        raise NotADatabase(f"{path} is no database, but something else than a file")
    with path.open("rb") as file:
        if file.read(len(_HEADER)) not in {b"", _HEADER}:
            raise NotADatabase(f"{path} is no database, but a file of another kind")


def _may_change(path: Path) -> bool:
    """A journal or WAL that holds something counts too, and who writes keeps the -shm file open."""
    names = [path.with_name(path.name + suffix) for suffix in ("-wal", "-journal")]
    unfinished = any(one.exists() and one.stat().st_size > 0 for one in names)
    is_open = path.with_name(f"{path.name}-shm").exists()
    return unfinished or is_open or _may_write(path.parent)


def _may_write(path: Path) -> bool:
    # By the rights that writing is checked by, not by those of whoever started the program.
    effective = os.access in os.supports_effective_ids
    return os.access(path, os.W_OK, effective_ids=effective)
