"""The rows of an account under a pseudonym: one transaction, in which `erasing` names the account,
so that the append-only triggers let its entries, grants and actions go.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient

from billing.ledger.account import Account
from billing.ledger.entry import Entry
from db import models
from db.commit.journal import Journal
from db.commit.statements import statements_for
from db.engine.transactions import transaction
from db.ledger.rows import entry_from, entry_row
from db.payments.inbox import InboxStatus

NEEDLES_A_STATEMENT = 50

# Who folds entries into the rollups holds the row of `rolled`, and writes `active_month` after it.
_RENAMED = ("money_entry", "rolled", "active_month")
_GRANT = "number, source, amount, effective_at, expires_at"
# Another system's own ids would lead back to it.
_RANDOM = {"sqlite": "lower(hex(randomblob(16)))", "postgres": "gen_random_uuid()::text"}
_WAITING = f"(status IN ('{InboxStatus.PENDING.value}', '{InboxStatus.ALERT.value}'))"
_FINDS = {"sqlite": "instr(payload, ?) > 0", "postgres": "strpos(payload, ?) > 0"}


class ErasureJournal:
    """The transaction under way."""

    def __init__(self, conn: BaseDBAsyncClient, account_id: str, pseudonym: str) -> None:
        self._conn = conn
        self._sql = statements_for(conn)
        self._dialect = conn.capabilities.dialect
        self._names = [pseudonym, account_id]

    async def lock(self) -> Account | None:
        """The account, which nobody else writes until the end."""
        account_id = self._names[1]
        return (await Journal(self._conn, self._sql).lock([account_id])).get(account_id)

    async def entries(self, *, after: int, limit: int) -> list[Entry]:
        """Of the account, the `limit` after the revision `after`, in order: there are no gaps."""
        rows = await self._rows(
            "SELECT * FROM entry WHERE account_id = ? AND revision BETWEEN ? AND ? "
            "ORDER BY revision",
            [self._names[1], after + 1, after + limit],
        )
        return [entry_from(row) for row in rows]

    async def expiries(self, *, first: int, last: int) -> dict[int, datetime]:
        """When the grants with these numbers expire; those that never do are left out."""
        query = models.TokenGrant.filter(
            account_id=self._names[1],
            number__gte=first,
            number__lte=last,
            expires_at__isnull=False,
        )
        return dict(await query.values_list("number", "expires_at"))

    async def add_entries(self, entries: Sequence[Entry]) -> None:
        await self._sql.insert_entries(self._conn, [entry_row(entry) for entry in entries])

    async def rename(self, digest: bytes) -> None:
        """All the rest: the account, its grants, what is counted and paid; its old entries go.

        `digest` is the head of the new chain.
        """
        await self._rows("DELETE FROM entry WHERE account_id = ?", self._names[1:])
        await self._rows(
            f"INSERT INTO token_grant (account_id, {_GRANT}) "
            f"SELECT {self._text}, {_GRANT} FROM token_grant WHERE account_id = ?",
            self._names,
        )
        await self._rows("DELETE FROM token_grant WHERE account_id = ?", self._names[1:])
        await self._rows(
            "UPDATE account SET id = ?, digest = ? WHERE id = ?",
            [self._names[0], digest, self._names[1]],
        )
        for table in _RENAMED:
            await self._rows(f"UPDATE {table} SET account_id = ? WHERE account_id = ?", self._names)
        await self._rows(
            f"UPDATE past_use SET account_id = ?, id = {_RANDOM[self._dialect]} "
            "WHERE account_id = ?",
            self._names,
        )
        await self._rows("DELETE FROM payment_customer WHERE account_id = ?", self._names[1:])

    async def waiting_events(self, needles: Sequence[str]) -> int:
        """How many of the provider's events that hold one of the texts are not handled yet, or wait
        for a person."""
        found = 0
        for where, values in self._searches(needles):
            sql = f"SELECT count(*) AS number FROM inbox_event WHERE {_WAITING} AND ({where})"
            (row,) = await self._rows(sql, values)
            found += row["number"]
        return found

    async def blank_events(self, needles: Sequence[str]) -> None:
        """Empties the handled events that hold one of the texts; reads all of them."""
        for where, values in self._searches(needles):
            sql = f"UPDATE inbox_event SET payload = '{{}}' WHERE NOT {_WAITING} AND ({where})"
            await self._rows(sql, values)

    def _searches(self, needles: Sequence[str]) -> list[tuple[str, list[Any]]]:
        starts = range(0, len(needles), NEEDLES_A_STATEMENT)
        parts = [list(needles[start : start + NEEDLES_A_STATEMENT]) for start in starts]
        return [(" OR ".join([_FINDS[self._dialect]] * len(part)), part) for part in parts]

    @property
    def _text(self) -> str:
        # A bare parameter in a SELECT list has no type in PostgreSQL.
        return "?" if self._dialect == "sqlite" else "?::text"

    async def _rows(self, sql: str, values: Sequence[Any]) -> list[Any]:
        if self._dialect == "postgres":
            first, *rest = sql.split("?")
            sql = first + "".join(f"${number}{part}" for number, part in enumerate(rest, 1))
        return list((await self._conn.execute_query(sql, list(values)))[1])


@asynccontextmanager
async def erasing(account_id: str, pseudonym: str) -> AsyncIterator[ErasureJournal]:
    """One transaction: committed at the end, rolled back whole if anything is raised."""
    async with transaction() as conn:
        await models.Erasing.create(account_id=account_id)
        yield ErasureJournal(conn, account_id, pseudonym)
        await models.Erasing.filter(account_id=account_id).delete()


async def left_erasing() -> list[str]:
    """Accounts for which the append-only triggers stand aside: outside an erasure there is none."""
    return [row[0] for row in await models.Erasing.all().values_list("account_id")]
