"""The fast way to commit a batch: read without locks, decide, write in one statement.

The digest of each account protects it. It covers the account's whole history, and the write
compares it with the one of the state that the batch was decided on: after any change, nothing is
written. The primary key of the entry (account_id, revision) is the second check. No lock is held
while Python decides, and a batch takes two round trips and one commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from billing.ledger.account import Account
from billing.ledger.entry import Entry
from billing.ledger.grant import Grant
from billing.webhooks.delivery import NewDelivery
from db.commit.journal import Key
from db.engine.sql import Row
from db.ledger.rows import account_from, entry_from
from db.pools import LeaseChange

_NEVER = b""
"""A digest that no account has."""


class BatchRead(NamedTuple):
    """The existing accounts and entries among those asked for, as of one instant."""

    accounts: dict[str, Account]
    known: dict[Key, Entry]


class Changes(NamedTuple):
    """The rows of a batch. Each account of `updated` has an entry; `before` are the digests that
    these accounts had when the batch was decided. `opened` are new accounts. `leases` are the
    changed leases of pools, and `deliveries` tell partners of the entries; there are none in most
    batches."""

    updated: Sequence[Account]
    before: Sequence[bytes]
    opened: Sequence[Account]
    entries: Sequence[Entry]
    grants: Sequence[tuple[str, Grant]]
    leases: Sequence[LeaseChange] = ()
    deliveries: Sequence[NewDelivery] = ()


class Writer(Protocol):
    """A separate connection beside those of the models. For one task at a time.

    Methods raise the driver's errors. The next call then connects again if necessary.
    """

    async def read(
        self, ids: Sequence[str], keys: Sequence[Key], remembered: Mapping[str, Account]
    ) -> BatchRead:
        """Read accounts. One whose digest is still as in `remembered` is taken from there.

        The digest covers the whole history, so the state is the same.
        """

    async def append(self, changes: Changes) -> None:
        """Write and commit everything or nothing. Raises Stale where an account or a lease is not
        as it was before, or a key is in use; and Locked."""

    async def locked(self, ids: Sequence[str]) -> dict[str, str | None]:
        """Return the accounts whose rows another transaction holds, with its id as the value, and
        the accounts that do not exist, with None."""

    async def close(self) -> None: ...


def among(ids: Iterable[str], remembered: Mapping[str, Account]) -> dict[str, Account]:
    """Return those of the accounts that are remembered. A read takes them once, at its start: until
    its end, others may forget them or remember later states."""
    return {name: one for name in ids if (one := remembered.get(name)) is not None}


def digests(ids: Iterable[str], known: Mapping[str, Account]) -> list[bytes]:
    """Return the known digest of each account, or else a digest that no account has."""
    return [_NEVER if (one := known.get(name)) is None else one.digest for name in ids]


def merged(
    known: Mapping[str, Account], accounts: Iterable[Row], entries: Iterable[Row]
) -> BatchRead:
    """Join the accounts that were read with the known ones that have not changed. A row with only
    an id means that the account does not exist."""
    same = dict(known)
    read: dict[str, Account] = {}
    for row in accounts:
        if row["revision"] is None:
            same.pop(row["id"], None)
        else:
            read[row["id"]] = account_from(row)
    return BatchRead(
        same | read, {(e["account_id"], e["key_hash"]): entry_from(e) for e in entries}
    )
