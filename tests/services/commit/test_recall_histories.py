"""Processes with memories share a database. Between the decision and the write of one, another
commits. Every answer, and the ledger in the end, is as an oracle says."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from copy import deepcopy
from itertools import count
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from billing.ledger.commands import Command
from billing.tokens import MAX_TOKENS
from db.audit.reading import read_grants
from db.commit.journal import read_accounts
from db.commit.writer import Writer
from db.commit.writers import open_writer
from db.ledger.history import read_entries
from services.commit import recall
from services.commit.batcher import Batcher
from tests.services.commit.committing import Committing
from tests.services.commit.test_committer import Noting
from tests.services.ledger.test_hold_histories import OfHold, agrees, done, said, sound
from tests.support.clocks import Clock
from tests.support.examples import scaled
from tests.support.ledger.histories import Batch, held_histories, renamed
from tests.support.ledger.oracle import Answer, Oracle, answer_of

pytestmark = pytest.mark.slow

ACCOUNTS = ["alice", "bob", "stranger"]
PROCESSES = 3
_examples = count(1)


class Step(NamedTuple):
    """What one process does. With `meanwhile`, the next one does this before its call of the
    database with that number."""

    process: int
    commands: list[Command]
    meanwhile: tuple[list[Command], int] | None


class Midway(Noting):
    """A writer that lets another process commit before a call."""

    def __init__(self, writer: Writer) -> None:
        super().__init__(writer)
        self.due: tuple[Any, int] | None = None

    async def read(self, *given: Any) -> Any:
        await self._meet()
        return await super().read(*given)

    async def append(self, changes: Any) -> None:
        await self._meet()
        await super().append(changes)

    async def _meet(self) -> None:
        if self.due is None:
            return
        act, number = self.due
        self.due = None if number == 1 else (act, number - 1)
        if number == 1:
            await act()


class Processes:
    """Processes with new memories, on the connections of earlier examples."""

    def __init__(self, writers: Sequence[Writer], clock: Clock) -> None:
        self.writers = [Midway(one) for one in writers]
        self.committers = [Committing(one) for one in self.writers]
        self.batchers = []
        for one in self.committers:
            one.clock = clock
            self.batchers.append(Batcher(one.committer, lambda _: False))
            self.batchers[-1].start()

    async def answers(self, process: int, commands: list[Command]) -> list[Answer]:
        return [answer_of(one) for one in await done(self.batchers[process], commands)]

    async def close(self) -> None:
        for one in self.batchers:
            await one.close()


@pytest.fixture
async def writers(database: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[Writer]]:
    # So every batch that can be decided from memory is.
    monkeypatch.setattr(recall, "PAUSE_MAX", 0)
    opened = [open_writer(database) for _ in range(PROCESSES)]
    yield opened
    for one in opened:
        await one.close()


def parts(batch: Batch) -> list[list[Command]]:
    """Divide the commands: what a hold's status may ask for a second time is alone."""
    found: list[list[Command]] = [[]]
    for command in batch.commands:
        if isinstance(command, OfHold):
            found += [[command], []]
        else:
            found[-1].append(command)
    return [part for part in found if part]


def drawn(data: st.DataObject, batch: Batch) -> list[Step]:
    steps, left = [], parts(batch)
    while left:
        part, process = left.pop(0), data.draw(st.integers(0, PROCESSES - 1))
        number = data.draw(st.integers(0, 2)) if left else 0
        steps.append(Step(process, part, (left.pop(0), number) if number else None))
    return steps


@settings(max_examples=scaled(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=held_histories(accounts=ACCOUNTS), data=st.data())
async def test_stale_memories_answer_as_the_oracle_says(
    writers: list[Writer], history: list[Batch], data: st.DataObject
) -> None:
    oracle, clock = Oracle(), Clock()
    processes = Processes(writers, clock)
    for batch in renamed(history, next(_examples)):
        clock.now = batch.at
        for step in drawn(data, batch):
            await took(processes, step, oracle, clock)
    await processes.close()
    for one in processes.committers:
        for outcome in one.committer.recall.counts:
            event(outcome)
        if one.committer.stale:
            event("stale")
    await check(oracle)


async def took(processes: Processes, step: Step, oracle: Oracle, clock: Clock) -> None:
    """Take a step, and check its answers."""
    between: list[tuple[Command, Answer]] = []
    if step.meanwhile is not None:
        commands, number = step.meanwhile

        async def act() -> None:
            other = (step.process + 1) % PROCESSES
            told = await processes.answers(other, commands)
            between.extend(zip(commands, told, strict=True))

        processes.writers[step.process].due = (act, number)
    told = await processes.answers(step.process, step.commands)
    mine = [*zip(step.commands, told, strict=True)]
    if step.meanwhile is not None and not between:
        processes.writers[step.process].due = None
        settle(oracle, mine, [], clock)
        mine = []
        await act()
    settle(oracle, between, mine, clock)


def settle(
    oracle: Oracle,
    first: Sequence[tuple[Command, Answer]],
    second: Sequence[tuple[Command, Answer]],
    clock: Clock,
) -> None:
    """Let the oracle follow. The batches were committed one after the other: for each account, the
    answers are those of one of both orders."""
    for name in sorted({command.account_id for command, _ in (*first, *second)}):
        orders = []
        for order in ((*first, *second), (*second, *first)):
            tried = Oracle()
            if name in oracle.books:
                tried.books[name] = deepcopy(oracle.books[name])
            own = [(command, told) for command, told in order if command.account_id == name]
            expected = [said(tried, command, clock.now) for command, _ in own]
            orders.append((expected, own))
            if expected == [told for _, told in own]:
                oracle.books |= tried.books
                break
        else:
            pytest.fail(f"no order gives these answers: {orders}")


async def check(oracle: Oracle) -> None:
    accounts = await read_accounts(list(oracle.books))
    assert accounts.keys() == oracle.books.keys()
    for name, kept in oracle.books.items():
        agrees(accounts[name], kept)
        entries = (await read_entries(name, limit=10_000))[::-1]
        grants = await read_grants([name], after=0, upto=MAX_TOKENS)
        sound(accounts[name], entries, {g.number: g.value for g in grants if g.value})
