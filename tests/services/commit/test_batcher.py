"""Group commit, with a commit function made for the test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis.strategies import integers, lists

from billing.catalog.catalog import Priority
from billing.errors import BadInput
from billing.ledger.account import open_account
from billing.ledger.commands import Command, Touch
from billing.ledger.refusals import ModelNotFound, Refusal
from services.commit import batcher as module
from services.commit.batcher import BATCH_SIZE_MAX, TURN, Batcher
from services.commit.decisions import CommandOutcome, Done
from services.commit.turns import PriorityOf
from services.commit.unavailable import Unavailable
from tests.support.ledger.factories import NOW


class Transient(Exception):
    """An error after which a retry may succeed."""


class Memory:
    """Commits into a list. A closed `gate` delays a commit; `failures` are raised first."""

    def __init__(self, *, failures: Iterable[Exception] = (), poison: Iterable[str] = ()) -> None:
        self.batches: list[list[str]] = []
        self.commands: list[Sequence[Command]] = []
        self.attempts: list[int] = []
        self.under_way = asyncio.Event()
        self.gate = asyncio.Event()
        self.gate.set()
        self._failures = list(failures)
        self._poison = set(poison)

    async def commit(self, commands: Sequence[Command]) -> list[CommandOutcome]:
        self.attempts.append(len(commands))
        self.under_way.set()
        await self.gate.wait()
        if self._failures:
            raise self._failures.pop(0)
        names = [command.account_id for command in commands]
        if self._poison & set(names):
            raise ValueError("on purpose")
        self.batches.append(names)
        self.commands.append(commands)
        return [Done(open_account(name, plan="FREE", now=NOW)) for name in names]

    @property
    def committed(self) -> list[str]:
        return [name for batch in self.batches for name in batch]


@asynccontextmanager
async def started(
    memory: Memory, priority_of: PriorityOf = lambda _: Priority.STANDARD
) -> AsyncIterator[Batcher]:
    batcher = Batcher(
        memory.commit, lambda error: isinstance(error, Transient), priority_of=priority_of
    )
    batcher.start()
    async with asyncio.timeout(180):
        yield batcher
        memory.gate.set()
        await batcher.close()


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSE_SECONDS", 0)


def touches(*names: object) -> list[Command]:
    return [Touch(str(name)) for name in names]


async def submitted(batcher: Batcher, *names: object) -> list[asyncio.Task[Done | Refusal]]:
    """Submit for one caller each; they all wait in the queue or in a commit now."""
    tasks = [asyncio.create_task(batcher.submit(one)) for one in touches(*names)]
    for _ in range(3):
        await asyncio.sleep(0)
    return tasks


def names_of(outcomes: Iterable[object]) -> list[str]:
    return [o.account.id if isinstance(o, Done) else type(o).__name__ for o in outcomes]


@asynccontextmanager
async def busy(
    memory: Memory, priority_of: PriorityOf = lambda _: Priority.STANDARD
) -> AsyncIterator[Batcher]:
    """Yield a batcher that commits "first" until the gate is opened."""
    async with started(memory, priority_of) as batcher:
        memory.gate.clear()
        first = await submitted(batcher, "first")
        await memory.under_way.wait()
        yield batcher
        memory.gate.set()
        await asyncio.gather(*first, return_exceptions=True)


async def test_a_lone_command_is_committed_at_once() -> None:
    memory = Memory()
    async with started(memory) as batcher:
        assert names_of([await batcher.submit(Touch("alice"))]) == ["alice"]
        assert names_of([await batcher.submit(Touch("bob"))]) == ["bob"]
    assert memory.batches == [["alice"], ["bob"]]


async def test_what_arrives_during_a_commit_forms_the_next_batch_in_order() -> None:
    memory = Memory()
    async with busy(memory) as batcher:
        waiting = await submitted(batcher, *range(5))
        many = asyncio.create_task(batcher.submit_all(touches("x", "y")))
        waiting += await submitted(batcher, 5)
        assert memory.attempts == [1]
        memory.gate.set()
        assert names_of(await asyncio.gather(*waiting)) == ["0", "1", "2", "3", "4", "5"]
        assert names_of(await many) == ["x", "y"]
    assert memory.batches == [["first"], ["0", "1", "2", "3", "4", "x", "y", "5"]]


async def test_only_one_batch_is_committed_at_a_time() -> None:
    memory = Memory()
    async with busy(memory) as batcher:
        waiting = await submitted(batcher, "a", "b")
        assert memory.attempts == [1]
    assert memory.attempts == [1, 2]
    assert names_of(await asyncio.gather(*waiting)) == ["a", "b"]


async def test_batches_have_a_bound_and_keep_the_order_across_it() -> None:
    memory = Memory()
    async with busy(memory) as batcher:
        many = asyncio.create_task(batcher.submit_all(touches(*range(BATCH_SIZE_MAX + 1))))
        await asyncio.sleep(0)
        memory.gate.set()
        outcomes = await many
    assert [len(batch) for batch in memory.batches] == [1, BATCH_SIZE_MAX, 1]
    assert names_of(outcomes) == [str(number) for number in range(BATCH_SIZE_MAX + 1)]


async def test_a_caller_who_goes_away_cancels_nothing() -> None:
    memory = Memory()
    async with busy(memory) as batcher:
        leaving, staying = await submitted(batcher, "leaving", "staying")
        many = asyncio.create_task(batcher.submit_all(touches("x", "y")))
        await asyncio.sleep(0)
        leaving.cancel()
        many.cancel()
        await asyncio.wait([leaving, many])
        memory.gate.set()
        assert names_of([await staying]) == ["staying"]
    assert memory.committed == ["first", "leaving", "staying", "x", "y"]


async def test_a_caller_who_goes_away_during_the_commit_cancels_nothing() -> None:
    memory = Memory()
    async with started(memory) as batcher:
        memory.gate.clear()
        (task,) = await submitted(batcher, "alice")
        await memory.under_way.wait()
        task.cancel()
        await asyncio.wait([task])
        memory.gate.set()
        assert names_of([await batcher.submit(Touch("bob"))]) == ["bob"]
    assert memory.committed == ["alice", "bob"]


@pytest.mark.parametrize("place", range(7))
async def test_a_command_that_cannot_be_committed_fails_alone(place: int) -> None:
    memory = Memory(poison=["poison"])
    names = [str(number) for number in range(6)]
    names.insert(place, "poison")
    async with started(memory) as batcher:
        outcomes = await batcher.submit_all(touches(*names))
    assert names_of(outcomes) == [n if n != "poison" else "ValueError" for n in names]
    assert memory.committed == [name for name in names if name != "poison"]


async def test_two_that_cannot_be_committed_fail_and_the_worker_lives_on() -> None:
    memory = Memory(poison=["a", "c"])
    async with started(memory) as batcher:
        outcomes = await batcher.submit_all(touches("a", "b", "c"))
        assert names_of(outcomes) == ["ValueError", "b", "ValueError"]
        with pytest.raises(ValueError, match="on purpose"):
            await batcher.submit(Touch("a"))
        assert names_of([await batcher.submit(Touch("d"))]) == ["d"]


async def test_a_passing_failure_is_tried_again_whole() -> None:
    memory = Memory(failures=[Transient() for _ in range(module.ATTEMPTS_MAX - 1)])
    async with started(memory) as batcher:
        assert names_of(await batcher.submit_all(touches("a", "b"))) == ["a", "b"]
    assert memory.attempts == [2] * module.ATTEMPTS_MAX
    assert memory.batches == [["a", "b"]]


async def test_a_failure_that_does_not_pass_is_unavailable_for_all_and_not_split() -> None:
    memory = Memory(failures=[Transient() for _ in range(module.ATTEMPTS_MAX)])
    async with started(memory) as batcher:
        outcomes = await batcher.submit_all(touches("a", "b", "c"))
        assert names_of(outcomes) == ["Unavailable"] * 3
        assert names_of([await batcher.submit(Touch("d"))]) == ["d"]
    assert memory.attempts == [*[3] * module.ATTEMPTS_MAX, 1]


async def test_the_queue_has_a_bound_and_takes_all_or_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "QUEUE_LENGTH_MAX", 4)
    memory = Memory()
    async with busy(memory) as batcher:
        waiting = await submitted(batcher, "a", "b")
        with pytest.raises(Unavailable):
            await batcher.submit_all(touches("x", "y"))
        waiting += await submitted(batcher, "c")
        with pytest.raises(Unavailable) as caught:
            await batcher.submit(Touch("d"))
        assert caught.value.retry_after_seconds > 0
        memory.gate.set()
        await asyncio.gather(*waiting)
        assert names_of([await batcher.submit(Touch("e"))]) == ["e"]
    assert memory.committed == ["first", "a", "b", "c", "e"]


async def test_closing_commits_what_waits_and_takes_no_more() -> None:
    memory = Memory()
    async with busy(memory) as batcher:
        waiting = await submitted(batcher, "a", "b")
        closing = asyncio.create_task(batcher.close())
        await asyncio.sleep(0)
        with pytest.raises(Unavailable):
            await batcher.submit(Touch("late"))
        assert not closing.done()
        memory.gate.set()
        await closing
        assert names_of(await asyncio.gather(*waiting)) == ["a", "b"]
    assert memory.committed == ["first", "a", "b"]


async def test_an_idle_batcher_closes() -> None:
    memory = Memory()
    async with started(memory) as batcher:
        await asyncio.sleep(0)
    with pytest.raises(Unavailable):
        await batcher.submit(Touch("late"))
    assert memory.attempts == []


async def test_one_that_never_started_closes() -> None:
    memory = Memory()
    batcher = Batcher(memory.commit, lambda _: False)
    await batcher.close()
    with pytest.raises(Unavailable):
        await batcher.submit(Touch("late"))
    assert memory.attempts == []


async def test_bad_input_is_raised_to_one_and_listed_for_many() -> None:
    refusal, mistake = ModelNotFound("x"), BadInput("tokens", "too many")

    async def commit(commands: Sequence[Command]) -> list[CommandOutcome]:
        return [mistake if one.account_id == "bad" else refusal for one in commands]

    batcher = Batcher(commit, lambda _: False)
    batcher.start()
    assert await batcher.submit(Touch("good")) is refusal
    with pytest.raises(BadInput):
        await batcher.submit(Touch("bad"))
    assert await batcher.submit_all(touches("bad", "good")) == [mistake, refusal]
    await batcher.close()


async def test_nothing_to_submit_is_nothing() -> None:
    async with started(Memory()) as batcher:
        assert await batcher.submit_all([]) == []


async def test_a_caller_with_many_commands_does_not_keep_those_with_one_waiting() -> None:
    memory = Memory()
    async with busy(memory) as batcher:
        many = [
            asyncio.create_task(batcher.submit_all(touches(*[name] * BATCH_SIZE_MAX)))
            for name in ("a", "b")
        ]
        waiting = await submitted(batcher, "alice", "bob")
        memory.gate.set()
        await asyncio.gather(*many, *waiting)
    first = memory.batches[1]
    assert [len(batch) for batch in memory.batches] == [1, BATCH_SIZE_MAX, BATCH_SIZE_MAX, 2]
    assert {"alice", "bob"} <= set(first)
    assert first[: 2 * TURN] == ["a"] * TURN + ["b"] * TURN
    assert abs(first.count("a") - first.count("b")) <= TURN


@given(sizes=lists(integers(0, 40), max_size=12))
async def test_every_caller_gets_its_own_outcomes_in_order(sizes: list[int]) -> None:
    memory = Memory()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "BATCH_SIZE_MAX", 32)
        patch.setattr(module, "TURN", 5)
        async with busy(memory) as batcher:
            asked = [[f"{n}-{place}" for place in range(size)] for n, size in enumerate(sizes)]
            tasks = [asyncio.create_task(batcher.submit_all(touches(*names))) for names in asked]
            await asyncio.sleep(0)
            memory.gate.set()
            answers = await asyncio.gather(*tasks)
    assert [names_of(outcomes) for outcomes in answers] == asked
    assert max(len(batch) for batch in memory.batches) <= 32
    assert sorted(memory.committed[1:]) == sorted(name for names in asked for name in names)


async def test_whoever_watches_hears_of_every_batch() -> None:
    memory, heard = Memory(), []
    batcher = Batcher(memory.commit, lambda _: False, lambda *batch: heard.append(batch))
    batcher.start()
    size = BATCH_SIZE_MAX + 1
    await batcher.submit_all(touches(*range(size)))
    await batcher.submit(Touch("alice"))
    await batcher.close()
    assert [(many, waiting) for many, _, waiting in heard] == [(size - 1, 1), (1, 0), (1, 0)]
    assert all(seconds >= 0 for _, seconds, _ in heard)


async def test_a_repetition_brings_the_same_list() -> None:
    """The commit function can distinguish the batch from another one with the same commands."""
    seen: list[Sequence[Command]] = []

    async def commit(commands: Sequence[Command]) -> list[CommandOutcome]:
        seen.append(commands)
        if len(seen) == 1:
            raise Transient
        return [Done(open_account("alice", plan="FREE", now=NOW))]

    batcher = Batcher(commit, lambda error: isinstance(error, Transient))
    batcher.start()
    await batcher.submit(Touch("alice"))
    await batcher.submit(Touch("alice"))
    await batcher.close()
    assert seen[0] is seen[1]
    assert seen[1] is not seen[2]
