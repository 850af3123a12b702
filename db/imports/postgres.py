"""PostgreSQL's version of `db.imports.writing`: COPY into empty tables, otherwise arrays."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from billing.ledger.account import Account
from billing.ledger.entry import Entry
from billing.ledger.grant import Grant
from billing.payments.purchase import PlanSubscription
from db.commit.postgres_sql import columns
from db.engine.sql import Connection
from db.ledger.rows import (
    ACCOUNT_COLUMNS,
    ENTRY_COLUMNS,
    GRANT_COLUMNS,
    account_row,
    entry_row,
    grant_row,
)
from db.payments.purchases import subscription_row

_CUSTOMERS = (
    "INSERT INTO payment_customer (account_id, customer_id) "
    "SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING"
)
_KNOWN_USES = (
    "SELECT p.* FROM unnest($1::text[], $2::text[]) AS k (account_id, id), LATERAL "
    "(SELECT account_id, id, model, tokens, used_at FROM past_use "
    "WHERE account_id = k.account_id AND id = k.id LIMIT 1) p"
)
_DAYS = (
    "INSERT INTO usage_day AS d (day, model, plan, tier, requests, input_tokens, output_tokens, "
    "cached_input_tokens, cost) SELECT n.day, n.model, '', 'IMPORTED', n.requests, n.tokens, 0, "
    "0, 0 FROM unnest($1::date[], $2::text[], $3::bigint[], $4::bigint[]) "
    "AS n (day, model, requests, tokens) ON CONFLICT (day, model, plan, tier) DO UPDATE SET "
    "requests = d.requests + excluded.requests, "
    "input_tokens = d.input_tokens + excluded.input_tokens"
)
# Each account is looked up alone: the planner may join two sets of unknown size with a nested loop.
_MONTHS = (
    "WITH new AS (INSERT INTO active_month (account_id, month) "
    "SELECT * FROM unnest($1::text[], $2::date[]) ON CONFLICT DO NOTHING "
    "RETURNING account_id, month) INSERT INTO cohort_month AS c (cohort, month, accounts) "
    "SELECT date_trunc('month', a.opened_at AT TIME ZONE 'UTC')::date, n.month, count(*) "
    "FROM new n, LATERAL (SELECT opened_at FROM account WHERE id = n.account_id LIMIT 1) a "
    "GROUP BY 1, 2 ORDER BY 1, 2 "
    "ON CONFLICT (cohort, month) DO UPDATE SET accounts = c.accounts + excluded.accounts"
)


class PostgresBulk:
    """A `Bulk`."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    async def opened(self, ids: Collection[str]) -> dict[str, datetime]:
        sql = "SELECT id, opened_at FROM account WHERE id = ANY($1::text[])"
        return {row[0]: row[1] for row in await self._rows(sql, list(ids))}

    async def taken_subscriptions(self, external_ids: Collection[str]) -> set[str]:
        sql = "SELECT external_id FROM plan_subscription WHERE external_id = ANY($1::text[])"
        return {row[0] for row in await self._rows(sql, list(external_ids))}

    async def open(
        self,
        accounts: Sequence[Account],
        entries: Sequence[Entry],
        grants: Sequence[tuple[str, Grant]],
    ) -> None:
        await self._copy("account", ACCOUNT_COLUMNS, map(account_row, accounts))
        await self._copy("entry", ENTRY_COLUMNS, map(entry_row, entries))
        await self._copy("token_grant", GRANT_COLUMNS, (grant_row(*one) for one in grants))

    async def add_subscriptions(self, subscriptions: Sequence[PlanSubscription]) -> None:
        rows = [subscription_row(one) for one in subscriptions]
        if rows:
            values = (tuple(row.values()) for row in rows)
            await self._copy("plan_subscription", tuple(rows[0]), values)

    async def add_customers(self, customers: Sequence[tuple[str, str]]) -> None:
        await self._rows(_CUSTOMERS, *columns(customers, width=2))

    async def known_uses(self, keys: Collection[tuple[str, str]]) -> Iterable[Any]:
        return map(tuple, await self._rows(_KNOWN_USES, *columns(list(keys), width=2)))

    async def add_uses(self, uses: Sequence[tuple[Any, ...]]) -> None:
        await self._copy("past_use", ("account_id", "id", "model", "tokens", "used_at"), uses)

    async def add_days(self, days: Sequence[tuple[date, str, int, int]]) -> None:
        await self._rows(_DAYS, *columns(days, width=4))

    async def add_months(
        self, months: Sequence[tuple[str, date]], opened: Mapping[str, datetime]
    ) -> None:
        await self._rows(_MONTHS, *columns(months, width=2))

    async def _rows(self, sql: str, *values: Any) -> Sequence[Any]:
        return (await self._conn.execute_query(sql, list(values)))[1]

    async def _copy(self, table: str, names: Sequence[str], rows: Iterable[Any]) -> None:
        connection: Any = self._conn._connection
        await connection.copy_records_to_table(table, records=rows, columns=names)
