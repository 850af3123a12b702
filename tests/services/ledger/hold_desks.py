"""The batchers of several processes on one database, with the holds that they place and know."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from billing.ledger.account import Account
from billing.ledger.commands import Command
from billing.ledger.hold_commands import PlaceHold
from billing.ledger.refusals import Refusal
from db.commit.journal import read_accounts
from db.errors import is_transient
from services.commit.batcher import Batcher
from services.commit.decisions import CommandOutcome as Decided
from services.commit.decisions import Done
from services.ledger.holds import Holds, Standing
from tests.services.commit.committing import commit_batch, committing
from tests.support.clocks import Clock
from tests.support.ledger.factories import book, placing

BOOK = book()
RACERS = 8


@asynccontextmanager
async def desks(url: str, clock: Clock, number: int) -> AsyncIterator[list[Batcher]]:
    """Yield the batchers of several processes. Every second one commits under locks."""

    async def locked(commands: Sequence[Command]) -> list[Decided]:
        return (await commit_batch(commands, book=BOOK, clock=clock))[0]

    async with AsyncExitStack() as stack:
        running = []
        for lane in range(number):
            one = await stack.enter_async_context(committing(url))
            one.clock = clock
            batcher = Batcher(locked if lane % 2 else one.committer, is_transient)
            batcher.start()
            stack.push_async_callback(batcher.close)
            running.append(batcher)
        yield running


async def placed(holds: Holds, command: PlaceHold) -> tuple[Done, Standing]:
    outcome = await holds.place(command)
    assert isinstance(outcome, tuple), outcome
    return outcome


async def number_of(holds: Holds, command: PlaceHold | None = None) -> int:
    return (await placed(holds, command or placing(input_tokens=10)))[1].hold.number


async def alice() -> Account:
    return (await read_accounts(["alice"]))["alice"]


def closed(outcome: Done | Refusal) -> Done:
    assert isinstance(outcome, Done), outcome
    return outcome
