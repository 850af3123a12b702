"""An older system's SQLite database, opened read-only."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from gateways.imports.encodings import MARK_INVALID
from gateways.imports.legacy_mapping import LegacyTable
from gateways.imports.legacy_numbers import Number, number_in, whole
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

_MILLION = 1_000_000
"""SQLite's sums overflow at 2**63. So there are two sums: of the millions and of the rest."""


class SqliteSource:
    """A `LegacySource`."""

    notes: Sequence[str] = ()

    def __init__(self, path: Path, *, encoding: str | None = None) -> None:
        """Create a source. `encoding` decodes text that is not UTF-8."""
        if not path.is_file():
            raise LegacySourceError(f"{path.name} is not a file")
        self._connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
        self._connection.text_factory = partial(_decoded, encoding)

    async def check(self, table: LegacyTable) -> None:
        _require_key(table)
        # SQLite reads a quoted name that is not a column as a string.
        found = {row[1].lower() for row in self._run(_table_info(table))}
        if not found:
            raise LegacySourceError(f"there is no table {table.name}")
        for column in filter(None, table.columns.values()):
            if column.lower() not in found and column != "rowid":
                raise LegacySourceError(f"{table.name} has no column {column!r}")
        self._run(f"SELECT {_names(table)} FROM {quoted_table(table)} LIMIT 0")

    async def count(self, table: LegacyTable) -> int:
        return int(self._run(f"SELECT count(*) FROM {quoted_table(table)}")[0][0])

    async def batches(self, table: LegacyTable, after: Key) -> AsyncIterator[list[RawRow]]:
        key = _key(table)
        behind = "" if after is None else f"WHERE {key} {_behind(after)}"
        sql = f"SELECT {key}, {_names(table)} FROM {quoted_table(table)} {behind} ORDER BY {key}"
        values = () if after is None or after == NO_KEY else (_from_json(after),)
        try:
            cursor = self._connection.execute(sql, values)
            while rows := cursor.fetchmany(BATCH):
                yield [(_to_json(row[0]), *row[1:]) if _odd(row[0]) else row for row in rows]
        except sqlite3.Error as error:
            raise LegacySourceError(f"{table.name}: {error}") from error

    async def totals(self, users: LegacyTable, usage: LegacyTable | None) -> LegacyTotals:
        totals = LegacyTotals()
        totals.users, totals.tokens = self._sum(users)
        plan, status = (_column(users, name) for name in ("plan", "status"))
        sql = f"SELECT {plan}, {status}, count(*) FROM {quoted_table(users)} GROUP BY 1, 2"
        totals.plans = {(row[0], row[1]): row[2] for row in self._run(sql)}
        if usage is not None:
            totals.uses, totals.used_tokens = self._sum(usage)
        return totals

    async def close(self) -> None:
        self._connection.close()

    def _sum(self, table: LegacyTable) -> tuple[int, Number]:
        """Return count and sum. SQLite sums the integers. It would round other numbers, so Python
        sums these."""
        column, name = _column(table, "tokens"), quoted_table(table)
        integers = f"FROM {name} WHERE typeof({column}) = 'integer'"
        [[rows]] = self._run(f"SELECT count(*) FROM {name}")
        [[millions, rest]] = self._run(
            f"SELECT sum({column} / {_MILLION}), sum({column} % {_MILLION}) {integers}"
        )
        total: Number = (millions or 0) * _MILLION + (rest or 0)
        others = f"SELECT {column} FROM {name} WHERE typeof({column}) IN ('real', 'text')"
        for (cell,) in self._each(others):
            total += number_in(cell) or 0
        return int(rows), whole(total)

    async def alike(self, users: LegacyTable) -> list[list[str]]:
        column = f"CAST({_column(users, 'id')} AS TEXT)"
        same = f"lower({column})"
        groups = (
            f"SELECT {same} FROM {quoted_table(users)} GROUP BY 1 "
            f"HAVING count(DISTINCT {column}) > 1 LIMIT {ALIKE_MAX}"
        )
        found: dict[str, list[str]] = {}
        names = f"SELECT DISTINCT {same}, {column} FROM {quoted_table(users)}"
        for folded, name in self._run(f"{names} WHERE {same} IN ({groups}) ORDER BY 1, 2"):
            found.setdefault(folded, []).append(name)
        return list(found.values())

    def _each(self, sql: str) -> Iterator[tuple[Any, ...]]:
        try:
            yield from self._connection.execute(sql)
        except sqlite3.Error as error:
            raise LegacySourceError(str(error)) from error

    def _run(self, sql: str) -> list[Any]:
        try:
            return self._connection.execute(sql).fetchall()
        except sqlite3.Error as error:
            raise LegacySourceError(str(error)) from error


class _OtherText(str):
    """A text that is not UTF-8. As a key it needs its bytes, because SQLite compares these."""

    __slots__ = ("raw",)
    raw: bytes


def _decoded(encoding: str | None, raw: bytes) -> str:
    """Decode text. Invalid bytes become lone surrogates, which are refused row by row."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        if encoding is None:
            text = _OtherText(raw.decode(errors="surrogateescape"))
        else:
            text = _OtherText(raw.decode(encoding, errors=MARK_INVALID))
    text.raw = raw
    return text


def _table_info(table: LegacyTable) -> str:
    schema = f"{quoted(table.path[0])}." if len(table.path) > 1 else ""
    return f"PRAGMA {schema}table_xinfo({quoted(table.path[-1])})"


def _require_key(table: LegacyTable) -> None:
    if table.columns[table.key] is None:
        raise LegacySourceError(
            f"{table.name} needs its column {table.key}: rows come in its order"
        )


def _key(table: LegacyTable) -> str:
    return _column(table, table.key)


def _column(table: LegacyTable, name: str) -> str:
    column = table.columns[name]
    return "NULL" if column is None else quoted(column)


def _names(table: LegacyTable) -> str:
    return ", ".join(_column(table, name) for name in table.fields)


def _odd(key: Any) -> bool:
    if isinstance(key, str):
        return isinstance(key, _OtherText) or not key.isascii()
    return key is None or isinstance(key, bytes)


def _to_json(key: Any) -> Any:
    """Encode a key. Blobs, and text that is not UTF-8, are not valid in JSON."""
    if key is None:
        return NO_KEY
    if isinstance(key, bytes):
        return [key.hex()]
    if isinstance(key, _OtherText):
        return [key.raw.hex(), "text"]
    return key if key.isprintable() else [key.encode().hex(), "text"]


def _from_json(key: Any) -> Any:
    return bytes.fromhex(key[0]) if isinstance(key, list) else key


def _behind(key: Any) -> str:
    if key == NO_KEY:
        return "IS NOT NULL"
    return "> CAST(? AS TEXT)" if isinstance(key, list) and len(key) > 1 else "> ?"
