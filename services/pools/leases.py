"""The leases of one process: the parts of pools that it may let through without asking.

Billing rule 11.

A lease is taken from the database, and its use is written with the entries of each batch, where the
lease is still as it was. So nothing that was not committed is ever counted, nothing is counted
twice, and a process whose lease was taken away, for example because it was stopped for a while, can
let nothing more through. The expiry only tidies up after a crash.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

from billing.catalog.price_book import PriceBook
from billing.ledger.quota import PoolTally, is_past, pool_limit, pool_window
from db import pools
from db.engine.transactions import transaction
from db.pools import LeaseChange

logger = logging.getLogger(__name__)

LEASE_SECONDS = 60
"""The time after its last use at which another process may tidy a lease up."""
EXHAUSTED_SECONDS = 1.0
"""How long a process that found a pool exhausted refuses without asking again. What it gets back
itself can be used at once."""
CLOSING_SECONDS = 5.0
"""The longest time that returning the leases may take when the process stops."""


class Lease(NamedTuple):
    """Units of one window, whose limit is `amount`: `granted` are all that this process ever
    leased, `used` is what it has let through."""

    amount: int
    granted: int
    used: int

    @property
    def left(self) -> int:
        return self.granted - self.used


class PoolFigures(NamedTuple):
    """The figures of one pool, in its unit. `leased` is the unused part of all leases."""

    used: int
    limit: int
    leased: int


class Leases:
    """The leases of this process, by window. One batch at a time uses them."""

    def __init__(self, holder: str | None = None) -> None:
        self.holder = holder or uuid4().hex
        self._held: dict[str, Lease] = {}
        self._others: dict[str, int] = {}
        self._leased: dict[str, int] = {}
        self._exhausted: dict[str, float] = {}
        self._version = 0

    def __len__(self) -> int:
        return len(self._held)

    def used(self, key: str) -> int:
        """Return how much of a window is used, as far as this process knows: at most a second
        old. Implements `PoolUsed`."""
        lease = self._held.get(key)
        return self._others.get(key, 0) + (lease.used if lease else 0)

    def figures(self, key: str, limit: int) -> PoolFigures:
        return PoolFigures(self.used(key), limit, self._leased.get(key, 0))

    def exhausted(self, book: PriceBook) -> dict[str, int]:
        """Return the windows of which only this process's lease is left, with how much of them is
        used. All other windows limit nothing until a batch needs more than there is."""
        if not self._exhausted:
            return {}
        now = asyncio.get_running_loop().time()
        self._exhausted = {key: until for key, until in self._exhausted.items() if until > now}
        known = ((key, self._held.get(key)) for key in self._exhausted)
        return {
            key: lease.amount - lease.left
            for key, lease in known
            if lease and lease.amount == pool_limit(key, book)
        }

    async def cover(
        self, tally: PoolTally, book: PriceBook, now: datetime, *, inside: bool
    ) -> dict[str, int]:
        """Take what the decisions of a batch need. Return the windows that had too little, with how
        much of them is used, for the decisions to be made again.

        `inside` means that a transaction is open. Raises the database's errors.
        """
        lacking: dict[str, int] = {}
        for key in sorted(tally.totals):
            lease, need = self._held.get(key), tally.needed.get(key, 0)
            amount = pool_limit(key, book)
            is_outdated = lease is not None and need > 0 and lease.amount != amount
            if lease is None or is_outdated or (lease.left < need and key not in tally.limited):
                lease = await self._take(key, amount, need, now, inside=inside)
                if lease.left < need:
                    soon = asyncio.get_running_loop().time() + EXHAUSTED_SECONDS
                    self._exhausted[key] = soon
            if lease.left < need:
                lacking[key] = lease.amount - lease.left
        return lacking

    def changes(self, tally: PoolTally, now: datetime) -> list[LeaseChange]:
        """Return the changed leases, to be written with the batch."""
        expires_at = now + timedelta(seconds=LEASE_SECONDS)
        return [
            self._changed(key, units, expires_at)
            for key, units in sorted(tally.totals.items())
            if units
        ]

    def _changed(self, key: str, units: int, expires_at: datetime) -> LeaseChange:
        lease = self._held[key]
        used = lease.used + units
        # Settlements are counted even where the pool has no room for them.
        granted = max(lease.granted, used)
        place = (key, self.holder, lease.granted, lease.used)
        return LeaseChange(*place, granted, used, expires_at)

    def keep(self, changes: Iterable[LeaseChange]) -> None:
        """Note changes that are committed."""
        for change in changes:
            lease = self._held.get(change.key)
            if lease is not None:
                self._held[change.key] = Lease(lease.amount, change.granted, change.used)

    def forget(self, keys: Iterable[str] | None = None) -> None:
        """Forget leases (default: all) that may not be as known any more. They are taken anew."""
        for key in [*self._held] if keys is None else keys:
            lease = self._held.pop(key, None)
            self._exhausted.pop(key, None)
            self._version += 1
            if lease is not None:
                self._others[key] = self._others.get(key, 0) + lease.used

    async def _take(
        self, key: str, amount: int, need: int, now: datetime, *, inside: bool
    ) -> Lease:
        self._version += 1
        expires_at = now + timedelta(seconds=LEASE_SECONDS)
        try:
            async with _transaction(inside=inside):
                granted = await pools.grant(
                    key, self.holder, amount=amount, need=need, now=now, expires_at=expires_at
                )
        except BaseException:
            # Also after a cancellation: perhaps the database has changed the lease.
            self.forget([key])
            raise
        lease = self._held[key] = Lease(amount, granted.granted, granted.used)
        self._others[key] = granted.others
        self._version += 1
        return lease

    async def refresh(self, book: PriceBook, now: datetime) -> None:
        """Read how much is used of the present windows, return the leases of windows that have
        ended, and tidy up after other processes. Raises the database's errors."""
        version = self._version
        standing = await pools.standing(pool_window(one, now) for one in book.pools.values())
        if version == self._version:
            self._learn(standing)
        mine = [key for key in self._held if is_past(key, now)]
        expired = {
            row.key for row in standing if row.holder not in {"", self.holder} and row.at <= now
        }
        if mine:
            await self._end(mine, now)
        if expired:
            async with transaction():
                await pools.end_expired(sorted(expired), now)

    def _learn(self, standing: Sequence[pools.StandingRow]) -> None:
        there = {row.key for row in standing if row.holder == self.holder}
        self.forget([key for key in self._held if key not in there])
        self._others, self._leased = {}, {}
        for row in standing:
            if row.holder:
                self._leased[row.key] = self._leased.get(row.key, 0) + row.granted - row.used
            if row.holder != self.holder or row.key not in self._held:
                self._others[row.key] = self._others.get(row.key, 0) + row.used

    async def _end(self, keys: Sequence[str], now: datetime) -> None:
        self.forget(keys)
        async with transaction():
            await pools.end(keys, self.holder, now)

    async def close(self, clock: Callable[[], datetime]) -> None:
        """Return all leases. Where the database does not answer, they expire."""
        if not self._held:
            return
        keys = [*self._held]
        try:
            async with asyncio.timeout(CLOSING_SECONDS):
                await self._end(keys, clock())
        except Exception as error:  # noqa: BLE001 - whatever it is, the leases expire
            logger.warning("%d leases of pools could not be returned: %r", len(keys), error)


def _transaction(*, inside: bool) -> AbstractAsyncContextManager[Any]:
    return nullcontext() if inside else transaction()
