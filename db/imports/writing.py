"""Writes of an import from an older system: a chunk is one transaction of a few statements.

Values are sent by COPY on PostgreSQL, by executemany on SQLite.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Protocol

from billing.ledger.account import Account
from billing.ledger.entry import Entry
from billing.ledger.grant import Grant
from billing.payments.purchase import PlanSubscription
from db.commit.journal import Journal
from db.commit.statements import statements_for
from db.engine.sql import Connection, dialect_of
from db.engine.transactions import lock_tables, transaction
from db.errors import adding
from db.imports.postgres import PostgresBulk
from db.imports.sqlite import SqliteBulk

UseRow = tuple[str, str, str, int, datetime]
"""account_id, id, model, tokens, used_at."""

UsesOfDay = tuple[date, str, int, int]
"""day, model, number of uses, tokens."""


class Bulk(Protocol):
    """The writes of one database. Each method runs one or two statements."""

    async def opened(self, ids: Collection[str]) -> dict[str, datetime]:
        """Return the opening times of the existing accounts."""

    async def taken_subscriptions(self, external_ids: Collection[str]) -> set[str]: ...

    async def open(
        self,
        accounts: Sequence[Account],
        entries: Sequence[Entry],
        grants: Sequence[tuple[str, Grant]],
    ) -> None:
        """Open accounts. If one exists, raises an error that `legacy_chunk` converts to
        AlreadyExists."""

    async def add_subscriptions(self, subscriptions: Sequence[PlanSubscription]) -> None: ...

    async def add_customers(self, customers: Sequence[tuple[str, str]]) -> None:
        """Add customers by account. An account keeps an existing customer."""

    async def known_uses(self, keys: Collection[tuple[str, str]]) -> Iterable[UseRow]:
        """Return the uses that exist, by account and id."""

    async def add_uses(self, uses: Sequence[UseRow]) -> None:
        """Add uses. Raises the same error if one exists."""

    async def add_days(self, days: Sequence[UsesOfDay]) -> None:
        """Add to the rollup `usage_day`, in the order of keys, to avoid deadlocks."""

    async def add_months(
        self, months: Sequence[tuple[str, date]], opened: Mapping[str, datetime]
    ) -> None:
        """Add to `active_month`, and add the new rows to `cohort_month`. Both are sorted too."""


class Accepted(dict[str, datetime]):
    """The accounts that a dry run would have opened so far, with the opening times."""


class LegacyChunk:
    """An open transaction. With `accepted`, it only reads, and stores there which accounts it would
    have opened."""

    def __init__(self, conn: Connection, accepted: Accepted | None) -> None:
        self.conn = conn
        is_sqlite = dialect_of(conn) == "sqlite"
        bulk: Bulk = SqliteBulk(conn) if is_sqlite else PostgresBulk(conn)
        kind = Journal if accepted is None else _ReadingJournal
        self.journal = kind(conn, statements_for(conn))
        self.bulk = bulk if accepted is None else _ReadingBulk(bulk, accepted)


@asynccontextmanager
async def legacy_chunk(accepted: Accepted | None = None) -> AsyncIterator[LegacyChunk]:
    """Open one transaction: committed at the end, rolled back as a whole on any exception. Erasures
    wait meanwhile, because new rows would otherwise keep the old id of a renamed account.

    Raises AlreadyExists if a new row exists already.
    """
    with adding():
        async with transaction() as conn:
            if accepted is None:
                await lock_tables(conn, "SHARE", "erasing")
            yield LegacyChunk(conn, accepted)


class _ReadingJournal(Journal):
    async def write(self, *_: object) -> None:
        """Do nothing."""


class _ReadingBulk:
    """A `Bulk` that writes nothing."""

    def __init__(self, bulk: Bulk, accepted: Accepted) -> None:
        self._accepted = accepted
        self.taken_subscriptions = bulk.taken_subscriptions
        self.known_uses = bulk.known_uses
        self._opened = bulk.opened

    async def opened(self, ids: Collection[str]) -> dict[str, datetime]:
        would_be = {name: self._accepted[name] for name in ids if name in self._accepted}
        return would_be | await self._opened(ids)

    async def open(self, accounts: Sequence[Account], *_: object) -> None:
        self._accepted |= {account.id: account.opened_at for account in accounts}

    async def add_subscriptions(self, subscriptions: Sequence[PlanSubscription]) -> None:
        """Do nothing, like the following methods."""

    async def add_customers(self, customers: Sequence[tuple[str, str]]) -> None: ...

    async def add_uses(self, uses: Sequence[UseRow]) -> None: ...

    async def add_days(self, days: Sequence[UsesOfDay]) -> None: ...

    async def add_months(
        self, months: Sequence[tuple[str, date]], opened: Mapping[str, datetime]
    ) -> None: ...
