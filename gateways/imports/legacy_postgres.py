"""An older system's PostgreSQL database, read in one read-only snapshot, with every cell as
text."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import asyncpg

from gateways.imports.legacy_mapping import LegacyTable
from gateways.imports.legacy_numbers import PATTERN, Number, whole
from gateways.imports.legacy_source import (
    ALIKE_MAX,
    BATCH,
    NO_KEY,
    Key,
    LegacySourceError,
    LegacyTotals,
    RawRow,
    quoted,
    quoted_table,
)

CONNECT_SECONDS = 10
_FAILED = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError)
_COLUMNS = (
    "SELECT attname, format_type(atttypid, atttypmod) AS type, attnotnull FROM pg_attribute "
    "WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped"
)


class PostgresSource:
    """A `LegacySource`. `credentials` are the arguments of `asyncpg.connect`."""

    notes: Sequence[str] = ()

    def __init__(self, credentials: Mapping[str, Any]) -> None:
        self._credentials = credentials
        self._connection: asyncpg.Connection | None = None
        self._keys: dict[str, tuple[str, bool]] = {}

    async def check(self, table: LegacyTable) -> None:
        key = table.columns[table.key]
        if key is None:
            raise LegacySourceError(
                f"{table.name} needs its column {table.key}: rows come in its order"
            )
        rows = await self._fetch(_COLUMNS, quoted_table(table))
        found = {row["attname"]: (row["type"], row["attnotnull"]) for row in rows}
        if not found:
            raise LegacySourceError(f"there is no table {table.name}")
        for column in filter(None, table.columns.values()):
            if column not in found:
                raise LegacySourceError(f"{table.name} has no column {column!r}")
        self._keys[table.name] = found[key]

    async def count(self, table: LegacyTable) -> int:
        return int((await self._fetch(f"SELECT count(*) FROM {quoted_table(table)}"))[0][0])

    async def batches(self, table: LegacyTable, after: Key) -> AsyncIterator[list[RawRow]]:
        kind, never_null = self._keys[table.name]
        key = _column(table, table.key)
        names = ", ".join(f"{_column(table, name)}::text" for name in table.fields)
        behind = "" if after is None else f"WHERE {key} > $1::text::{kind}"
        values = () if after is None else (after,)
        if after == NO_KEY:
            behind, values = f"WHERE {key} IS NOT NULL", ()
        # Without it, rows without a key would come last, after every key from which an import can
        # continue.
        order = key if never_null else f"{key} NULLS FIRST"
        sql = f"SELECT {key}::text, {names} FROM {quoted_table(table)} {behind} ORDER BY {order}"
        try:
            cursor = await (await self._connected()).cursor(sql, *values)
            while rows := await cursor.fetch(BATCH):
                if never_null:
                    yield [tuple(row) for row in rows]
                else:
                    yield [(NO_KEY if row[0] is None else row[0], *row[1:]) for row in rows]
        except _FAILED as error:
            raise LegacySourceError(f"{table.name}: {error}") from error

    async def totals(self, users: LegacyTable, usage: LegacyTable | None) -> LegacyTotals:
        totals = LegacyTotals()
        totals.users, totals.tokens = await self._sum(users)
        plan, status = (f"{_column(users, name)}::text" for name in ("plan", "status"))
        sql = f"SELECT {plan}, {status}, count(*) FROM {quoted_table(users)} GROUP BY 1, 2"
        totals.plans = {(row[0], row[1]): row[2] for row in await self._fetch(sql)}
        if usage is not None:
            totals.uses, totals.used_tokens = await self._sum(usage)
        return totals

    async def close(self) -> None:
        if self._connection is not None:
            await self._connection.close(timeout=CONNECT_SECONDS)

    async def _sum(self, table: LegacyTable) -> tuple[int, Number]:
        text = f"btrim({_column(table, 'tokens')}::text, E' \\t\\r\\n')"
        sql = (
            f"SELECT count(*), sum(CASE WHEN {text} ~ '^{PATTERN}$' THEN {text}::numeric END) "
            f"FROM {quoted_table(table)}"
        )
        rows, tokens = (await self._fetch(sql))[0]
        return rows, whole(Fraction(tokens or 0))

    async def alike(self, users: LegacyTable) -> list[list[str]]:
        name = f"{_column(users, 'id')}::text"
        sql = (
            f"SELECT array_agg(DISTINCT {name} ORDER BY {name}) FROM {quoted_table(users)} "
            f"GROUP BY lower({name}) HAVING count(DISTINCT {name}) > 1 LIMIT {ALIKE_MAX}"
        )
        return [list(row[0]) for row in await self._fetch(sql)]

    async def _fetch(self, sql: str, *values: Any) -> list[Any]:
        try:
            rows: list[Any] = await (await self._connected()).fetch(sql, *values)
        except _FAILED as error:
            raise LegacySourceError(str(error)) from error
        return rows

    async def _connected(self) -> asyncpg.Connection:
        if self._connection is None:
            connection = await asyncpg.connect(**self._credentials, timeout=CONNECT_SECONDS)
            self._connection = connection
            await connection.execute("SET TimeZone = 'UTC'; SET DateStyle = 'ISO'")
            await connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return self._connection


def _column(table: LegacyTable, name: str) -> str:
    column = table.columns[name]
    return "NULL" if column is None else quoted(column)
