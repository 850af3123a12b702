"""Opens group commit: two connections, and the objects that read and commit accounts on them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from db.commit.timed_writer import TimedWriter
from db.commit.writers import open_writer
from db.engine.timing import Kind
from db.errors import is_transient
from services.catalog import CatalogService
from services.commit.batcher import Batcher, Commit, OnBatch
from services.commit.changed import Changed
from services.commit.committer import Committer
from services.commit.outbox import Outbox
from services.commit.owning.ownership import Ownership
from services.commit.priorities import Priorities
from services.commit.reader import AccountReader
from services.commit.remembered import Remembered
from services.pools.leases import Leases


@dataclass(frozen=True, slots=True)
class Hooks:
    """Observers of batches: `on_batch` is called for each, `around_commit` wraps its commit."""

    on_batch: OnBatch | None = None
    around_commit: Callable[[Commit], Commit] = lambda commit: commit


NO_HOOKS = Hooks()


class Sharing(NamedTuple):
    """How workers of one machine share the commands: by sockets in `folder`, where each has a
    `name`. Those of another `release` get no commands. `clock` never raises."""

    clock: Callable[[], datetime]
    folder: Path
    name: str
    release: str


@dataclass(frozen=True, slots=True)
class Commits:
    """Reads and commits accounts in one process. The caller starts and closes the batcher; then it
    opens and closes the `ownership`, if there are other workers."""

    batcher: Batcher
    committer: Committer
    reader: AccountReader
    remembered: Remembered
    leases: Leases
    outbox: Outbox
    ownership: Ownership | None


@asynccontextmanager
async def open_commits(
    database_url: str,
    *,
    catalog: CatalogService,
    clock: Callable[[], datetime],
    changed: Changed,
    hooks: Hooks = NO_HOOKS,
    sharing: Sharing | None = None,
) -> AsyncIterator[Commits]:
    """Open one connection for reading and one for batches, beside those of the models. `changed`
    gets the accounts that each commit changed. With `sharing`, other workers of this machine decide
    a part of the commands."""
    remembered = Remembered()
    async with AsyncExitStack() as stack:
        reading = TimedWriter(open_writer(database_url), Kind.GROUP_READ)
        reader = AccountReader(reading, remembered, is_transient)
        stack.push_async_callback(reader.close)
        writer = TimedWriter(open_writer(database_url), Kind.BATCH_READ)
        stack.push_async_callback(writer.close)
        leases, outbox = Leases(), Outbox()
        await outbox.look()
        stack.push_async_callback(leases.close, clock)
        committer = Committer(
            writer,
            lambda: catalog.book,
            clock,
            changed.publish,
            offer=changed.offer,
            remembered=remembered,
            leases=leases,
            outbox=outbox,
        )
        batcher = Batcher(
            hooks.around_commit(committer),
            is_transient,
            hooks.on_batch,
            priority_of=Priorities(remembered, lambda: catalog.book.plans).of,
        )
        owned = _ownership(batcher, remembered, sharing)
        yield Commits(batcher, committer, reader, remembered, leases, outbox, owned)


def _ownership(
    batcher: Batcher, remembered: Remembered, sharing: Sharing | None
) -> Ownership | None:
    return None if sharing is None else Ownership(batcher, remembered, **sharing._asdict())
