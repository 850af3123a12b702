"""PostgreSQL databases that are emptied and used again.

Copying a database takes much longer than emptying it. If a test changed more than rows, or wrote
very many of them, its database is dropped instead.
"""

from __future__ import annotations

import asyncio
from itertools import count
from typing import NamedTuple

import asyncpg

from tests.support.engine.postgres import create_database, drop_database

BYTES_MAX = 4_000_000
"""The largest size of tables and indexes for a second use. Emptied tables keep their size, and
large ones are slow to read."""
STATEMENT_SECONDS = 30

# Rows of the system catalog by number and age, because every change of a definition makes a newer
# row. Statistics change how statements are run, and settings may belong to the database.
_CATALOG = (
    *("pg_class", "pg_attribute", "pg_attrdef", "pg_constraint", "pg_index", "pg_trigger"),
    *("pg_proc", "pg_type", "pg_namespace", "pg_db_role_setting"),
)
_DEFINITIONS = f"""SELECT concat_ws(' ', {
    ", ".join(
        f"(SELECT concat(count(*), '/', max(xmin::text::bigint)) FROM {name})" for name in _CATALOG
    )
}, (SELECT count(*) FROM pg_statistic WHERE starelid >= 16384),
  (SELECT md5(string_agg(a::text, ' ' ORDER BY id)) FROM aerich a))"""
_TABLES = """SELECT relname FROM pg_class WHERE relkind = 'r' AND relname <> 'aerich'
AND relnamespace = 'public'::regnamespace ORDER BY relname"""
_SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
_BYTES = """SELECT sum(pg_total_relation_size(oid))::bigint FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"""
_STRANGERS = """SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()"""


class _Template(NamedTuple):
    """The statements that empty a copy, and the state of an unchanged copy."""

    emptying: str
    definitions: str


class Databases:
    """Copies of one migrated database, for one process. Their names begin with `name`."""

    def __init__(self, server_url: str, template: str, name: str) -> None:
        self._server_url = server_url
        self._template = template
        self._name = name
        self._numbers = count(1)
        self._free: list[str] = []
        self._known: _Template | None = None

    def take(self) -> str:
        """Return the URL of a database that equals the template."""
        return self._free.pop() if self._free else asyncio.run(self._create())

    def give_back(self, url: str) -> None:
        """Take a database back, even if somebody is still connected to it."""
        if asyncio.run(self._is_as_new(url)):
            self._free.append(url)
        else:
            asyncio.run(drop_database(url))

    async def _create(self) -> str:
        name = f"{self._name}_{next(self._numbers)}"
        url = await create_database(self._server_url, name, template=self._template)
        if self._known is None:
            self._known = await _read(url)
        return url

    async def _is_as_new(self, url: str) -> bool:
        try:
            return self._known is not None and await _emptied(url, self._known)
        # A database that does not answer is not used again.
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
            return False


async def _read(url: str) -> _Template:
    connection = await asyncpg.connect(url)
    try:
        # A replica skips the triggers that forbid to delete entries.
        statements = [f"SET session_replication_role = replica; {_STRANGERS}"]
        for (table,) in await connection.fetch(_TABLES):
            statements.append(f'DELETE FROM "{table}"')
        for name, value in await connection.fetch(_SEQUENCES):
            at = f"{value}, true" if value else "1, false"
            statements.append(f"SELECT setval('\"{name}\"', {at})")
        return _Template("; ".join(statements), await connection.fetchval(_DEFINITIONS))
    finally:
        await connection.close()


async def _emptied(url: str, template: _Template) -> bool:
    """Empty a database; return whether it equals the template now."""
    connection = await asyncpg.connect(url, command_timeout=STATEMENT_SECONDS)
    try:
        if await connection.fetchval(_DEFINITIONS) != template.definitions:
            return False
        await connection.execute(template.emptying)
        bytes_now: int = await connection.fetchval(_BYTES)
        return bytes_now < BYTES_MAX
    finally:
        await connection.close()
