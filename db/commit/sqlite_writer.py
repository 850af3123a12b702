"""Batches on a separate SQLite connection, in its own thread: one thread switch per call.

WAL allows reads on the models' connection meanwhile. Other processes may write too. BEGIN waits for
them, but only briefly, because a batch is retried several times and its callers wait.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from billing.ledger.account import Account
from db.commit import sqlite_sql
from db.commit.journal import Key
from db.commit.sqlite_sql import Step, from_json, steps
from db.commit.sqlite_times import account_texts, entry_texts, grant_texts
from db.commit.writer import BatchRead, Changes, among, digests, merged
from db.engine.files import sqlite_address, sqlite_pragmas
from db.engine.sql import as_text
from db.engine.sqlite import refuse_old_sqlite
from db.errors import Stale, is_duplicate_key
from db.ledger.rows import ACCOUNT_COLUMNS, ENTRY_COLUMNS, account_row, entry_row, grant_row

ResultT = TypeVar("ResultT")

BUSY_MILLISECONDS = 3_000
"""The longest wait for other writers, per attempt."""


class SqliteWriter:
    """A `Writer` for the file at `path`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite-writer")

    async def read(
        self, ids: Sequence[str], keys: Sequence[Key], remembered: Mapping[str, Account]
    ) -> BatchRead:
        known = among(ids, remembered)
        pairs = [*zip(ids, digests(ids, known), strict=True)]
        wanted = [
            [*steps(sqlite_sql.read_accounts, pairs)],
            [*steps(sqlite_sql.read_keys, keys)],
        ]
        accounts, entries = await self._hop(lambda: self._read(wanted))
        return merged(
            known,
            [row for text in accounts for row in from_json(ACCOUNT_COLUMNS, text)],
            [row for text in entries for row in from_json(ENTRY_COLUMNS, text)],
        )

    async def append(self, changes: Changes) -> None:
        updated = [account_texts(account_row(account)) for account in changes.updated]
        opened = [account_texts(account_row(account)) for account in changes.opened]
        entries = [entry_texts(entry_row(entry)) for entry in changes.entries]
        grants = [grant_texts(grant_row(*grant)) for grant in changes.grants]
        pairs = zip(updated, changes.before, strict=True)
        had = [(*row[:2], digest) for row, digest in pairs]
        counted = [*steps(sqlite_sql.count_accounts, had)]
        written = [
            *steps(sqlite_sql.update_accounts, updated),
            *steps(sqlite_sql.insert_accounts, opened),
            *steps(sqlite_sql.insert_entries, entries),
            *steps(sqlite_sql.insert_grants, grants),
        ]
        try:
            await self._hop(lambda: self._write(counted, written, changes))
        except sqlite3.IntegrityError as error:
            if is_duplicate_key(error):
                raise Stale from error
            raise

    async def locked(self, ids: Sequence[str]) -> dict[str, str | None]:
        """Return nothing: SQLite locks the whole file, never an account."""
        return {}

    async def close(self) -> None:
        await self._hop(self._disconnect)
        self._thread.shutdown()

    async def _hop(self, work: Callable[[], ResultT]) -> ResultT:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _read(self, wanted: Iterable[Iterable[Step]]) -> list[list[str]]:
        connection = self._connected()
        # One transaction, so that all reads see one instant.
        connection.execute("BEGIN")
        try:
            return [_texts(connection, part) for part in wanted]
        finally:
            connection.execute("ROLLBACK")

    def _write(
        self,
        counted: Iterable[Step],
        written: Iterable[Step],
        changes: Changes,
    ) -> None:
        connection = self._connected()
        connection.execute("BEGIN IMMEDIATE")
        try:
            for sql, values in counted:
                # Another process wrote or erased an account since the batch was decided; maybe it
                # was opened again.
                if connection.execute(sql, values).fetchone()[0] * 3 != len(values):
                    raise Stale
            for lease in changes.leases:
                # The lease was taken away since it was granted.
                done = connection.execute(sqlite_sql.CHANGE_LEASE, [*map(as_text, lease)])
                if done.rowcount != 1:
                    raise Stale
            for sql, values in written:
                connection.execute(sql, values)
            for told in changes.deliveries:
                connection.execute(sqlite_sql.INSERT_DELIVERY, [*map(as_text, told)])
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    def _connected(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = _connect(self._path)
        return self._connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()


def _connect(path: Path) -> sqlite3.Connection:
    refuse_old_sqlite()
    connection = sqlite3.connect(sqlite_address(path), uri=True, isolation_level=None)
    try:
        for name, value in sqlite_pragmas(path).items():
            connection.execute(f"PRAGMA {name}={value}")
        connection.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    # Also after an interruption: nobody else would close it.
    except BaseException:
        connection.close()
        raise
    return connection


def _texts(connection: sqlite3.Connection, part: Iterable[Step]) -> list[str]:
    return [text for sql, values in part for (text,) in connection.execute(sql, values)]
