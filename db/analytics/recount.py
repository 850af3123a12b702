"""Reads of entries and rollups as of one instant, to compare them; and the deletion of the
rollups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Any, NamedTuple

from billing.ledger.entry import Entry
from db.analytics import rollups_sql as sql
from db.analytics.sweeps import FORGET
from db.engine.sql import Connection, as_day, as_json, as_time, default_connection, dialect_of, rows
from db.engine.transactions import lock_tables, transaction
from db.ledger.rows import entry_from

ENTRIES_MAX = 5_000

ROLLED = """
SELECT account.id, account.revision AS upto, coalesce(rolled.revision, 0) AS revision, opened_at,
    coalesce(blocks, 0) AS blocks
FROM account LEFT JOIN rolled ON rolled.account_id = account.id
WHERE account.id > $1 ORDER BY account.id LIMIT $2"""
PAST_MONTHS = """
SELECT DISTINCT account_id, {past month} AS month FROM past_use
WHERE account_id IN (SELECT id FROM {given} AS asked)"""
MONTHS = """
SELECT account_id, month FROM active_month
WHERE account_id IN (SELECT id FROM {given} AS asked)"""
PAST = """
SELECT {past day} AS day, model, count(*) AS requests, sum(tokens) AS tokens
FROM past_use GROUP BY 1, 2"""


def _strays_of(table: str) -> str:
    return (
        f"SELECT DISTINCT '{table}' AS name, account_id FROM {table} "
        "WHERE NOT EXISTS (SELECT 1 FROM account WHERE id = account_id)"
    )


# Until an erasure ends, the old sums of blocks are still being deleted.
_NOT_ERASED = "AND account_id NOT IN (SELECT account_id FROM erasure)"
STRAYS = (
    f"{_strays_of('rolled')} UNION {_strays_of('active_month')} "
    f"UNION {_strays_of('usage_block')} {_NOT_ERASED} "
    f"UNION {_strays_of('unit_block')} {_NOT_ERASED} LIMIT 1000"
)
KEYS = {
    "usage_day": ("day", "model", "plan", "tier"),
    "unit_day": ("day", "model", "unit"),
    "token_day": ("day", "source"),
    "event_day": ("day", "event"),
    "cohort_month": ("cohort", "month"),
}
SUMS = {
    "usage_day": ("requests", "input_tokens", "output_tokens", "cached_input_tokens", "cost"),
    "unit_day": ("uses", "quantity", "unpriced_uses", "unpriced_quantity"),
    "token_day": ("granted", "spent", "lapsed", "reversed"),
    "event_day": ("number",),
    "cohort_month": ("accounts",),
}
_EMPTIED = ("rolled", *KEYS, "usage_block", "unit_block", "active_month")
ADD_PAST = """
INSERT INTO usage_day (day, model, plan, tier, requests, input_tokens, output_tokens,
    cached_input_tokens, cost)
SELECT {past day}, model, '', 'IMPORTED', count(*), sum(tokens), 0, 0, 0
FROM past_use GROUP BY 1, 2"""
ADD_PAST_MONTHS = """
INSERT INTO active_month (account_id, month)
SELECT DISTINCT account_id, {past month} FROM past_use"""
ADD_PAST_COHORTS = """
INSERT INTO cohort_month (cohort, month, accounts)
SELECT {opened month}, month, count(*) FROM active_month
JOIN account ON account.id = account_id GROUP BY 1, 2"""


class RolledAccount(NamedTuple):
    """An account at `upto`. The rollups contain its entries up to `revision`, and the sums of its
    first `blocks` blocks exist."""

    account_id: str
    upto: int
    revision: int
    opened_at: datetime
    blocks: int


@asynccontextmanager
async def one_instant() -> AsyncIterator[Connection]:
    """Read the state that was committed at the beginning, without blocking writers. On SQLite, this
    must be the only task of the process that uses the models."""
    conn = default_connection()
    if dialect_of(conn) == "sqlite":
        # Not `transaction()`, because that takes the write lock.
        await rows("BEGIN", conn=conn)
        try:
            yield conn
        finally:
            await rows("COMMIT", conn=conn)
        return
    async with transaction() as opened:
        await rows("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY", conn=opened)
        yield opened


async def read_rolled(conn: Connection, *, after: str, limit: int) -> list[RolledAccount]:
    """Return a page of accounts, in id order."""
    found = await rows(ROLLED, after, limit, conn=conn)
    return [
        RolledAccount(
            row["id"], row["upto"], row["revision"], as_time(row["opened_at"]), row["blocks"]
        )
        for row in found
    ]


async def read_entries(conn: Connection, page: Sequence[RolledAccount]) -> AsyncIterator[Entry]:
    """Yield the entries that the rollups contain, in the order of the page, ENTRIES_MAX per
    statement. One statement per account would take most of the time if there are many small
    accounts."""
    for load in _loads(page):
        for row in await rows(sql.ENTRIES, as_json(load), conn=conn, table=sql.SPANS):
            yield entry_from(row)


def _loads(page: Sequence[RolledAccount]) -> Iterator[list[tuple[str, int, int, str]]]:
    load: list[tuple[str, int, int, str]] = []
    room = ENTRIES_MAX
    for account in page:
        low = 0
        while low < account.revision:
            high = min(low + room, account.revision)
            load.append((account.account_id, low, high, ""))
            room -= high - low
            low = high
            if not room:
                yield load
                load, room = [], ENTRIES_MAX
    if load:
        yield load


async def read_months(
    conn: Connection, ids: Sequence[str], *, past: bool
) -> defaultdict[str, set[date]]:
    """Return the months in which accounts were active: from the rollups, or by `past` uses."""
    given = as_json([name] for name in ids)
    found: defaultdict[str, set[date]] = defaultdict(set)
    for row in await rows(PAST_MONTHS if past else MONTHS, given, conn=conn, table=sql.IDS):
        found[row["account_id"]].add(as_day(row["month"]))
    return found


async def read_past(conn: Connection) -> list[tuple[date, str, int, int]]:
    """Return day, model, requests and tokens of all past uses."""
    found = await rows(PAST, conn=conn)
    return [(as_day(r["day"]), r["model"], r["requests"], int(r["tokens"])) for r in found]


async def read_rollup(conn: Connection, table: str) -> dict[tuple[Any, ...], tuple[int, ...]]:
    """Return all rows of one table of KEYS; days are dates."""
    keys, sums = KEYS[table], SUMS[table]
    found = await rows(f"SELECT * FROM {table}", conn=conn)
    return {
        tuple(as_day(row[k]) if k in _DAYS else row[k] for k in keys): tuple(row[s] for s in sums)
        for row in found
    }


_DAYS = {"day", "cohort", "month"}


async def strays(conn: Connection) -> list[tuple[str, str]]:
    """Return rows of accounts that do not exist, as (table, account id); at most a thousand."""
    return [(row["name"], row["account_id"]) for row in await rows(STRAYS, conn=conn)]


async def empty_rollups() -> None:
    """Delete the rollups, except the sums of past uses, which are rebuilt at once. Folding waits
    meanwhile, and then starts again from the first entry."""
    async with transaction() as conn:
        await lock_tables(conn, "EXCLUSIVE", *_EMPTIED)
        for table in _EMPTIED:
            await rows(f"DELETE FROM {table}", conn=conn)
        await rows(FORGET, conn=conn)
        for statement in (ADD_PAST, ADD_PAST_MONTHS, ADD_PAST_COHORTS):
            await rows(statement, conn=conn)
