"""A writer whose statements are timed."""

from __future__ import annotations

from collections.abc import Coroutine, Mapping, Sequence
from typing import Any

from billing.ledger.account import Account
from db.commit.journal import Key
from db.commit.writer import BatchRead, Changes, Writer
from db.engine.timing import Kind, timed
from db.engine.writing import writing


class TimedWriter:
    """Wraps another `Writer`. `reads` is the kind of its reads."""

    def __init__(self, writer: Writer, reads: Kind) -> None:
        self._writer = writer
        self._reads = reads

    def read(
        self, ids: Sequence[str], keys: Sequence[Key], remembered: Mapping[str, Account]
    ) -> Coroutine[Any, Any, BatchRead]:
        # Without a coroutine of its own, because every batch reads.
        return timed(self._reads, self._writer.read(ids, keys, remembered))

    async def append(self, changes: Changes) -> None:
        await timed(Kind.BATCH_WRITE, self._writer.append(changes))
        writing.succeeded()

    async def locked(self, ids: Sequence[str]) -> dict[str, str | None]:
        return await timed(self._reads, self._writer.locked(ids))

    async def close(self) -> None:
        await self._writer.close()
