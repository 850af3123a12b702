"""Processes that share a pool: each has its own writer and its own leases."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import datetime

from billing.audit.pools import AccountPools, PoolCount
from billing.catalog.catalog import Model, NativeLimit, Pool, QuotaPeriod, QuotaUnit
from billing.catalog.price_book import PriceBook
from billing.ledger.commands import Command, Touch
from billing.ledger.refusals import QuotaExceeded
from db.audit.reading import read_accounts, read_entries
from db.commit.writers import open_writer
from db.pools import overdue, standing
from services.commit.committer import Committer
from services.commit.decisions import CommandOutcome, Done
from services.pools.leases import Leases
from services.pools.watch import Find, PoolWatch
from tests.support.clocks import Clock
from tests.support.ledger.factories import book, free_model, premium_model
from tests.support.server.api import Api

REQUESTS = QuotaUnit.REQUESTS
TOKENS = QuotaUnit.TOKENS


def pooled_models(
    amount: int, unit: QuotaUnit = REQUESTS, name: str = "provider:acme"
) -> tuple[Model, ...]:
    """Return a free model, one without a native limit and a premium one, which share a pool, and a
    free one without a pool."""
    shared = Pool(name, NativeLimit(amount, unit, QuotaPeriod.DAY))
    return (
        replace(free_model(amount=10**9), pool=shared),
        replace(free_model(name="open", limited=False), pool=shared),
        replace(premium_model(), pool=shared),
        free_model(name="alone"),
    )


def pooled_book(amount: int, unit: QuotaUnit = REQUESTS, name: str = "provider:acme") -> PriceBook:
    return book(models=pooled_models(amount, unit, name))


class Process:
    """One of the processes. `outcomes` of a call are in the order of its commands. `told` counts
    how often listeners would be told of a pool."""

    def __init__(
        self, database_url: str, shared: Callable[[], PriceBook], clock: Callable[[], datetime]
    ) -> None:
        self.leases = Leases()
        self.writer = open_writer(database_url)
        self._clock = clock
        self.told = 0
        self.find: Find = overdue
        self.watch = PoolWatch(
            self.leases,
            shared,
            clock,
            tell=self._tell,
            touch=self._touch,
            find=self._overdue,
        )
        self.committer = Committer(
            self.writer,
            shared,
            clock,
            lambda _: None,
            offer=self.watch.offer,
            leases=self.leases,
        )

    async def _overdue(self, now: datetime, *, limit: int) -> list[str]:
        return await self.find(now, limit=limit)

    async def commit(self, *commands: Command) -> list[CommandOutcome]:
        return await self.committer(commands)

    async def stop(self) -> None:
        """Stop as SIGTERM does."""
        await self.leases.close(self._clock)

    def _tell(self) -> None:
        self.told += 1

    async def _touch(self, names: Sequence[str]) -> None:
        await self.commit(*map(Touch, names))


class Processes(list[Process]):
    """Processes with the same catalog and clock, both changeable."""

    def __init__(self, database_url: str, book: PriceBook, stack: AsyncExitStack) -> None:
        super().__init__()
        self.book = book
        self.clock = Clock()
        self._database_url = database_url
        self._stack = stack

    def start(self) -> Process:
        """Return one more process."""
        process = Process(self._database_url, lambda: self.book, self.clock)
        self._stack.push_async_callback(process.writer.close)
        return process


@asynccontextmanager
async def processes(
    database_url: str, number: int = 1, *, amount: int = 3, unit: QuotaUnit = REQUESTS
) -> AsyncIterator[Processes]:
    """The models must be connected already."""
    async with AsyncExitStack() as stack:
        made = Processes(database_url, pooled_book(amount, unit), stack)
        made.extend(made.start() for _ in range(number))
        yield made


@asynccontextmanager
async def beside(api: Api, database_url: str) -> AsyncIterator[Process]:
    """Yield another process than that of the API, with the same catalog and clock."""
    assert api.app is not None
    services = api.app.endpoints.process.services
    other = Process(database_url, lambda: services.catalog.book, services.clock)
    yield other
    await other.writer.close()


def accepted(outcomes: Sequence[CommandOutcome]) -> int:
    """Return how many were accepted. All others must have been refused because of the pool."""
    refused = [one for one in outcomes if not isinstance(one, Done)]
    assert all(isinstance(one, QuotaExceeded) and one.quota.shared for one in refused), refused
    return len(outcomes) - len(refused)


async def used() -> dict[str, int]:
    """Return the count of each window, which must be that of the entries."""
    counts: dict[str, int] = {}
    for row in await standing():
        counts[row.key] = counts.get(row.key, 0) + row.used
    made = await counted()
    assert {k: n for k, n in counts.items() if n} == {k: n for k, n in made.items() if n}
    return counts


async def counted() -> dict[str, int]:
    count = PoolCount()
    for account in await read_accounts(after="", limit=10_000):
        of_account = AccountPools()
        for entry in await read_entries([account.account_id], after=0, upto=account.number):
            assert entry.value is not None
            # As at an anchor, only the memory is left after each entry.
            of_account = AccountPools(of_account.memory)
            of_account.add(entry.value)
        count.add(of_account)
    return dict(count.used)
