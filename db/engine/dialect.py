"""One text of SQL for both databases, where they differ in placeholders and in how they keep times.

Many rows travel as one JSON text: a statement may then join them, whatever their number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import orjson
from tortoise import connections
from tortoise.backends.base.client import BaseDBAsyncClient

Connection = BaseDBAsyncClient
"""A connection of the models, or of a transaction."""

_PLACEHOLDER = re.compile(r"\$(\d)")


async def rows(
    sql: str,
    *values: Any,
    conn: BaseDBAsyncClient | None = None,
    table: Mapping[str, str] | None = None,
) -> Sequence[dict[str, Any]]:
    """Executes `sql`, whose placeholders are $1, $2 …; names in braces stand for what DIALECTS
    says, and `{given}` for `table`."""
    conn = conn or connections.get("default")
    dialect = dialect_of(conn)
    for name, texts in DIALECTS.items():
        sql = sql.replace(f"{{{name}}}", texts[dialect])
    if table is not None:
        sql = sql.replace("{given}", table[dialect])
    if dialect == "sqlite":
        sql, values = _PLACEHOLDER.sub(r"?\1", sql), tuple(map(_as_text, values))
    # Tortoise's other ways give PostgreSQL's RETURNING away.
    return await conn.execute_query_dict(sql, list(values))


def dialect_of(conn: Connection) -> str:
    """ "sqlite" or "postgres"."""
    dialect: str = conn.capabilities.dialect
    return dialect


def _starts(column: str) -> dict[str, Mapping[str, str]]:
    """What starts the quarter of an hour, the hour or the day of a time, in UTC."""
    minute = f"CAST(substr({column}, 15, 2) AS INTEGER)"
    bin_ = f"date_bin('15 minutes', {column}, TIMESTAMPTZ '2000-01-01 00:00:00+00')"
    return {
        f"quarter of {column}": {
            "postgres": bin_,
            "sqlite": f"substr({column}, 1, 14) || "
            f"printf('%02d', {minute} / 15 * 15) || ':00+00:00'",
        },
        f"hour of {column}": {
            "postgres": f"date_trunc('hour', {column}, 'UTC')",
            "sqlite": f"substr({column}, 1, 13) || ':00:00+00:00'",
        },
        f"day of {column}": {
            "postgres": f"date_trunc('day', {column}, 'UTC')",
            "sqlite": f"substr({column}, 1, 10) || ' 00:00:00+00:00'",
        },
    }


DIALECTS: Mapping[str, Mapping[str, str]] = {
    **_starts("occurred_at"),
    **_starts("used_at"),
    "occurred day": {
        "postgres": "(occurred_at AT TIME ZONE 'UTC')::date",
        "sqlite": "substr(occurred_at, 1, 10)",
    },
    "recorded day": {
        "postgres": "(recorded_at AT TIME ZONE 'UTC')::date",
        "sqlite": "substr(recorded_at, 1, 10)",
    },
    "occurred month": {
        "postgres": "date_trunc('month', occurred_at AT TIME ZONE 'UTC')::date",
        "sqlite": "substr(occurred_at, 1, 7) || '-01'",
    },
    "opened month": {
        "postgres": "date_trunc('month', opened_at AT TIME ZONE 'UTC')::date",
        "sqlite": "substr(opened_at, 1, 7) || '-01'",
    },
    "past day": {
        "postgres": "(used_at AT TIME ZONE 'UTC')::date",
        "sqlite": "substr(used_at, 1, 10)",
    },
    "past month": {
        "postgres": "date_trunc('month', used_at AT TIME ZONE 'UTC')::date",
        "sqlite": "substr(used_at, 1, 7) || '-01'",
    },
    "for key share of account": {"postgres": "FOR KEY SHARE OF account", "sqlite": ""},
    "for update of rolled": {"postgres": "FOR UPDATE OF rolled", "sqlite": ""},
    "each charge": {
        "postgres": "jsonb_array_elements(charges::jsonb) AS charge (value)",
        "sqlite": "json_each(charges) AS charge",
    },
    "charge source": {
        "postgres": "charge.value ->> 1",
        "sqlite": "json_extract(charge.value, '$[1]')",
    },
    "charge tokens": {
        "postgres": "(charge.value ->> 2)::bigint",
        "sqlite": "json_extract(charge.value, '$[2]')",
    },
}


def table_of(**columns: str) -> Mapping[str, str]:
    """A table out of the JSON text $1, a list of rows as `as_json` makes it, for both dialects.
    `columns` are PostgreSQL's types."""
    postgres = (
        f"(value ->> {n})::{kind} AS {name}" for n, (name, kind) in enumerate(columns.items())
    )
    sqlite = (f"json_extract(value, '$[{n}]') AS {name}" for n, name in enumerate(columns))
    return {
        "postgres": f"(SELECT {', '.join(postgres)} FROM jsonb_array_elements($1::jsonb))",
        "sqlite": f"(SELECT {', '.join(sqlite)} FROM json_each($1))",
    }


def as_json(values: Iterable[Sequence[Any]]) -> str:
    """Days become ISO texts."""
    return orjson.dumps([(*one,) for one in values]).decode()


def _as_text(value: Any) -> Any:
    """As SQLite keeps it: times in UTC with their offset, days as they are."""
    if isinstance(value, datetime):
        return value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else value


def as_day(value: date | str) -> date:
    """The inverse, for days."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def as_time(value: datetime | str) -> datetime:
    """Likewise, for times."""
    return datetime.fromisoformat(value) if isinstance(value, str) else value
