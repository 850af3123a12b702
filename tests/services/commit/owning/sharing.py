"""Workers that share commands, as they do in several processes of one machine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from billing.catalog.catalog import Priority
from billing.catalog.price_book import PriceBook
from billing.ledger.account import Account
from billing.ledger.commands import Command, Touch
from db.commit.journal import read_accounts
from db.commit.writers import open_writer
from db.errors import is_transient
from services.commit.batcher import Batcher
from services.commit.committer import Committer
from services.commit.decisions import CommandOutcome
from services.commit.owning.ownership import Ownership
from services.commit.remembered import Remembered
from services.commit.turns import PriorityOf
from tests.services.commit.racer import commit
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


async def acquainted(made: Sequence[Worker]) -> None:
    """Wait until each of the workers knows all others, and so who owns what."""
    for one in made:
        await eventually(lambda: len(one.ownership.others) == len(made) - 1)  # noqa: B023 - awaited at once


async def opened(*names: str) -> None:
    await commit([Touch(name, may_open=True) for name in names])


async def account(name: str) -> Account:
    return (await read_accounts([name]))[name]


async def spread(running: list[Worker], commands: list[Command]) -> list[CommandOutcome]:
    """Submit the commands to the workers in turn, all at once."""
    asked = [
        running[number % len(running)].batcher.submit(command)
        for number, command in enumerate(commands)
    ]
    return await asyncio.gather(*asked)
