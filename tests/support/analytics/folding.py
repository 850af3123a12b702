"""Folding recorded commands into the rollups, and what is rolled up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from db import models
from services.analytics.folding import fold
from services.analytics.recount import recount
from tests.services.commit.committing import commit_batch
from tests.support.clocks import Clock
from tests.support.ledger.factories import NOW, book

TODAY = NOW.date()


async def faults() -> list[str]:
    """Return what a recount finds."""
    found: list[str] = []
    await recount(found.append, lambda: None)
    return found


async def fold_all(*ids: str, bands: Sequence[int] = ()) -> None:
    """Fold accounts until nothing of them is left."""
    left = set(ids)
    while left:
        left = await fold(left, lambda: bands)


async def record(*commands: object, now: datetime = NOW) -> None:
    """Commit commands in one batch."""
    await commit_batch(list(commands), book=book(), clock=Clock(now=now))  # type: ignore[arg-type]


async def rolled(account_id: str) -> int:
    """Return the revision up to which an account is folded."""
    return (await models.Rolled.get(account_id=account_id)).revision


async def usage() -> list[tuple[object, ...]]:
    """Return day, model, plan, tier, requests, input tokens and cost."""
    rows = await models.UsageDay.all().order_by("day", "model", "plan").values()
    names = ("day", "model", "plan", "tier", "requests", "input_tokens", "cost")
    return [tuple(row[name] for name in names) for row in rows]
