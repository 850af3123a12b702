"""A returned database equals a new one when it is used again, or it is dropped."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from tests.support.engine.databases import Databases

ROW = """INSERT INTO api_key (id, name, secret_hash, scopes, created_at)
SELECT 'k' || n, 'key', '', 'admin', now() FROM generate_series(1, 1) AS n"""
ERASING = "INSERT INTO erasing (account_id) VALUES ('alice')"
GRANT = """INSERT INTO token_grant (account_id, number, source, amount, effective_at)
VALUES ('alice', 1, 'PACK', 5, now())"""
DELETE = "DELETE FROM token_grant"
VERSION = """INSERT INTO catalog_version (applied_at, source, digest, document)
VALUES (now(), '', '', '') RETURNING id"""


@pytest.fixture(scope="module")
def databases(postgres_server_url: str, postgres_template: str, worker_id: str) -> Databases:
    return Databases(postgres_server_url, postgres_template, f"tried_{worker_id}")


async def run(url: str, *statements: str) -> list[asyncpg.Record]:
    """Execute statements; return the rows of the last one."""
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            rows = await connection.fetch(statement)
        return list(rows)
    finally:
        await connection.close()


async def test_rows_are_gone_when_it_is_taken_again(databases: Databases) -> None:
    url = await asyncio.to_thread(databases.take)
    await run(url, ROW, ERASING)
    await asyncio.to_thread(databases.give_back, url)
    assert await asyncio.to_thread(databases.take) == url
    assert await run(url, "SELECT FROM api_key UNION ALL SELECT FROM erasing") == []
    assert await run(url, "SELECT version FROM aerich")


async def test_grants_are_gone_though_nobody_may_delete_them(databases: Databases) -> None:
    url = await asyncio.to_thread(databases.take)
    await run(url, GRANT)
    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        await run(url, DELETE)
    await asyncio.to_thread(databases.give_back, url)
    assert await asyncio.to_thread(databases.take) == url
    assert await run(url, "SELECT FROM token_grant") == []
    with pytest.raises(asyncpg.IntegrityConstraintViolationError):
        await run(url, GRANT, DELETE)


async def test_numbers_begin_anew(databases: Databases) -> None:
    url = await asyncio.to_thread(databases.take)
    [first] = await run(url, VERSION)
    await asyncio.to_thread(databases.give_back, url)
    assert await asyncio.to_thread(databases.take) == url
    assert await run(url, VERSION) == [first]


async def test_connections_and_what_they_hold_locked_end(databases: Databases) -> None:
    url = await asyncio.to_thread(databases.take)
    left = await asyncpg.connect(url)
    await left.execute(f"BEGIN; {ROW}; LOCK TABLE account")
    await asyncio.to_thread(databases.give_back, url)
    assert await asyncio.to_thread(databases.take) == url
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)):
        await left.execute("COMMIT")
    assert await run(url, "SELECT FROM api_key") == []


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE account ADD COLUMN more int",
        "ALTER TABLE entry DISABLE TRIGGER ALL",
        "DROP TRIGGER entry_append_only ON entry",
        "CREATE INDEX more ON entry (kind)",
        "ALTER TABLE entry DROP CONSTRAINT entry_pkey",
        "CREATE TABLE more (id int)",
        "CREATE OR REPLACE FUNCTION more() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ANALYZE api_key",
        "TRUNCATE api_key",
        "DELETE FROM aerich",
        "CREATE SCHEMA more",
    ],
)
async def test_what_more_was_changed_than_rows_is_not_used_again(
    databases: Databases, change: str
) -> None:
    url = await asyncio.to_thread(databases.take)
    await run(url, ROW, change)
    await asyncio.to_thread(databases.give_back, url)
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await run(url, "SELECT")


async def test_what_grew_large_is_not_used_again(databases: Databases) -> None:
    url = await asyncio.to_thread(databases.take)
    await run(url, ROW.replace("(1, 1)", "(1, 60000)"))
    await asyncio.to_thread(databases.give_back, url)
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await run(url, "SELECT")
