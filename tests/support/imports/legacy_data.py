"""Databases of an older billing system, as SQLite, PostgreSQL and CSV, and imports of them."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg

from db.engine.config import asyncpg_credentials
from db.imports.progress import Counts
from gateways.imports.legacy_csv import CsvSource
from gateways.imports.legacy_mapping import LegacyMapping, read_mapping
from gateways.imports.legacy_postgres import PostgresSource
from gateways.imports.legacy_source import LegacySource
from gateways.imports.legacy_sqlite import SqliteSource
from services.catalog import CatalogService
from services.imports.legacy import LegacyImport
from services.imports.legacy_reconcile import Line, reconcile
from services.imports.legacy_users import Reject
from tests.support.audit.tampering import rows as rows_of
from tests.support.clocks import Clock
from tests.support.payments.shop import CATALOG, GRACE

Row = Mapping[str, Any]

TABLES = (
    "account",
    "entry",
    "token_grant",
    "plan_subscription",
    "payment_customer",
    "past_use",
    "usage_day",
    "active_month",
    "cohort_month",
)

NOW = Clock()()
CREATED = datetime(2024, 1, 31, 9, 30, tzinfo=UTC)
PERIOD_END = NOW + timedelta(days=12)

USERS = """CREATE TABLE user_billing (
    user_id {text} PRIMARY KEY, token_balance {number}, plan {text}, subscription_status {text},
    stripe_customer_id {text}, stripe_subscription_id {text}, current_period_end {time},
    created_at {time}
)"""
USES = """CREATE TABLE usage_history (
    id {number} PRIMARY KEY, user_id {text}, model {text}, tokens {number}, created_at {time}
)"""
SQLITE_TYPES = {"text": "TEXT", "number": "INTEGER", "time": "TEXT"}
POSTGRES_TYPES = {"text": "TEXT", "number": "BIGINT", "time": "TIMESTAMPTZ"}


def old_user(name: str, **changes: Any) -> dict[str, Any]:
    """Return a user on the free plan with 500 remaining tokens."""
    return {
        "user_id": name,
        "token_balance": 500,
        "plan": "free",
        "subscription_status": None,
        "stripe_customer_id": None,
        "stripe_subscription_id": None,
        "current_period_end": None,
        "created_at": CREATED,
    } | changes


def old_subscriber(name: str, **changes: Any) -> dict[str, Any]:
    """Return a user on the premium plan, paid until PERIOD_END."""
    return old_user(
        name,
        **{
            "plan": "premium",
            "subscription_status": "active",
            "stripe_customer_id": f"cus_{name}",
            "stripe_subscription_id": f"sub_{name}",
            "current_period_end": PERIOD_END,
        }
        | changes,
    )


def old_use(number: int, user: str = "alice", **changes: Any) -> dict[str, Any]:
    return {
        "id": number,
        "user_id": user,
        "model": "gpt-4",
        "tokens": 10 * number,
        "created_at": CREATED + timedelta(days=20 * number % 900),
    } | changes


@dataclass(frozen=True)
class Old:
    """The content of an older system. It is written by `as_sqlite`, `as_csv` or `as_postgres`."""

    users: Sequence[Row] = ()
    uses: Sequence[Row] = ()

    @property
    def tables(self) -> dict[str, Sequence[Row]]:
        return {"user_billing": self.users, "usage_history": self.uses}

    def as_sqlite(self, path: Path) -> SqliteSource:
        with closing(sqlite3.connect(path)) as connection, connection:
            for sql in (USERS, USES):
                connection.execute(sql.format(**SQLITE_TYPES))
            for table, rows in self.tables.items():
                write_sqlite(connection, table, rows)
        return SqliteSource(path)

    def as_csv(self, directory: Path) -> CsvSource:
        directory.mkdir(exist_ok=True)
        for table, empty in (("user_billing", old_user("")), ("usage_history", old_use(0))):
            with (directory / f"{table}.csv").open("w", newline="") as file:
                rows = csv.DictWriter(file, list(empty))
                rows.writeheader()
                rows.writerows({k: _text(v) for k, v in row.items()} for row in self.tables[table])
        return CsvSource(directory)

    async def as_postgres(self, url: str, *, numbers: str = "BIGINT") -> PostgresSource:
        credentials = asyncpg_credentials(url)
        assert credentials is not None
        connection = await asyncpg.connect(**credentials)
        for sql in (USERS, USES):
            await connection.execute(sql.format(**POSTGRES_TYPES | {"number": numbers}))
        for table, rows in self.tables.items():
            if rows:
                values = [tuple(row.values()) for row in rows]
                await connection.copy_records_to_table(table, records=values, columns=list(rows[0]))
        await connection.close()
        return PostgresSource(credentials)


def write_sqlite(connection: sqlite3.Connection, table: str, rows: Iterable[Row]) -> None:
    for row in rows:
        marks = ", ".join("?" * len(row))
        values = [_text(value) for value in row.values()]
        connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", values)


def _text(value: Any) -> Any:
    return value.isoformat(" ") if isinstance(value, datetime) else value


class Listed:
    """Keeps rejected rows in a list."""

    def __init__(self) -> None:
        self.all: list[Reject] = []

    @property
    def position(self) -> int:
        return len(self.all)

    def rewind(self, position: int) -> None:
        del self.all[position:]

    def write(self, rejects: Iterable[Reject]) -> None:
        self.all += rejects


@dataclass
class Imported:
    counts: Counts
    lines: list[Line]
    rejects: list[Reject]
    published: list[tuple[str, int]] = field(default_factory=list)

    @property
    def balances(self) -> bool:
        return all(line.balances for line in self.lines)

    @property
    def reasons(self) -> dict[str, str]:
        """Return the reasons by key."""
        return {key: reason for _, key, reason in self.rejects}

    def count(self, what: str) -> tuple[int, int, int]:
        """Return the numbers of imported, known and rejected rows."""
        words = ("imported", "known", "rejected")
        return tuple(self.counts.number(f"{what} {word}") for word in words)  # type: ignore[return-value]


async def import_old(
    source: LegacySource,
    *,
    mapping: LegacyMapping | None = None,
    name: str = "old",
    clock: Callable[[], datetime] | None = None,
    listed: Listed | None = None,
    **options: Any,
) -> Imported:
    """Import into the connected database, which only has to be migrated."""
    chosen = clock or Clock()
    catalog = CatalogService(clock=chosen)
    await catalog.apply_at_start(CATALOG, explicit=False)
    rejects, published = listed or Listed(), list[tuple[str, int]]()
    work = LegacyImport(
        source=source,
        mapping=mapping or read_mapping(),
        name=name,
        plans=catalog.catalog.plans,
        grace=GRACE,
        clock=chosen,
        rejects=rejects,
        publish=published.extend,
        **options,
    )
    await work.tables()
    counts = (await work.run()).counts
    lines = await reconcile(
        source, work.mapping, counts, work.user_rows(), name=name, dry_run=work.dry_run
    )
    return Imported(counts, lines, rejects.all, published)


async def state() -> dict[str, Any]:
    """Return the rows of all tables that an import writes.

    The random ids of subscriptions are left out.
    """
    found = {table: await rows_of(table) for table in TABLES}
    for row in found["plan_subscription"]:
        row["id"] = ""
    found["plan_subscription"].sort(key=lambda row: str(row["account_id"]))
    return found
