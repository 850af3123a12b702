"""A worker that takes part in a race: `python -m tests.services.commit.owning.racer`.

It reads its task from standard input, finds the other workers, prints that it is ready, and waits
for another line. Then it records its uses, and prints their results.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from billing.ledger.commands import RecordUsage
from db.engine.config import connect, disconnect
from gateways.commit import link
from services.commit.decisions import CommandOutcome
from tests.services.commit.owning.sharing import Worker, worker
from tests.support.ledger.factories import use
from tests.support.ledger.oracle import answer_of
from tests.support.server.waiting import eventually


async def recorded(
    one: Worker, uses: Sequence[RecordUsage], *, at_once: int
) -> list[CommandOutcome]:
    """Record the uses, so many at once; return their outcomes in order."""
    found: dict[int, CommandOutcome] = {}

    async def run(lane: int) -> None:
        for number in range(lane, len(uses), at_once):
            found[number] = await one.batcher.submit(uses[number])

    await asyncio.gather(*(run(lane) for lane in range(at_once)))
    return [found[number] for number in range(len(uses))]


async def main() -> None:
    task: dict[str, Any] = json.loads(sys.stdin.readline())
    link.PATIENCE_SECONDS = task["patience"]
    await connect(task["url"])
    try:
        async with worker(task["url"], Path(task["folder"]), task["name"]) as one:
            await eventually(lambda: len(one.ownership.others) == task["workers"] - 1)
            print("ready", flush=True)  # noqa: T201 - this is how the processes talk
            await asyncio.to_thread(sys.stdin.readline)
            uses = [use(**given) for given in task["uses"]]
            outcomes = await recorded(one, uses, at_once=task["at_once"])
            told = {
                "answers": [answer_of(outcome) for outcome in outcomes],
                "counts": one.counts,
                "stale": one.committer.stale,
            }
            print(json.dumps(told), flush=True)  # noqa: T201
            # The others may still need this one.
            await asyncio.to_thread(sys.stdin.read)
    finally:
        await disconnect()


if __name__ == "__main__":
    asyncio.run(main())
