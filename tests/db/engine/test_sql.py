"""The same SQL text means the same on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime

from db.engine.sql import (
    as_day,
    as_json,
    as_time,
    default_connection,
    dialect_of,
    placeholders,
    rows,
    table_of,
)
from db.engine.transactions import transaction

NOW = datetime(2026, 3, 1, 12, 34, 56, 123456, tzinfo=UTC)


async def test_a_placeholder_stands_for_its_value_wherever_it_stands(database: str) -> None:
    sql = "SELECT 1 AS found WHERE CAST($2 AS TEXT) = 'b' AND $1 = 'a' AND $1 || $2 = 'ab'"
    assert list(await rows(sql, "a", "b")) == [{"found": 1}]


async def test_placeholders_have_more_than_one_digit(database: str) -> None:
    values = [*map(str, range(1, 13))]
    sql = f"SELECT 1 AS found WHERE $11 || $1 = '111' AND '12' IN ({placeholders(3, first=10)})"
    sql += "".join(f" AND ${n} <> ''" for n in range(2, 13))
    assert list(await rows(sql, *values)) == [{"found": 1}]


def test_placeholders_are_numbered_in_a_row() -> None:
    assert placeholders(3) == "$1, $2, $3"
    assert placeholders(2, first=9) == "$9, $10"
    assert placeholders(0) == ""


async def test_times_and_days_come_back_as_they_went_in(database: str) -> None:
    is_sqlite = dialect_of(default_connection()) == "sqlite"
    kinds = ("TEXT", "TEXT") if is_sqlite else ("timestamptz", "date")
    sql = "SELECT CAST($1 AS {}) AS time, CAST($2 AS {}) AS day".format(*kinds)
    (row,) = await rows(sql, NOW, date(2026, 3, 1))
    assert (as_time(row["time"]), as_day(row["day"])) == (NOW, date(2026, 3, 1))


async def test_many_rows_travel_as_one_text(database: str) -> None:
    table = table_of(name="text", number="bigint")
    found = await rows(
        "SELECT name, number FROM {given} AS given ORDER BY number",
        as_json([("b", 2**40), ("ä", 1)]),
        table=table,
    )
    assert list(found) == [{"name": "ä", "number": 1}, {"name": "b", "number": 2**40}]


async def test_what_the_databases_write_differently_has_a_name(database: str) -> None:
    (row,) = await rows("SELECT {position}('abc', 'c') AS at, {random id} AS one, '{}' AS braces")
    assert (row["at"], row["braces"]) == (3, "{}")
    assert len(row["one"]) >= 32


async def test_a_statement_runs_in_the_transaction_of_its_task(database: str) -> None:
    async with transaction() as conn:
        assert default_connection() is conn
