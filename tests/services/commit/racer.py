"""A process that takes part in a race: `python -m tests.services.racer`.

It reads a database URL and uses from standard input, prints that it is ready, and waits for another
line. Then it records the uses through several batchers at once, and prints the result of each.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from billing.ledger.commands import Command, RecordUsage
from db.engine.config import connect, disconnect
from db.errors import is_transient
from services.commit.batcher import Batcher
from services.commit.decisions import CommandOutcome
from tests.services.commit.committing import commit_batch, committing
from tests.support.clocks import Clock
from tests.support.ledger.factories import book, use
from tests.support.ledger.oracle import Answer, answer_of

BOOK = book()


def commit_at(clock: Clock) -> Callable[[Sequence[Command]], Awaitable[list[CommandOutcome]]]:
    async def commit(commands: Sequence[Command]) -> list[CommandOutcome]:
        return (await commit_batch(commands, book=BOOK, clock=clock))[0]

    return commit


commit = commit_at(Clock())


async def race(url: str, commands: Sequence[RecordUsage], *, batchers: int) -> list[Answer]:
    """Return the result of each use, in order.

    Each batcher gets its share one after the other. Every second one commits under locks from the
    start.
    """
    answers: dict[int, Answer] = {}

    async def run(lane: int) -> None:
        async with committing(url) as one:
            batcher = Batcher(one.committer if lane % 2 else commit, is_transient)
            batcher.start()
            for number in range(lane, len(commands), batchers):
                answers[number] = answer_of(await batcher.submit(commands[number]))
            await batcher.close()

    await asyncio.gather(*(run(lane) for lane in range(batchers)))
    return [answers[number] for number in range(len(commands))]


async def main() -> None:
    task: dict[str, Any] = json.loads(sys.stdin.readline())
    await connect(task["url"])
    try:
        print("ready", flush=True)  # noqa: T201 - this is how the processes talk
        await asyncio.to_thread(sys.stdin.readline)
        uses = [use(**one) for one in task["uses"]]
        answers = await race(task["url"], uses, batchers=task["batchers"])
        print(json.dumps(answers), flush=True)  # noqa: T201
    finally:
        await disconnect()


if __name__ == "__main__":
    asyncio.run(main())
