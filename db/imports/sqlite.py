"""SQLite's version of `db.imports.writing`. BEGIN IMMEDIATE locks out other writers, so reads stay
valid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import orjson

from billing.ledger.account import Account
from billing.ledger.entry import Entry
from billing.ledger.grant import Grant
from billing.payments.purchase import PlanSubscription
from db.commit import sqlite_sql
from db.engine.sql import Connection, as_day, as_text
from db.ledger.rows import account_row, entry_row, grant_row
from db.payments.purchases import subscription_row

CACHE_KIBIBYTES = 131_072
"""The page cache. Keys arrive in any order: with SQLite's default of 2 MB, each key would cause a
read."""

_KEYS = (
    "(SELECT json_extract(value, '$[0]') AS a, json_extract(value, '$[1]') AS b FROM json_each(?))"
)
_KNOWN_USES = (
    "SELECT p.account_id, p.id, p.model, p.tokens, p.used_at FROM "
    f"{_KEYS} k CROSS JOIN past_use p ON p.account_id = k.a AND p.id = k.b"
)
_KNOWN_MONTHS = (
    f"SELECT m.account_id, m.month FROM {_KEYS} k "
    "CROSS JOIN active_month m ON m.account_id = k.a AND m.month = k.b"
)
_DAYS = (
    "INSERT INTO usage_day (day, model, plan, tier, requests, input_tokens, output_tokens, "
    "cached_input_tokens, cost) VALUES (?, ?, '', 'IMPORTED', ?, ?, 0, 0, 0) "
    "ON CONFLICT (day, model, plan, tier) DO UPDATE SET requests = requests + excluded.requests, "
    "input_tokens = input_tokens + excluded.input_tokens"
)
_COHORTS = (
    "INSERT INTO cohort_month (cohort, month, accounts) VALUES (?, ?, ?) "
    "ON CONFLICT (cohort, month) DO UPDATE SET accounts = accounts + excluded.accounts"
)


class SqliteBulk:
    """A `Bulk`."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    async def opened(self, ids: Collection[str]) -> dict[str, datetime]:
        sql = "SELECT id, opened_at FROM account WHERE id IN (SELECT value FROM json_each(?))"
        found = await self._rows(sql, list(ids))
        return {row[0]: datetime.fromisoformat(row[1]) for row in found}

    async def taken_subscriptions(self, external_ids: Collection[str]) -> set[str]:
        sql = (
            "SELECT external_id FROM plan_subscription "
            "WHERE external_id IN (SELECT value FROM json_each(?))"
        )
        return {row[0] for row in await self._rows(sql, list(external_ids))}

    async def open(
        self,
        accounts: Sequence[Account],
        entries: Sequence[Entry],
        grants: Sequence[tuple[str, Grant]],
    ) -> None:
        await self._many(sqlite_sql.insert_accounts(1), map(account_row, accounts))
        await self._many(sqlite_sql.insert_entries(1), map(entry_row, entries))
        await self._many(sqlite_sql.insert_grants(1), (grant_row(*one) for one in grants))

    async def add_subscriptions(self, subscriptions: Sequence[PlanSubscription]) -> None:
        rows = [subscription_row(one) for one in subscriptions]
        if rows:
            names, marks = ", ".join(rows[0]), ", ".join("?" * len(rows[0]))
            sql = f"INSERT INTO plan_subscription ({names}) VALUES ({marks})"
            await self._many(sql, (row.values() for row in rows))

    async def add_customers(self, customers: Sequence[tuple[str, str]]) -> None:
        sql = "INSERT INTO payment_customer (account_id, customer_id) VALUES (?, ?)"
        await self._many(f"{sql} ON CONFLICT DO NOTHING", customers)

    async def known_uses(self, keys: Collection[tuple[str, str]]) -> Iterable[Any]:
        found = await self._rows(_KNOWN_USES, list(keys))
        return [(*row[:4], datetime.fromisoformat(row[4])) for row in map(tuple, found)]

    async def add_uses(self, uses: Sequence[tuple[Any, ...]]) -> None:
        sql = "INSERT INTO past_use (account_id, id, model, tokens, used_at) VALUES (?, ?, ?, ?, ?)"
        # Not by `_many`: most rows of an import are uses, so this has to be fast.
        rows = [[*use[:4], use[4].isoformat(" ")] for use in uses]
        await self._conn.execute_query(f"PRAGMA cache_size = -{CACHE_KIBIBYTES}", [])
        await self._conn.execute_many(sql, rows)

    async def add_days(self, days: Sequence[tuple[date, str, int, int]]) -> None:
        await self._many(_DAYS, days)

    async def add_months(
        self, months: Sequence[tuple[str, date]], opened: Mapping[str, datetime]
    ) -> None:
        found = await self._rows(_KNOWN_MONTHS, list(months))
        known = {(row[0], as_day(row[1])) for row in found}
        new = [month for month in months if month not in known]
        await self._many("INSERT INTO active_month (account_id, month) VALUES (?, ?)", new)
        cohorts = Counter((opened[name].date().replace(day=1), month) for name, month in new)
        await self._many(_COHORTS, [(*key, number) for key, number in cohorts.items()])

    async def _rows(self, sql: str, values: Sequence[Any]) -> Sequence[Any]:
        return (await self._conn.execute_query(sql, [orjson.dumps(values).decode()]))[1]

    async def _many(self, sql: str, rows: Iterable[Iterable[Any]]) -> None:
        # Times become text here, because sqlite3's own adapter is slow.
        values = [[as_text(value) for value in row] for row in rows]
        if values:
            await self._conn.execute_many(sql, values)
