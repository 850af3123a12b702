"""Batches on a separate PostgreSQL connection, outside the models' pool.

Each call is one statement in its own transaction: no BEGIN, no COMMIT, no reset. So pgbouncer may
send each one to another server connection.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import asyncpg

from billing.ledger.account import Account
from db.commit import postgres_sql
from db.commit.journal import Key
from db.commit.postgres_sql import columns
from db.commit.postgres_times import encode_once
from db.commit.writer import BatchRead, Changes, among, digests, merged
from db.engine.config import CONNECT_SECONDS
from db.engine.pool import DEAD, GIVE_BACK_SECONDS
from db.errors import Locked, Stale
from db.ledger.rows import (
    ACCOUNT_COLUMNS,
    ENTRY_COLUMNS,
    GRANT_COLUMNS,
    account_row,
    entry_row,
    grant_row,
)

STATEMENT_SECONDS = 5.0
"""A timeout longer than any batch takes, so that a hanging server process does not block the
batcher. The batch is retried on a new connection, which finds out whether it was committed."""

_ENTRY = len(ACCOUNT_COLUMNS)
"""The index of a row's first entry column."""


Values = tuple[Any, ...]
Arrange = Callable[[Values], Values]


class _Layout(NamedTuple):
    """Functions that arrange our rows in the order of each table's row type."""

    account: Arrange
    entry: Arrange
    grant: Arrange


class PostgresWriter:
    """A `Writer`. `credentials` are the arguments of `asyncpg.connect`."""

    def __init__(self, credentials: Mapping[str, Any]) -> None:
        self._credentials = credentials
        self._connection: asyncpg.Connection | None = None
        self._layout: _Layout | None = None

    async def read(
        self, ids: Sequence[str], keys: Sequence[Key], remembered: Mapping[str, Account]
    ) -> BatchRead:
        known = among(ids, remembered)
        halves = columns(keys, width=2)
        rows = await self._fetch(postgres_sql.READ, ids, digests(ids, known), *halves)
        if not rows:
            # The usual case: all accounts are as remembered, and all keys are new.
            return BatchRead(known, {})
        accounts = (row for row in rows if row["id"] is not None)
        entries = (row[_ENTRY:] for row in rows if row["id"] is None)
        named = (dict(zip(ENTRY_COLUMNS, entry, strict=True)) for entry in entries)
        return merged(known, accounts, named)

    async def append(self, changes: Changes) -> None:
        try:
            await self._append(changes)
        except (asyncpg.UniqueViolationError, asyncpg.DivisionByZeroError) as error:
            raise Stale from error
        except asyncpg.LockNotAvailableError as error:
            raise Locked from error
        except asyncpg.DatatypeMismatchError:
            # A migration changed a table meanwhile: a new connection reads the present layout.
            if self._connection is not None:
                self._connection.terminate()
            await self._append(changes)
        except asyncpg.ReadOnlySQLTransactionError:
            # The server is read-only for a while: a new connection may reach one that accepts
            # writes.
            if self._connection is not None:
                self._connection.terminate()
            raise

    async def _append(self, changes: Changes) -> None:
        sql = postgres_sql.append(
            updated=bool(changes.updated),
            opened=bool(changes.opened),
            granted=bool(changes.grants),
            leased=bool(changes.leases),
            told=bool(changes.deliveries),
            # Every batch of a team's members writes its account, beside others.
            ordered=any(one.team is not None for one in changes.updated),
        )
        account, entry, grant = (await self._connected())[1]
        rows = (
            [account(account_row(one)) for one in changes.updated],
            changes.before,
            [account(account_row(one)) for one in changes.opened],
            [entry(entry_row(one)) for one in changes.entries],
            [grant(grant_row(*one)) for one in changes.grants],
        )
        entries = rows[3]
        leases = columns(changes.leases) if changes.leases else ()
        told = columns(changes.deliveries) if changes.deliveries else ()
        given = (part for part in rows if part or part is entries)
        await self._fetch(sql, *given, *leases, *told)

    async def locked(self, ids: Sequence[str]) -> dict[str, str | None]:
        rows = await self._fetch(postgres_sql.LOCKED, ids)
        return {row["id"]: row["holder"] for row in rows}

    async def close(self) -> None:
        if self._connection is not None:
            connection, self._connection = self._connection, None
            with suppress(*DEAD):
                await connection.close(timeout=GIVE_BACK_SECONDS)

    async def _fetch(self, sql: str, *values: Any) -> list[asyncpg.Record]:
        connection, _ = await self._connected()
        try:
            rows: list[asyncpg.Record] = await connection.fetch(sql, *values)
        except TimeoutError:
            # asyncpg would wait for the server to acknowledge the cancellation.
            connection.terminate()
            raise
        return rows

    async def _connected(self) -> tuple[asyncpg.Connection, _Layout]:
        connection = self._connection
        if connection is None or self._layout is None or connection.is_closed():
            async with asyncio.timeout(CONNECT_SECONDS):
                connection, self._layout = await _connect(self._credentials)
            self._connection = connection
        return connection, self._layout


async def _connect(credentials: Mapping[str, Any]) -> tuple[asyncpg.Connection, _Layout]:
    connection = await asyncpg.connect(**credentials, command_timeout=STATEMENT_SECONDS)
    try:
        await encode_once(connection)
        tables: dict[str, list[str]] = {}
        for table, column in await connection.fetch(postgres_sql.LAYOUT):
            tables.setdefault(table, []).append(column)
    # Also after a cancellation: nobody else would close it.
    except BaseException:
        connection.terminate()
        raise
    return connection, _Layout(
        _arranged(ACCOUNT_COLUMNS, tables["account"]),
        _arranged(ENTRY_COLUMNS, tables["entry"]),
        _arranged(GRANT_COLUMNS, tables["token_grant"]),
    )


def _arranged(ours: Sequence[str], theirs: Sequence[str]) -> Arrange:
    """Return a function that puts our columns into the table's order. A later version may have
    added columns."""
    if list(ours) == theirs:
        return lambda row: row
    places = [ours.index(name) if name in ours else None for name in theirs]
    return lambda row: tuple(None if place is None else row[place] for place in places)
