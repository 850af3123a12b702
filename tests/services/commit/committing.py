"""Batches that a `Committer` commits, as in a process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import NamedTuple

from billing.catalog.price_book import PriceBook
from billing.ledger.commands import Command
from db.commit.writer import Writer
from db.commit.writers import open_writer
from services.commit.batch import commit_locked
from services.commit.committer import Committer
from services.commit.decisions import CommandOutcome
from tests.support.clocks import Clock
from tests.support.ledger.factories import book


class Change(NamedTuple):
    """An account that changed, and its new revision."""

    account_id: str
    revision: int


async def commit_batch(
    commands: Sequence[Command], *, book: PriceBook, clock: Callable[[], datetime]
) -> tuple[list[CommandOutcome], list[Change]]:
    """Commit under locks; return the outcomes in the order of the commands, and the changes."""
    batch = await commit_locked(commands, book=book, clock=clock)
    return batch.outcomes, [Change(account.id, account.revision) for account in batch.changed]


class Committing:
    """A committer with a changeable price book and clock. `published` are its changes."""

    def __init__(self, writer: Writer) -> None:
        self.book: PriceBook = book()
        self.clock: Callable[[], datetime] = Clock()
        self.published: list[tuple[str, int]] = []
        self.writer = writer
        self.committer = Committer(
            writer=writer,
            book=lambda: self.book,
            clock=self._now,
            publish=self.published.extend,
        )

    def _now(self) -> datetime:
        return self.clock()

    async def commit(self, *commands: Command) -> list[CommandOutcome]:
        return await self.committer(commands)

    async def commit_batch(
        self, commands: Sequence[Command], *, book: PriceBook, clock: Callable[[], datetime]
    ) -> tuple[list[CommandOutcome], list[Change]]:
        """Commit like the function `commit_batch`, but without locks."""
        self.book, self.clock = book, clock
        self.published.clear()
        outcomes = await self.committer(commands)
        return outcomes, [Change(*one) for one in self.published]


@asynccontextmanager
async def committing(database_url: str) -> AsyncIterator[Committing]:
    writer = open_writer(database_url)
    try:
        yield Committing(writer)
    finally:
        await writer.close()
