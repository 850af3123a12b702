"""The journal's SQL, in the two dialects. The only raw SQL on the path of a use.

PostgreSQL takes a whole batch as arrays; SQLite as one prepared statement over many rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from tortoise.backends.base.client import BaseDBAsyncClient

from db.rows import ACCOUNT_COLUMNS, ENTRY_COLUMNS, GRANT_COLUMNS

Rows = Sequence[tuple[Any, ...]]

_PG_TYPES = {
    "revision": "bigint",
    "number": "bigint",
    "available": "bigint",
    "held": "bigint",
    "debt": "bigint",
    "tokens": "bigint",
    "balance": "bigint",
    "amount": "bigint",
    "input_tokens": "bigint",
    "output_tokens": "bigint",
    "cached_input_tokens": "bigint",
    "opened_at": "timestamptz",
    "stale_at": "timestamptz",
    "recorded_at": "timestamptz",
    "occurred_at": "timestamptz",
    "effective_at": "timestamptz",
    "expires_at": "timestamptz",
    "key_hash": "bytea",
    "fingerprint": "bytea",
    "digest": "bytea",
}


class Statements(Protocol):
    """Each method is one statement, whatever the number of rows."""

    async def open_accounts(self, conn: BaseDBAsyncClient, rows: Rows) -> None:
        """Inserts accounts that are not there yet."""

    async def lock_accounts(self, conn: BaseDBAsyncClient, ids: Sequence[str]) -> Sequence[Any]:
        """Reads accounts and keeps others from writing them until the transaction ends."""

    async def find_keys(self, conn: BaseDBAsyncClient, keys: Rows) -> Sequence[Any]:
        """Entries by (account_id, key_hash)."""

    async def update_accounts(self, conn: BaseDBAsyncClient, rows: Rows) -> None: ...

    async def insert_entries(self, conn: BaseDBAsyncClient, rows: Rows) -> None: ...

    async def insert_grants(self, conn: BaseDBAsyncClient, rows: Rows) -> None: ...


class PostgresStatements:
    """Rows travel as one array a column."""

    def __init__(self) -> None:
        changed = ", ".join(f"{name} = n.{name}" for name in ACCOUNT_COLUMNS[1:])
        self._update = (
            f"UPDATE account a SET {changed} FROM {_unnest(ACCOUNT_COLUMNS)} WHERE a.id = n.id"
        )
        self._insert_entries = _pg_insert("entry", ENTRY_COLUMNS)
        self._insert_grants = _pg_insert("token_grant", GRANT_COLUMNS)
        self._open = f"{_pg_insert('account', ACCOUNT_COLUMNS)} ON CONFLICT (id) DO NOTHING"

    async def open_accounts(self, conn: BaseDBAsyncClient, rows: Rows) -> None:
        await conn.execute_query(self._open, _columns(rows))

    async def lock_accounts(self, conn: BaseDBAsyncClient, ids: Sequence[str]) -> Sequence[Any]:
        sql = "SELECT * FROM account WHERE id = ANY($1::text[]) ORDER BY id FOR NO KEY UPDATE"
        return (await conn.execute_query(sql, [list(ids)]))[1]

    async def find_keys(self, conn: BaseDBAsyncClient, keys: Rows) -> Sequence[Any]:
        sql = (
            "SELECT e.* FROM unnest($1::text[], $2::bytea[]) AS k (account_id, key_hash) "
            "JOIN entry e ON e.account_id = k.account_id AND e.key_hash = k.key_hash"
        )
        return (await conn.execute_query(sql, _columns(keys)))[1]

    async def update_accounts(self, conn: BaseDBAsyncClient, rows: Rows) -> None:
        await conn.execute_query(self._update, _columns(rows))

    async def insert_entries(self, conn: BaseDBAsyncClient, rows: Rows) -> None:
        await conn.execute_query(self._insert_entries, _columns(rows))

    async def insert_grants(self, conn: BaseDBAsyncClient, rows: Rows) -> None:
        await conn.execute_query(self._insert_grants, _columns(rows))


class SqliteStatements:
    """BEGIN IMMEDIATE has locked the whole database already, so nothing locks rows here."""

    def __init__(self) -> None:
        changed = ", ".join(f"{name} = ?" for name in ACCOUNT_COLUMNS[1:])
        self._update = f"UPDATE account SET {changed} WHERE id = ?"
        self._insert_entries = _lite_insert("entry", ENTRY_COLUMNS)
        self._insert_grants = _lite_insert("token_grant", GRANT_COLUMNS)
        self._open = f"{_lite_insert('account', ACCOUNT_COLUMNS)} ON CONFLICT (id) DO NOTHING"

    async def open_accounts(self, conn: BaseDBAsyncClient, rows: Rows) -> None:
        await conn.execute_many(self._open, [list(row) for row in rows])

    async def lock_accounts(self, conn: BaseDBAsyncClient, ids: Sequence[str]) -> Sequence[Any]:
        sql = f"SELECT * FROM account WHERE id IN ({_marks(len(ids))})"
        return (await conn.execute_query(sql, list(ids)))[1]

    async def find_keys(self, conn: BaseDBAsyncClient, keys: Rows) -> Sequence[Any]:
        pairs = ", ".join(["(?, ?)"] * len(keys))
        sql = f"SELECT * FROM entry WHERE (account_id, key_hash) IN (VALUES {pairs})"
        return (await conn.execute_query(sql, [value for key in keys for value in key]))[1]

    async def update_accounts(self, conn: BaseDBAsyncClient, rows: Rows) -> None:
        await conn.execute_many(self._update, [[*row[1:], row[0]] for row in rows])

    async def insert_entries(self, conn: BaseDBAsyncClient, rows: Rows) -> None:
        await conn.execute_many(self._insert_entries, [list(row) for row in rows])

    async def insert_grants(self, conn: BaseDBAsyncClient, rows: Rows) -> None:
        await conn.execute_many(self._insert_grants, [list(row) for row in rows])


def statements_for(conn: BaseDBAsyncClient) -> Statements:
    return SqliteStatements() if conn.capabilities.dialect == "sqlite" else PostgresStatements()


def _columns(rows: Rows) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _marks(count: int) -> str:
    return ", ".join("?" * count)


def _unnest(names: Sequence[str]) -> str:
    arrays = ", ".join(
        f"${number}::{_PG_TYPES.get(name, 'text')}[]" for number, name in enumerate(names, 1)
    )
    return f"unnest({arrays}) AS n ({', '.join(names)})"


def _pg_insert(table: str, names: Sequence[str]) -> str:
    return f"INSERT INTO {table} ({', '.join(names)}) SELECT * FROM {_unnest(names)}"


def _lite_insert(table: str, names: Sequence[str]) -> str:
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({_marks(len(names))})"
