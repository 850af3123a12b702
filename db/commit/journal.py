"""The journal: one transaction reads and writes the accounts of a whole batch.

The number of statements is constant: open, lock, find keys, write accounts, entries and grants. The
decisions are made in `services.commit.batch`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from contextlib import asynccontextmanager

from billing.ledger.account import Account
from billing.ledger.entry import Entry
from billing.ledger.grant import Grant
from billing.webhooks.delivery import NewDelivery
from db import models, pools
from db.commit.statements import Statements, statements_for
from db.engine.sql import Connection
from db.engine.transactions import transaction
from db.errors import Locked, Stale, is_lock_timeout
from db.ledger.rows import account_from, account_row, entry_from, entry_row, grant_row
from db.pools import LeaseChange
from db.webhooks.deliveries import insert

Key = tuple[str, bytes]
"""(account_id, key_hash)."""

_IDS_MAX = 1_000
"""SQLite limits the number of placeholders in a statement."""


class Journal:
    """An open transaction. It holds the accounts that `lock` returned until it ends."""

    def __init__(self, conn: Connection, statements: Statements) -> None:
        self._conn = conn
        self._sql = statements

    async def open(self, accounts: Collection[Account]) -> int:
        """Insert those of `accounts` that do not exist, in id order. Return their number."""
        if not accounts:
            return 0
        rows = sorted(account_row(account) for account in accounts)
        return await self._sql.open_accounts(self._conn, rows)

    async def lock(self, ids: Iterable[str], *, briefly: bool = False) -> dict[str, Account]:
        """Return the existing accounts, locked in id order so that two batches cannot deadlock.

        After a call with `briefly`, waits for locks are short. Raises Locked if another transaction
        does not release its lock in time.
        """
        rows = await self._sql.lock_accounts(self._conn, sorted(set(ids)), briefly=briefly)
        return {row["id"]: account_from(row) for row in rows}

    async def find(self, keys: Sequence[Key]) -> dict[Key, Entry]:
        """Return the entries of idempotency keys. Call it after `lock`: then no other process can
        add one."""
        if not keys:
            return {}
        rows = await self._sql.find_keys(self._conn, list(dict.fromkeys(keys)))
        return {(row["account_id"], bytes(row["key_hash"])): entry_from(row) for row in rows}

    async def write(
        self,
        accounts: Sequence[Account],
        entries: Sequence[Entry],
        grants: Sequence[tuple[str, Grant]],
        leases: Sequence[LeaseChange] = (),
        deliveries: Sequence[NewDelivery] = (),
    ) -> None:
        """Append the entries, the grants and the deliveries that tell of them, and write the
        accounts and the leases of pools back.

        Raises Stale if a lease was taken away since it was granted.
        """
        if entries:
            await self._sql.update_accounts(self._conn, [account_row(a) for a in accounts])
            await self._sql.insert_entries(self._conn, [entry_row(e) for e in entries])
        if grants:
            await self._sql.insert_grants(self._conn, [grant_row(*g) for g in grants])
        if not await pools.change(leases):
            raise Stale
        await insert(deliveries)


@asynccontextmanager
async def journal() -> AsyncIterator[Journal]:
    """Open one transaction: committed at the end, rolled back as a whole on any exception."""
    try:
        async with transaction() as conn:
            yield Journal(conn, statements_for(conn))
    except Exception as error:
        if is_lock_timeout(error):
            raise Locked from error
        raise


async def read_accounts(ids: Sequence[str]) -> dict[str, Account]:
    """Return the existing accounts, as last written, without locks, in one statement."""
    rows = await models.Account.filter(id__in=list(ids)).values()
    return {row["id"]: account_from(row) for row in rows}


async def read_revisions(ids: Sequence[str]) -> list[tuple[str, int]]:
    """Return the revisions of the existing accounts, with one statement per thousand accounts."""
    pairs: list[tuple[str, int]] = []
    for start in range(0, len(ids), _IDS_MAX):
        chunk = models.Account.filter(id__in=list(ids[start : start + _IDS_MAX]))
        pairs += [(row[0], row[1]) for row in await chunk.values_list("id", "revision")]
    return pairs
