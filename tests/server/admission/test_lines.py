"""The order of waiting requests, while other requests come, end and time out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.catalog.catalog import Priority
from server.admission import lines as module
from server.admission.lines import STANDARD_EVERY, Admission

PRIORITY, STANDARD = Priority.PRIORITY, Priority.STANDARD
TIMEOUT_SECONDS = 180


class Door:
    """An admission, with the names of those inside and those refused, in order."""

    def __init__(self, size: int, waiting_max: int) -> None:
        self.admission = Admission(size, waiting_max)
        self.let_in: list[tuple[Priority, int]] = []
        self.inside: list[tuple[Priority, int]] = []
        self.refused: list[int] = []
        self.tasks: dict[int, asyncio.Task[None]] = {}
        self.waiting: list[tuple[Priority, int]] = []

    async def come(self, priority: Priority) -> int:
        name = len(self.tasks)
        self.waiting.append((priority, name))
        self.tasks[name] = asyncio.create_task(self._enter(priority, name))
        await settled()
        return name

    async def _enter(self, priority: Priority, name: int) -> None:
        try:
            entered = await self.admission.enter(priority)
        finally:
            self.waiting.remove((priority, name))
        if entered:
            self.let_in.append((priority, name))
            self.inside.append((priority, name))
        else:
            self.refused.append(name)

    async def go(self) -> None:
        priority, _ = self.inside.pop(0)
        self.admission.leave(priority)
        await settled()

    async def close(self) -> None:
        for task in self.tasks.values():
            task.cancel()
        await asyncio.gather(*self.tasks.values(), return_exceptions=True)


async def settled() -> None:
    """Wait until all resolved waiters have run."""
    for _ in range(4):
        await asyncio.sleep(0)


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    made = Door(2, waiting_max=3)
    yield made
    await made.close()


async def test_places_are_taken_at_once_and_then_waited_for(door: Door) -> None:
    for _ in range(4):
        await door.come(STANDARD)
    assert [name for _, name in door.let_in] == [0, 1]
    assert door.admission.waiting == {STANDARD: 2, PRIORITY: 0}
    await door.go()
    assert [name for _, name in door.let_in] == [0, 1, 2]
    assert door.admission.inside == {STANDARD: 2, PRIORITY: 0}


async def test_a_line_is_bounded_and_the_other_one_is_not_shortened_by_it(door: Door) -> None:
    for _ in range(2 + 3 + 1):
        await door.come(STANDARD)
    assert door.refused == [5]
    assert door.admission.is_full(STANDARD)
    assert not door.admission.is_full(PRIORITY)
    await door.come(PRIORITY)
    assert door.refused == [5]
    await door.go()
    assert door.let_in[-1] == (PRIORITY, 6)


async def test_priority_is_first_and_standard_has_every_eighth_place() -> None:
    door = Door(1, waiting_max=50)
    await door.come(STANDARD)
    for _ in range(20):
        await door.come(STANDARD)
        await door.come(PRIORITY)
    while door.inside:
        await door.go()
    order = [priority for priority, _ in door.let_in[1:]]
    assert order.index(PRIORITY) == 0
    first = order[: STANDARD_EVERY * 2]
    assert first.count(STANDARD) == 2
    assert len(order) == 40


async def test_who_waits_too_long_hears_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAIT_SECONDS_MAX", 0.01)
    admission = Admission(1, waiting_max=5)
    assert await admission.enter(STANDARD)
    async with asyncio.timeout(TIMEOUT_SECONDS):
        assert not await admission.enter(PRIORITY)
    assert admission.waiting == {STANDARD: 0, PRIORITY: 0}
    admission.leave(STANDARD)
    assert await admission.enter(STANDARD)


@pytest.mark.parametrize("place_first", [True, False])
async def test_a_place_is_not_lost_with_one_that_is_called_off_as_it_comes(
    place_first: bool,
) -> None:
    admission = Admission(1, waiting_max=5)
    assert await admission.enter(STANDARD)
    called_off = asyncio.create_task(admission.enter(STANDARD))
    next_one = asyncio.create_task(admission.enter(STANDARD))
    await settled()
    if place_first:
        admission.leave(STANDARD)
    called_off.cancel()
    if not place_first:
        admission.leave(STANDARD)
    async with asyncio.timeout(TIMEOUT_SECONDS):
        assert await next_one
    assert called_off.cancelled()
    assert admission.inside == {STANDARD: 1, PRIORITY: 0}


MOVES = st.lists(
    st.one_of(
        st.sampled_from([STANDARD, PRIORITY]),
        st.just("go"),
        st.tuples(st.just("call off"), st.integers(0, 20)),
    ),
    max_size=60,
)


@given(size=st.integers(1, 3), waiting_max=st.integers(0, 4), moves=MOVES)
async def test_whatever_happens_no_place_is_lost_and_nobody_overtakes(
    size: int, waiting_max: int, moves: list[object]
) -> None:
    door = Door(size, waiting_max)
    for move in moves:
        await _do(door, move)
        assert len(door.inside) <= size
        assert not door.waiting or len(door.inside) == size, "someone waits before a free place"
        counted = {one: sum(p is one for p, _ in door.waiting) for one in Priority}
        assert door.admission.waiting == counted
        assert max(counted.values()) <= waiting_max
        for one in Priority:
            names = [name for priority, name in door.let_in if priority is one]
            assert names == sorted(names)
    await door.close()


async def _do(door: Door, move: object) -> None:
    if isinstance(move, Priority):
        await door.come(move)
    elif move == "go":
        if door.inside:
            await door.go()
    elif isinstance(move, tuple) and door.waiting:
        _, name = door.waiting[move[1] % len(door.waiting)]
        door.tasks[name].cancel()
        await settled()
