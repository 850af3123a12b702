"""Two priorities in one batcher: PRIORITY is first, and STANDARD never starves."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from itertools import cycle
from typing import Any

import pytest
from hypothesis import given
from hypothesis.strategies import booleans, integers, lists, tuples

from billing.catalog.catalog import Priority
from billing.ledger.commands import Touch
from services.commit import batcher as module
from services.commit.batcher import Batcher
from services.commit.turns import STANDARD_SHARE
from services.commit.unavailable import Unavailable
from tests.services.commit.test_batcher import Memory, busy, names_of, touches

PRIORITY, STANDARD = Priority.PRIORITY, Priority.STANDARD
SIZE = 8
RESERVED = SIZE // STANDARD_SHARE


def priority_of(account_id: str) -> Priority:
    """Return the priority by the first letter."""
    return PRIORITY if account_id.startswith("p") else STANDARD


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH_SIZE_MAX", SIZE)
    monkeypatch.setattr(module, "TURN", 3)


@asynccontextmanager
async def loaded(
    memory: Memory, *calls: Iterable[object]
) -> AsyncIterator[tuple[Batcher, list[asyncio.Task[Any]]]]:
    """Yield a batcher with the calls in its queue, in order, behind a running commit."""
    async with busy(memory, priority_of) as batcher:
        tasks: list[asyncio.Task[Any]] = [
            asyncio.create_task(batcher.submit_all(touches(*names))) for names in calls
        ]
        for _ in range(3):
            await asyncio.sleep(0)
        yield batcher, tasks


async def served(*calls: Iterable[object]) -> list[list[str]]:
    """Return the batches of the calls. Each call gets its own answer."""
    memory = Memory()
    asked = [[str(name) for name in names] for names in calls]
    async with loaded(memory, *asked) as (_, tasks):
        memory.gate.set()
        answers = await asyncio.gather(*tasks)
    assert [names_of(outcomes) for outcomes in answers] == asked
    return memory.batches[1:]


def numbered(letter: str, many: int) -> list[str]:
    return [f"{letter}{number}" for number in range(many)]


async def test_priority_comes_first_whenever_it_came() -> None:
    assert await served(["s0"], ["p0"], ["s1"], ["p1"]) == [["p0", "p1", "s0", "s1"]]


async def test_a_part_of_every_batch_is_standards_while_anybody_waits_there() -> None:
    batches = await served(*([name] for name in numbered("s", 5) + numbered("p", 20)))
    shares = [Counter(name[0] for name in batch) for batch in batches]
    assert [(one["p"], one["s"]) for one in shares] == [(6, 2), (6, 2), (7, 1), (1, 0)]


async def test_standard_takes_what_priority_leaves() -> None:
    batches = await served(*([name] for name in [*numbered("s", 12), "p0"]))
    assert [len(batch) for batch in batches] == [SIZE, 5]
    assert batches[0][0] == "p0"


async def test_a_call_of_both_is_answered_in_its_own_order() -> None:
    calls = ["s0", "p0", "s1", "p1", "p0", "s0"], ["p9"]
    batches = await served(*calls)
    assert batches == [["p0", "p1", "p0", "p9", "s0", "s1", "s0"]]


async def test_a_change_of_plan_does_not_reorder_the_commands_of_one_call() -> None:
    memory, priorities = Memory(), cycle(Priority)
    async with busy(memory, lambda _: next(priorities)) as batcher:
        commands = [Touch("alice", may_open=bool(number % 2)) for number in range(6)]
        task = asyncio.create_task(batcher.submit_all(commands))
        await asyncio.sleep(0)
        memory.gate.set()
        await task
    assert memory.commands[1] == commands


async def test_standard_is_refused_first_and_keeps_a_part_that_priority_cannot_take(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "QUEUE_LENGTH_MAX", 16)
    memory = Memory()
    async with loaded(memory, numbered("s", 12)) as (batcher, tasks):
        with pytest.raises(Unavailable):
            await batcher.submit(Touch("s12"))
        tasks.append(asyncio.create_task(batcher.submit_all(touches(*numbered("p", 4)))))
        await asyncio.sleep(0)
        with pytest.raises(Unavailable) as caught:
            await batcher.submit(Touch("p4"))
        assert 1 <= caught.value.retry_after_seconds <= 30
        assert batcher.refused == {STANDARD: 1, PRIORITY: 1}
        assert batcher.waiting_by_priority == {STANDARD: 12, PRIORITY: 4}
        memory.gate.set()
        await asyncio.gather(*tasks)
        assert batcher.waiting == 0


async def test_where_priority_fills_the_queue_standard_still_gets_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "QUEUE_LENGTH_MAX", 16)
    memory = Memory()
    async with loaded(memory, numbered("p", 14), ["s0", "s1"]) as (batcher, tasks):
        for name in ("p14", "s2"):
            with pytest.raises(Unavailable):
                await batcher.submit(Touch(name))
        memory.gate.set()
        await asyncio.gather(*tasks)
    assert memory.batches[1][-2:] == ["s0", "s1"]


async def test_a_call_of_both_is_taken_whole_or_not_at_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "QUEUE_LENGTH_MAX", 16)
    memory = Memory()
    async with loaded(memory, numbered("s", 11)) as (batcher, tasks):
        with pytest.raises(Unavailable):
            await batcher.submit_all(touches("p0", "s11", "s12"))
        assert batcher.waiting == 11
        memory.gate.set()
        await asyncio.gather(*tasks)
    assert "p0" not in memory.committed


@given(
    calls=lists(lists(tuples(booleans(), integers(0, 3)), min_size=1, max_size=12), max_size=14),
    leaving=integers(0, 3),
)
async def test_nothing_is_lost_or_doubled_nobody_starves_and_each_account_keeps_its_order(
    calls: list[list[tuple[bool, int]]], leaving: int
) -> None:
    memory = Memory()
    asked = [
        [f"{'p' if priority else 's'}{account}-{call}-{place}" for place, (priority, account) in it]
        for call, it in ((call, enumerate(given)) for call, given in enumerate(calls))
    ]
    async with loaded(memory, *asked) as (_, tasks):
        for task in tasks[:leaving]:
            task.cancel()
        memory.gate.set()
        answers = await asyncio.gather(*tasks, return_exceptions=True)
    for names, answer in list(zip(asked, answers, strict=True))[leaving:]:
        assert isinstance(answer, list)
        assert names_of(answer) == names
    check(memory.batches[1:], asked)


def check(batches: list[list[str]], asked: list[list[str]]) -> None:
    committed = [name for batch in batches for name in batch]
    assert Counter(committed) == Counter(name for names in asked for name in names)
    waiting = Counter(name[0] for name in committed)
    for batch in batches:
        shares = Counter(name[0] for name in batch)
        assert len(batch) <= SIZE
        # Every batch contains some of the waiting STANDARD commands. The rest of the batch is
        # PRIORITY.
        assert shares["s"] >= min(waiting["s"], RESERVED)
        assert shares["p"] == min(waiting["p"], SIZE - min(waiting["s"], RESERVED))
        assert [name[0] for name in batch] == sorted(name[0] for name in batch)
        waiting -= shares
    places = {name: place for place, name in enumerate(committed)}
    for names in asked:
        of_accounts: dict[str, list[int]] = defaultdict(list)
        for name in names:
            of_accounts[name.partition("-")[0]].append(places[name])
        assert all(them == sorted(them) for them in of_accounts.values())
