"""The only way to run our own statements on the models' connections: one text for both databases.

A text has the placeholders $1, $2 … and names in braces for expressions that differ between the
databases (`db.engine.dialect`). Many rows are sent as one JSON text, so that a statement can join
any number of them. Features of only one database (`db.commit`, `db.imports`) have their own SQL.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import orjson
from tortoise import connections
from tortoise.backends.base.client import BaseDBAsyncClient

from db.engine.dialect import DIALECTS

Row = Mapping[str, Any]
"""The values of one row, by the names of its columns."""
Rows = Sequence[tuple[Any, ...]]
"""The values of several rows, in the order of their columns."""
Connection = BaseDBAsyncClient
"""A connection of the models, or of a transaction."""

_PLACEHOLDER = re.compile(r"\$(?=\d)")


async def rows(
    sql: str,
    *values: Any,
    conn: Connection | None = None,
    table: Mapping[str, str] | None = None,
) -> Sequence[dict[str, Any]]:
    """Execute `sql` and return its rows. `{given}` in the text stands for `table`.

    On SQLite, times and days are returned as texts: `as_time` and `as_day` accept both.
    """
    conn = conn or default_connection()
    dialect = dialect_of(conn)
    given = table[dialect] if table is not None else "{given}"
    sql = _translated(sql, dialect, given)
    texts = values if dialect == "postgres" else map(as_text, values)
    # Tortoise's other methods lose the rows of PostgreSQL's RETURNING.
    return await conn.execute_query_dict(sql, list(texts))


@lru_cache(maxsize=512)
def _translated(sql: str, dialect: str, given: str) -> str:
    for name, texts in DIALECTS.items():
        sql = sql.replace(f"{{{name}}}", texts[dialect])
    sql = sql.replace("{given}", given)
    return _PLACEHOLDER.sub("?", sql) if dialect == "sqlite" else sql


def default_connection() -> Connection:
    """Return the models' connection of this task: the one of its transaction, if there is one."""
    conn: Connection = connections.get("default")
    return conn


def dialect_of(conn: Connection) -> str:
    """Return "sqlite" or "postgres"."""
    dialect: str = conn.capabilities.dialect
    return dialect


def placeholders(count: int, first: int = 1) -> str:
    """Return `count` placeholders from number `first` on, for a list in parentheses."""
    return ", ".join(f"${number}" for number in range(first, first + count))


def table_of(**columns: str) -> Mapping[str, str]:
    """Return the text of a table that reads the JSON text $1, made by `as_json`, for both
    databases. `columns` gives each column's type in PostgreSQL."""
    postgres = (
        f"(value ->> {n})::{kind} AS {name}" for n, (name, kind) in enumerate(columns.items())
    )
    sqlite = (f"json_extract(value, '$[{n}]') AS {name}" for n, name in enumerate(columns))
    return {
        "postgres": f"(SELECT {', '.join(postgres)} FROM jsonb_array_elements($1::jsonb))",
        "sqlite": f"(SELECT {', '.join(sqlite)} FROM json_each($1))",
    }


def as_json(values: Iterable[Sequence[Any]]) -> str:
    """Return rows as the JSON text for `table_of`. Days become ISO texts."""
    return orjson.dumps([(*one,) for one in values]).decode()


def as_text(value: Any) -> Any:
    """Return the value as SQLite stores it: times and days as ISO texts, other values unchanged."""
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else value


def as_day(value: date | str) -> date:
    """Convert a day from either database."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def as_time(value: datetime | str) -> datetime:
    """Convert a time from either database."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value
