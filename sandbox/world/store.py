"""The sandbox's database: one SQLite file, which several processes may open.

Stripe's objects are JSON. A name that begins with `_` is the sandbox's own and never sent. `_due`
is the instant (sandbox seconds) of the object's next step on the clock.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

ResultT = TypeVar("ResultT")

BUSY_SECONDS = 30.0
SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    created INTEGER NOT NULL,
    due INTEGER,
    json TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS objects_type ON objects (type, seq);
CREATE INDEX IF NOT EXISTS objects_due ON objects (due, seq) WHERE due IS NOT NULL;
CREATE TABLE IF NOT EXISTS replies (
    key TEXT PRIMARY KEY,
    request TEXT NOT NULL,
    request_id TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    created INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    event TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'dropped', 'failed')),
    due INTEGER NOT NULL,
    lease INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    answer TEXT
);
CREATE INDEX IF NOT EXISTS deliveries_waiting ON deliveries (due) WHERE state = 'waiting';
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, json TEXT NOT NULL);
"""


class FileUnusable(Exception):
    """The sandbox's file cannot be opened, created or written, or is of another kind."""


class Store:
    """One connection in one thread, so that a wait for another process does not block the event
    loop."""

    def __init__(self, path: Path) -> None:
        """Open the file. Raises sqlite3.Error if this fails."""
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sandbox")
        self._connection = self._thread.submit(_opened, path).result()

    async def run(self, act: Callable[[sqlite3.Connection], ResultT]) -> ResultT:
        """Run `act` in one transaction, committed if it returns and rolled back if it raises."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._transact, act)

    def close(self) -> None:
        """Close the file after the running transaction has ended."""
        self._thread.submit(self._connection.close).result()
        self._thread.shutdown()

    def _transact(self, act: Callable[[sqlite3.Connection], ResultT]) -> ResultT:
        with transaction(self._connection):
            return act(self._connection)


def _opened(path: Path) -> sqlite3.Connection:
    connection = None
    try:
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        # A crash of the process loses nothing; a power failure may lose the last moments of a
        # sandbox.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(SCHEMA)
    except sqlite3.Error as error:
        if connection is not None:
            connection.close()
        raise FileUnusable(f"{path}: {error}") from error
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    # Immediate: a transaction that first reads and then writes would fail after another process's
    # write.
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        # Also after a cancellation: an open transaction would keep the database locked.
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@contextmanager
def savepoint(connection: sqlite3.Connection) -> Iterator[None]:
    """Roll back only the body, if it raises."""
    connection.execute("SAVEPOINT act")
    try:
        yield
    except BaseException:
        # As above: half of the act must not stay.
        connection.execute("ROLLBACK TO act")
        raise
    finally:
        connection.execute("RELEASE act")
