"""Imports an older system: first its users, then their usage, one transaction per chunk.

The progress is stored in the database together with each chunk. An interrupted import continues
there, with the same result.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from billing.errors import BillingError
from billing.ledger.allowance import Plans
from db.errors import AlreadyExists, is_transient
from db.imports.progress import Counts, Progress, TakenOver, begin, find_progress, move
from db.imports.writing import Accepted, LegacyChunk, legacy_chunk
from gateways.imports.legacy_mapping import LegacyMapping, LegacyTable
from gateways.imports.legacy_source import LegacySource, RawRow, chunks
from services.imports.legacy_rows import UseRows, UserRows
from services.imports.legacy_usage import UsageImport
from services.imports.legacy_users import ChunkReport, Reject, UserImport

CHUNK = 20_000
USES_PER_USER = 2
"""The number of uses in a chunk, for each user in a chunk of users.

A use takes less memory than a user. Larger transactions write each page of an index less often.
"""
ATTEMPTS = 6
WAIT_SECONDS = 0.2
"""The pause before the second attempt. It doubles before each further one."""

Take = Callable[[LegacyChunk, Sequence[RawRow], datetime, bool], Awaitable[ChunkReport]]


class LegacyImportError(BillingError):
    """The import cannot start or continue as requested. What was imported stays."""


class Rejects(Protocol):
    """A list of rejected rows."""

    @property
    def position(self) -> int:
        """The place of the next rejected row."""

    def rewind(self, position: int) -> None:
        """Delete everything after `position`."""

    def write(self, rejects: Iterable[Reject]) -> None:
        """Append rejected rows so that they survive the end of the process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegacyImport:
    """One import. `name` identifies it when it continues.

    `moved` is called with the number of rows done, and `publish` with the accounts that changed.
    `chunk_size` is in users; a chunk has more uses.
    """

    source: LegacySource
    mapping: LegacyMapping
    name: str
    plans: Plans
    grace: timedelta
    clock: Callable[[], datetime]
    rejects: Rejects
    publish: Callable[[Iterable[tuple[str, int]]], None]
    moved: Callable[[int], None] = lambda _: None
    interrupted: Callable[[], bool] = lambda: False
    dry_run: bool = False
    chunk_size: int = CHUNK
    accepted: Accepted = field(default_factory=Accepted)

    async def run(self) -> Progress:
        """Import what is left. Raises LegacyImportError, LegacySourceError and OSError."""
        progress = await self._begin()
        users = UserImport(
            name=self.name,
            table=self.mapping.users.name,
            rows=self.user_rows(),
            plans=self.plans,
            grace=self.grace,
        )

        async def take(
            chunk: LegacyChunk, rows: Sequence[RawRow], now: datetime, careful: bool
        ) -> ChunkReport:
            return await users.take(chunk, rows, now)

        progress = await self._table("users", self.mapping.users, take, progress)
        if self.mapping.usage is not None:
            progress = await self._usage(self.mapping.usage, progress)
        return progress

    def user_rows(self) -> UserRows:
        return UserRows(self.mapping, self.plans, self.clock())

    async def tables(self) -> int:
        """Return the number of rows in all tables. Raises LegacySourceError."""
        number = 0
        for table in filter(None, (self.mapping.users, self.mapping.usage)):
            await self.source.check(table)
            number += await self.source.count(table)
        return number

    async def _usage(self, table: LegacyTable, progress: Progress) -> Progress:
        usage = UsageImport(table=table.name, rows=UseRows(self.mapping, self.clock()))

        async def take(
            chunk: LegacyChunk, rows: Sequence[RawRow], now: datetime, careful: bool
        ) -> ChunkReport:
            return await usage.take(chunk, rows, careful=careful)

        return await self._table("usage", table, take, progress)

    async def _begin(self) -> Progress:
        known = None if self.dry_run else await find_progress(self.name)
        if known is None:
            self.rejects.rewind(0)
            known = Progress(self.name, {"mapping": self.mapping.digest})
            if not self.dry_run:
                await begin(known, self.clock())
        if known.position["mapping"] != self.mapping.digest:
            raise LegacyImportError(
                f"the import {self.name!r} was started with another mapping: "
                "continue with that mapping, or use another --name"
            )
        self.moved(_rows_done(known.counts))
        return known

    async def _table(
        self, part: str, table: LegacyTable, take: Take, progress: Progress
    ) -> Progress:
        if self.interrupted():
            return progress
        batches = self.source.batches(table, progress.position.get(part))
        size = self.chunk_size * (USES_PER_USER if part == "usage" else 1)
        async with aclosing(chunks(batches, size)) as parts:
            async for rows in parts:
                progress = await self._chunk(part, rows, take, progress)
                self.moved(len(rows))
                if self.interrupted():
                    break
        return progress

    async def _chunk(
        self, part: str, rows: Sequence[RawRow], take: Take, progress: Progress
    ) -> Progress:
        for attempt in range(ATTEMPTS):
            try:
                return await self._try(part, rows, take, progress, careful=attempt > 0)
            except TakenOver as error:
                raise LegacyImportError(str(error)) from error
            except Exception as error:
                taken = isinstance(error, AlreadyExists)
                if taken and attempt and (halves := _halves(rows)):
                    break
                if attempt + 1 == ATTEMPTS or not (taken or is_transient(error)):
                    raise
            if attempt:
                await asyncio.sleep(WAIT_SECONDS * 2**attempt)
        # Requests open accounts meanwhile. In a shorter chunk there are fewer conflicts.
        for half in halves:
            progress = await self._chunk(part, half, take, progress)
        return progress

    async def _try(
        self,
        part: str,
        rows: Sequence[RawRow],
        take: Take,
        progress: Progress,
        *,
        careful: bool,
    ) -> Progress:
        self.rejects.rewind(progress.position.get("rejects", 0))
        async with legacy_chunk(self.accepted if self.dry_run else None) as chunk:
            now = self.clock()
            outcome = await take(chunk, rows, now, careful or self.dry_run)
            self.rejects.write(outcome.rejects)
            moved = Progress(
                self.name,
                {**progress.position, part: rows[-1][0], "rejects": self.rejects.position},
                progress.counts.plus(outcome.counts),
            )
            if not self.dry_run:
                await move(chunk.conn, progress.position, moved, now)
        if outcome.changed and not self.dry_run:
            self.publish(outcome.changed)
        return moved


def _halves(rows: Sequence[RawRow]) -> list[Sequence[RawRow]]:
    """Split rows in two; rows with the same key stay together. Return [] if all have one key."""
    for end in range(len(rows) // 2 or 1, len(rows)):
        if rows[end][0] != rows[end - 1][0]:
            return [rows[:end], rows[end:]]
    return []


def _rows_done(counts: Counts) -> int:
    words = ("imported", "known", "rejected")
    return sum(counts.number(f"{what} {word}") for what in ("users", "uses") for word in words)
