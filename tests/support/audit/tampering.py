"""A ledger with a history, and ways to tamper with it. Each change is rolled back, so that one
history serves many attempts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tortoise import connections
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.transactions import in_transaction

from billing.ledger.commands import Command, Touch
from services.audit.audit import audit
from services.catalog import CatalogService
from tests.services.commit.committing import commit_batch
from tests.support.clocks import Clock
from tests.support.ledger.factories import NOW, adjustment, use

CATALOG = """\
providers:
  acme:
    name: Acme
    models:
      gift: {name: Gift, limit: 1000 tokens/month}
      calls: {name: Calls, limit: 3 requests/day}
      paid: {name: Paid, cost: 8}
plans:
  FREE: {name: Free, price: 0 USD, allowances: ["10,000 tokens/month"]}
  PREMIUM: {name: Premium, price: 10 USD, allowances: ["30,000 tokens/day"]}
"""

# The revisions of alice's entries in the history that `eventful` makes.
ALLOWANCE, USE, GIFT, GIVEN, SPENT, LAPSE, LIVE, LAST = 1, 2, 3, 4, 5, 7, 8, 9


class Ledger:
    """Commits commands by the rules of production, with a clock that the test sets."""

    def __init__(self, catalog: CatalogService, clock: Clock) -> None:
        self._catalog = catalog
        self.clock = clock

    async def do(self, *commands: Command) -> None:
        await commit_batch(commands, book=self._catalog.book, clock=self.clock)


async def open_ledger() -> Ledger:
    clock = Clock()
    catalog = CatalogService(clock=clock)
    await catalog.apply(CATALOG, "test")
    return Ledger(catalog, clock)


async def eventful(ledger: Ledger) -> None:
    """Record entries of all kinds. Grant 1 lapses, 4 is spent before it would expire, 8 is live."""
    soon = NOW + timedelta(days=9)
    await ledger.do(
        use(model="paid", input_tokens=100, key="use", may_open=True),
        use(model="gift", input_tokens=40, output_tokens=2, metadata='{"a":1}'),
        adjustment(tokens=80, expires_at=soon),
        use(model="paid", input_tokens=10),
        Touch("bob", may_open=True),
    )
    ledger.clock.advance(days=1)
    await ledger.do(adjustment(tokens=-8), use(account_id="bob", model="calls"))
    ledger.clock.advance(days=29)
    await ledger.do(use(model="calls"))


async def faults() -> list[str]:
    found: list[str] = []
    await audit(lambda fault: found.append(str(fault)), lambda _: None)
    return found


class Undo(Exception):
    """Raised to roll a transaction back."""


@asynccontextmanager
async def tampering() -> AsyncIterator[BaseDBAsyncClient]:
    """Open a transaction for `write` that is rolled back at the end."""
    with suppress(Undo):
        async with in_transaction() as db:
            if not is_sqlite(db):
                await db.execute_query("SET LOCAL session_replication_role = replica")
            yield db
            raise Undo


async def write(db: BaseDBAsyncClient, sql: str, *values: Any) -> None:
    """Execute one statement without the triggers that would refuse it. `?` is a placeholder."""
    if not is_sqlite(db):
        first, *rest = sql.split("?")
        sql = first + "".join(f"${number}{part}" for number, part in enumerate(rest, 1))
        await db.execute_query(sql, list(values))
        return
    triggers = await rows("sqlite_master", "type = 'trigger'")
    for trigger in triggers:
        await db.execute_query(f"DROP TRIGGER {trigger['name']}")
    await db.execute_query(sql, list(values))
    for trigger in triggers:
        await db.execute_query(trigger["sql"])


@dataclass(frozen=True)
class Tampering:
    """Sets a column of alice's account, entry or grant to a value."""

    table: str
    number: int
    column: str
    value: Any

    async def do(self, db: BaseDBAsyncClient) -> None:
        key = {"account": "id", "entry": "account_id", "token_grant": "account_id"}[self.table]
        number = {"account": "", "entry": "revision", "token_grant": "number"}[self.table]
        where = f"{key} = 'alice'" + (f" AND {number} = {self.number}" if number else "")
        await write(db, f"UPDATE {self.table} SET {self.column} = ? WHERE {where}", self.value)


def entry(number: int, column: str, *values: Any) -> list[Tampering]:
    return [Tampering("entry", number, column, value) for value in values]


def grant(number: int, column: str, *values: Any) -> list[Tampering]:
    return [Tampering("token_grant", number, column, value) for value in values]


def account(column: str, *values: Any) -> list[Tampering]:
    return [Tampering("account", 0, column, value) for value in values]


def is_sqlite(db: BaseDBAsyncClient) -> bool:
    return db.capabilities.dialect == "sqlite"


async def rows(table: str, where: str = "1 = 1") -> list[dict[str, Any]]:
    sql = f"SELECT * FROM {table} WHERE {where} ORDER BY 1, 2"
    return [dict(row) for row in await connections.get("default").execute_query_dict(sql)]
