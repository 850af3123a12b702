"""The one door for statements of our own on the models' connections: one text for both databases.

A text has the placeholders $1, $2 … and names in braces for what the databases write differently
(`db.engine.dialect`). Many rows travel as one JSON text: a statement may then join them, whatever
their number. What only one database can do (`db.commit`, `db.imports`) is written in its own SQL.
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
    """Executes `sql` and returns its rows. `{given}` in the text stands for `table`.

    On SQLite times and days come back as texts: `as_time` and `as_day` take both.
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
    """The models' connection of this task: the one of its transaction, where it has one."""
    conn: Connection = connections.get("default")
    return conn


def dialect_of(conn: Connection) -> str:
    """ "sqlite" or "postgres"."""
    dialect: str = conn.capabilities.dialect
    return dialect


def placeholders(count: int, first: int = 1) -> str:
    """`count` placeholders from number `first` on, for a list in parentheses."""
    return ", ".join(f"${number}" for number in range(first, first + count))


def table_of(**columns: str) -> Mapping[str, str]:
    """The text of a table that reads the JSON text $1, made by `as_json`, for both databases.
    `columns` gives each column's type in PostgreSQL."""
    postgres = (
        f"(value ->> {n})::{kind} AS {name}" for n, (name, kind) in enumerate(columns.items())
    )
    sqlite = (f"json_extract(value, '$[{n}]') AS {name}" for n, name in enumerate(columns))
    return {
        "postgres": f"(SELECT {', '.join(postgres)} FROM jsonb_array_elements($1::jsonb))",
        "sqlite": f"(SELECT {', '.join(sqlite)} FROM json_each($1))",
    }


def as_json(values: Iterable[Sequence[Any]]) -> str:
    """Rows as the JSON text that `table_of` reads. Days become ISO texts."""
    return orjson.dumps([(*one,) for one in values]).decode()


def as_text(value: Any) -> Any:
    """The value as SQLite keeps it: times and days as ISO texts, all else unchanged."""
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else value


def as_day(value: date | str) -> date:
    """A day as either database returns it."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def as_time(value: datetime | str) -> datetime:
    """A time as either database returns it."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value
