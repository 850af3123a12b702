"""The progress of imports: one row per name, changed only in the transaction that imports."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from db import models
from db.engine.sql import Connection


class TakenOver(Exception):
    """Another process goes on with the import of that name."""


@dataclass(slots=True)
class Progress:
    """`position` can go into JSON. `counts` add up over all runs."""

    name: str
    position: dict[str, Any] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)


async def find_progress(name: str) -> Progress | None:
    row = await models.ImportProgress.get_or_none(name=name)
    if row is None:
        return None
    return Progress(name, json.loads(row.position), Counter(json.loads(row.counts)))


async def all_counts() -> Counter[str]:
    """Return the counts of all imports together."""
    rows = await models.ImportProgress.all().values_list("counts", flat=True)
    return sum((Counter(json.loads(str(row))) for row in rows), Counter())


async def begin(progress: Progress, now: datetime) -> None:
    """Add the row of an import. If two begin at once, the first chunk decides which one goes on."""
    row = models.ImportProgress(
        name=progress.name,
        position=json.dumps(progress.position),
        counts=json.dumps(progress.counts),
        updated_at=now,
    )
    await models.ImportProgress.bulk_create([row], ignore_conflicts=True)


async def move(conn: Connection, before: dict[str, Any], progress: Progress, now: datetime) -> None:
    """Raises TakenOver where the position is not `before` any more."""
    rows = models.ImportProgress.filter(name=progress.name, position=json.dumps(before))
    changed = await rows.using_db(conn).update(
        position=json.dumps(progress.position),
        counts=json.dumps(progress.counts),
        updated_at=now,
    )
    if changed != 1:
        raise TakenOver(f"another process goes on with the import {progress.name!r}")
