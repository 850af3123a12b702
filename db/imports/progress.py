"""The progress of imports: one row per name, changed only in the transaction that imports."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any

from db import models
from db.engine.sql import Connection


class TakenOver(Exception):
    """Another process has continued the import of that name."""


Count = int | Fraction


class Counts(dict[str, Count]):
    """Counts by name, with 0 for missing names. Tokens may be negative or fractions, if an older
    system has such."""

    def __missing__(self, what: str) -> Count:
        return 0

    def plus(self, others: Counts) -> Counts:
        total = Counts(self)
        for what, number in others.items():
            total[what] += number
        return total

    def number(self, what: str) -> int:
        """Return a count that is always a whole number."""
        return int(self[what])

    def dumped(self) -> str:
        return json.dumps(self, default=str)

    @classmethod
    def loaded(cls, text: str) -> Counts:
        read = json.loads(text)
        return cls({k: Fraction(v) if isinstance(v, str) else v for k, v in read.items()})


@dataclass(slots=True)
class Progress:
    """The progress of an import. `position` can be encoded as JSON. `counts` are sums over all
    runs."""

    name: str
    position: dict[str, Any] = field(default_factory=dict)
    counts: Counts = field(default_factory=Counts)


async def find_progress(name: str) -> Progress | None:
    row = await models.ImportProgress.get_or_none(name=name)
    if row is None:
        return None
    return Progress(name, json.loads(row.position), Counts.loaded(row.counts))


async def all_counts() -> Counts:
    """Return the counts of all imports together."""
    total = Counts()
    for text in await models.ImportProgress.all().values_list("counts", flat=True):
        total = total.plus(Counts.loaded(str(text)))
    return total


async def begin(progress: Progress, now: datetime) -> None:
    """Add the row of an import. If two processes begin at once, the first chunk decides which one
    continues."""
    row = models.ImportProgress(
        name=progress.name,
        position=json.dumps(progress.position),
        counts=progress.counts.dumped(),
        updated_at=now,
    )
    await models.ImportProgress.bulk_create([row], ignore_conflicts=True)


async def move(conn: Connection, before: dict[str, Any], progress: Progress, now: datetime) -> None:
    """Move to the next position. Raises TakenOver if the position is not `before` any more."""
    rows = models.ImportProgress.filter(name=progress.name, position=json.dumps(before))
    changed = await rows.using_db(conn).update(
        position=json.dumps(progress.position),
        counts=progress.counts.dumped(),
        updated_at=now,
    )
    if changed != 1:
        raise TakenOver(f"another process continues the import {progress.name!r}")
