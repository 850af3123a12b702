"""The erasure of an account: its rows under a pseudonym. In each transaction that deletes rows, the
table `erasing` names the account, so that the append-only triggers allow it for its entries, grants
and actions."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from billing.ledger.account import Account
from billing.ledger.entry import Entry
from db import models
from db.commit.journal import Journal
from db.commit.statements import statements_for
from db.engine.sql import Connection, rows
from db.engine.transactions import transaction
from db.ledger.blocks import BLOCK_ENTRIES
from db.ledger.rows import entry_from, entry_row
from db.payments.inbox import InboxStatus

NEEDLES_A_STATEMENT = 50

# In this order, because a fold also locks the row of `rolled` before it writes `active_month`.
_RENAMED = ("money_entry", "rolled", "active_month", "plan_taker")
# Without its handles, nothing connects the account with the ledgers of its teams.
_DELETED = (
    "anchor",
    "payment_customer",
    "plan_change",
    "programme_change",
    "suggestion_shown",
    "team_handle",
    "team_request",
    "webhook_delivery",
)
_GRANT = "number, source, amount, effective_at, expires_at"
_WAITING = f"(status IN ('{InboxStatus.PENDING.value}', '{InboxStatus.ALERT.value}'))"


class ErasureJournal:
    """An open transaction of an erasure."""

    def __init__(self, conn: Connection, account_id: str, pseudonym: str) -> None:
        self._conn = conn
        self._sql = statements_for(conn)
        self._names = (pseudonym, account_id)

    async def lock(self) -> Account | None:
        """Return the account, which is locked for other writers until the end."""
        account_id = self._names[1]
        return (await Journal(self._conn, self._sql).lock([account_id])).get(account_id)

    async def entries(self, *, after: int, limit: int) -> list[Entry]:
        """Return `limit` entries after the revision `after`, in order: revisions have no gaps."""
        found = await self._rows(
            "SELECT * FROM entry WHERE account_id = $1 AND revision BETWEEN $2 AND $3 "
            "ORDER BY revision",
            self._names[1],
            after + 1,
            after + limit,
        )
        return [entry_from(row) for row in found]

    async def expiries(self, *, first: int, last: int) -> dict[int, datetime]:
        """Return the expiry times of the grants with these numbers. Grants that never expire are
        left out."""
        query = models.TokenGrant.filter(
            account_id=self._names[1],
            number__gte=first,
            number__lte=last,
            expires_at__isnull=False,
        )
        return dict(await query.values_list("number", "expires_at"))

    async def add_entries(self, entries: Sequence[Entry]) -> None:
        await self._sql.insert_entries(self._conn, [entry_row(entry) for entry in entries])

    async def add_grants(self, *, after: int, upto: int) -> None:
        """Copy the grants with numbers in (after, upto]."""
        await self._rows(
            f"INSERT INTO token_grant (account_id, {_GRANT}) "
            # A parameter alone in a SELECT list has no type in PostgreSQL.
            f"SELECT CAST($1 AS TEXT), {_GRANT} FROM token_grant "
            "WHERE account_id = $2 AND number > $3 AND number <= $4",
            *self._names,
            after,
            upto,
        )

    async def rename(self, digest: bytes) -> None:
        """Rename the account with its counts and payments; its entries and grants are copied. The
        customer and the programmes are deleted. Sums of blocks are not taken along: the next fold
        makes them anew, in pieces.

        `digest` is the head of the new chain.
        """
        pseudonym, account_id = self._names
        await self._rows(
            "UPDATE account SET id = $1, digest = $3, sweep_at = NULL WHERE id = $2",
            pseudonym,
            account_id,
            digest,
        )
        await self._rows("UPDATE rolled SET blocks = 0 WHERE account_id = $1", account_id)
        for table in _RENAMED:
            sql = f"UPDATE {table} SET account_id = $1 WHERE account_id = $2"
            await self._rows(sql, *self._names)
        await self._rows(
            "UPDATE past_use SET account_id = $1, id = {random id} WHERE account_id = $2",
            *self._names,
        )
        for table in _DELETED:
            await self._rows(f"DELETE FROM {table} WHERE account_id = $1", account_id)

    async def delete_old(self) -> None:
        """Delete the old ledger, all at once."""
        await delete_after(self._conn, self._names[1], 0)

    async def waiting_events(self, needles: Sequence[str]) -> int:
        """Return the number of the provider's events that contain one of the texts and are not
        handled yet, or wait for an operator."""
        found = 0
        for where, values in self._searches(needles):
            sql = f"SELECT count(*) AS number FROM inbox_event WHERE {_WAITING} AND ({where})"
            (row,) = await self._rows(sql, *values)
            found += row["number"]
        return found

    async def blank_events(self, needles: Sequence[str]) -> None:
        """Remove the content of handled events that contain one of the texts. This reads all of
        them."""
        for where, values in self._searches(needles):
            sql = f"UPDATE inbox_event SET payload = '{{}}' WHERE NOT {_WAITING} AND ({where})"
            await self._rows(sql, *values)

    def _searches(self, needles: Sequence[str]) -> list[tuple[str, list[Any]]]:
        starts = range(0, len(needles), NEEDLES_A_STATEMENT)
        parts = [list(needles[start : start + NEEDLES_A_STATEMENT]) for start in starts]
        return [(_holds_one_of(len(part)), part) for part in parts]

    async def _rows(self, sql: str, *values: Any) -> Sequence[dict[str, Any]]:
        return await rows(sql, *values, conn=self._conn)


def _holds_one_of(count: int) -> str:
    return " OR ".join(f"{{position}}(payload, ${n}) > 0" for n in range(1, count + 1))


@asynccontextmanager
async def deletable(account_id: str) -> AsyncIterator[None]:
    """Let the append-only triggers allow the deletion of the account's rows, in the transaction
    that is open."""
    await models.Erasing.create(account_id=account_id)
    yield
    await models.Erasing.filter(account_id=account_id).delete()


async def delete_after(conn: Connection, account_id: str, low: int) -> None:
    """Delete what the ledger of an id has after the revision `low`."""
    for table, column, after in (
        ("entry", "revision", low),
        ("token_grant", "number", low),
        ("usage_block", "per IN ('day', 'quarter') AND block", low // BLOCK_ENTRIES - 1),
        ("unit_block", "per IN ('day', 'quarter') AND block", low // BLOCK_ENTRIES - 1),
    ):
        sql = f"DELETE FROM {table} WHERE account_id = $1 AND {column} > $2"
        await rows(sql, account_id, after, conn=conn)


@asynccontextmanager
async def erasing(account_id: str, pseudonym: str) -> AsyncIterator[ErasureJournal]:
    """Open one transaction: committed at the end, rolled back as a whole on any exception."""
    async with transaction() as conn, deletable(account_id):
        yield ErasureJournal(conn, account_id, pseudonym)


async def left_erasing() -> list[str]:
    """Return the accounts in `erasing`, whose rows the append-only triggers do not protect. Outside
    an erasure there are none."""
    return [row[0] for row in await models.Erasing.all().values_list("account_id")]
