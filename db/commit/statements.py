"""The journal's statements on a connection of the models, in both dialects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from db.commit import postgres_sql, sqlite_sql
from db.engine.sql import Connection, Rows, dialect_of


class Statements(Protocol):
    """The statements. Each method runs one statement, whatever the number of rows."""

    async def open_accounts(self, conn: Connection, rows: Rows) -> int:
        """Insert accounts that do not exist yet. Return their number."""

    async def lock_accounts(
        self, conn: Connection, ids: Sequence[str], *, briefly: bool
    ) -> Sequence[Any]:
        """Read accounts and lock them until the transaction ends. `briefly` limits the waits of
        this and the following statements."""

    async def find_keys(self, conn: Connection, keys: Rows) -> Sequence[Any]:
        """Return entries by (account_id, key_hash)."""

    async def update_accounts(self, conn: Connection, rows: Rows) -> None: ...

    async def insert_entries(self, conn: Connection, rows: Rows) -> None: ...

    async def insert_grants(self, conn: Connection, rows: Rows) -> None: ...


class PostgresStatements:
    """PostgreSQL: rows are sent as one array per column."""

    async def open_accounts(self, conn: Connection, rows: Rows) -> int:
        made = await conn.execute_query(postgres_sql.OPEN, postgres_sql.columns(rows))
        return len(made[1])

    async def lock_accounts(
        self, conn: Connection, ids: Sequence[str], *, briefly: bool
    ) -> Sequence[Any]:
        sql = postgres_sql.LOCK_BRIEFLY if briefly else postgres_sql.LOCK
        return (await conn.execute_query(sql, [ids]))[1]

    async def find_keys(self, conn: Connection, keys: Rows) -> Sequence[Any]:
        return (await conn.execute_query(postgres_sql.FIND, postgres_sql.columns(keys)))[1]

    async def update_accounts(self, conn: Connection, rows: Rows) -> None:
        await conn.execute_query(postgres_sql.UPDATE, postgres_sql.columns(rows))

    async def insert_entries(self, conn: Connection, rows: Rows) -> None:
        await conn.execute_query(postgres_sql.INSERT_ENTRIES, postgres_sql.columns(rows))

    async def insert_grants(self, conn: Connection, rows: Rows) -> None:
        await conn.execute_query(postgres_sql.INSERT_GRANTS, postgres_sql.columns(rows))


class SqliteStatements:
    """SQLite: BEGIN IMMEDIATE has already locked the whole database, so no statement locks rows."""

    async def open_accounts(self, conn: Connection, rows: Rows) -> int:
        made = 0
        for sql, values in sqlite_sql.steps(sqlite_sql.open_accounts, rows):
            made += len((await conn.execute_query(sql, values))[1])
        return made

    async def lock_accounts(
        self, conn: Connection, ids: Sequence[str], *, briefly: bool
    ) -> Sequence[Any]:
        return (await conn.execute_query(sqlite_sql.select_accounts(len(ids)), list(ids)))[1]

    async def find_keys(self, conn: Connection, keys: Rows) -> Sequence[Any]:
        values = [value for key in keys for value in key]
        return (await conn.execute_query(sqlite_sql.select_keys(len(keys)), values))[1]

    async def update_accounts(self, conn: Connection, rows: Rows) -> None:
        await conn.execute_many(sqlite_sql.update_accounts(1), [list(row) for row in rows])

    async def insert_entries(self, conn: Connection, rows: Rows) -> None:
        await conn.execute_many(sqlite_sql.insert_entries(1), [list(row) for row in rows])

    async def insert_grants(self, conn: Connection, rows: Rows) -> None:
        await conn.execute_many(sqlite_sql.insert_grants(1), [list(row) for row in rows])


def statements_for(conn: Connection) -> Statements:
    return SqliteStatements() if dialect_of(conn) == "sqlite" else PostgresStatements()
