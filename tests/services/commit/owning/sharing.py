"""Workers that share commands, as they do in several processes of one machine."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from billing.catalog.catalog import Priority
from billing.catalog.price_book import PriceBook
from db.commit.writers import open_writer
from db.errors import is_transient
from services.commit.batcher import Batcher
from services.commit.committer import Committer
from services.commit.owning.ownership import Ownership
from services.commit.remembered import Remembered
from services.commit.turns import PriorityOf
from tests.support.clocks import Clock
from tests.support.ledger.factories import book
from tests.support.server.waiting import eventually

RELEASE = "1.2.3"


@dataclass(frozen=True)
class Worker:
    name: str
    batcher: Batcher
    committer: Committer
    ownership: Ownership
    remembered: Remembered

    @property
    def counts(self) -> dict[str, int]:
        return dict(self.ownership.counts)


@asynccontextmanager
async def worker(
    url: str,
    folder: Path,
    name: str,
    *,
    clock: Callable[[], datetime] | None = None,
    prices: PriceBook | None = None,
    release: str = RELEASE,
    priority_of: PriorityOf = lambda _: Priority.STANDARD,
) -> AsyncIterator[Worker]:
    """Run one worker. `ownership` is open; it may be closed before the end."""
    clock, prices, remembered = clock or Clock(), prices or book(), Remembered()
    async with AsyncExitStack() as stack:
        writer = open_writer(url)
        stack.push_async_callback(writer.close)
        committer = Committer(writer, lambda: prices, clock, lambda _: None, remembered=remembered)
        batcher = Batcher(committer, is_transient, priority_of=priority_of)
        batcher.start()
        stack.push_async_callback(batcher.close)
        ownership = Ownership(
            batcher, remembered, clock=clock, folder=folder, name=name, release=release
        )
        await stack.enter_async_context(ownership.open())
        yield Worker(name, batcher, committer, ownership, remembered)


@asynccontextmanager
async def workers(
    url: str, folder: Path, number: int, **given: object
) -> AsyncIterator[list[Worker]]:
    """Run workers that know each other. Up to four have one owner: the first."""
    async with AsyncExitStack() as stack:
        made = [
            await stack.enter_async_context(worker(url, folder, f"w{one}", **given))  # type: ignore[arg-type]
            for one in range(number)
        ]
        await acquainted(made)
        yield made


async def acquainted(made: Iterable[Worker]) -> None:
    """Wait until each of the workers, which are at most four, knows who owns everything."""
    first, *others = made
    await eventually(lambda: all(one.ownership.owned == 0 for one in others))
    await eventually(lambda: len(first.ownership.others) == len(others))
