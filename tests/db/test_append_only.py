"""Rows of append-only tables stay as they were written, for any client."""

from __future__ import annotations

import pytest
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.exceptions import IntegrityError

from tests.support.engine.raw_rows import ROWS, insert, is_sqlite, rows

APPEND_ONLY = ("entry", "token_grant", "catalog_version", "programme_change")


@pytest.mark.parametrize("table", APPEND_ONLY)
async def test_what_is_append_only_is_neither_updated_nor_deleted(
    db: BaseDBAsyncClient, table: str
) -> None:
    await insert(db, table)
    before = await rows(db, table)
    column = next(iter(ROWS[table]))
    for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
        with pytest.raises(IntegrityError, match=f"{table} is append-only"):
            await db.execute_query(statement)
    assert await rows(db, table) == before


@pytest.mark.parametrize("table", APPEND_ONLY)
async def test_what_is_append_only_is_not_replaced_by_an_insert(
    db: BaseDBAsyncClient, table: str
) -> None:
    await insert(db, table)
    before = await rows(db, table)
    with pytest.raises(IntegrityError, match=f"{table} is append-only"):
        if is_sqlite(db):
            await insert(db, table, verb="INSERT OR REPLACE")
        else:
            await upsert(db, table)
    assert await rows(db, table) == before


async def upsert(db: BaseDBAsyncClient, table: str) -> None:
    key = "id" if table == "catalog_version" else "account_id, " + list(ROWS[table])[1]
    column = key.split(", ")[-1]
    await db.execute_query(
        f"INSERT INTO {table} SELECT * FROM {table} "
        f"ON CONFLICT ({key}) DO UPDATE SET {column} = EXCLUDED.{column}"
    )


@pytest.mark.parametrize("table", APPEND_ONLY)
async def test_postgres_truncates_nothing_that_is_append_only(
    postgres: BaseDBAsyncClient, table: str
) -> None:
    await insert(postgres, table)
    with pytest.raises(IntegrityError, match=f"{table} is append-only"):
        await postgres.execute_query(f"TRUNCATE {table}")
    assert len(await rows(postgres, table)) == 1
