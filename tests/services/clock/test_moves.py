"""Moving the clock: in the steps of the payment provider, once per key, on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.clock import ClockNotMovable
from billing.ledger.refusals import IdempotencyConflict
from billing.privacy.actions import AdminAction, AdminActionKind
from db.clock import SECONDS_MAX, move_ahead, seconds_ahead
from db.privacy.actions import read_actions
from services.clock import moves as module
from services.clock.movable import MovableClock
from services.clock.moves import (
    BUSY,
    ONLY_IN_DEVELOPMENT,
    STEP_SECONDS_MIN,
    TOO_FAR,
    ClockMoves,
    Moved,
    ProviderTime,
)
from tests.support.clocks import NOW, Clock

DAY = 86_400


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the wait for other processes."""
    monkeypatch.setattr(module, "LEASE_SECONDS", 0)


@dataclass
class Provider:
    """A provider with events at some offsets of the service's clock."""

    clock: MovableClock
    due: list[int] = field(default_factory=list)
    settled: list[int] = field(default_factory=list)

    async def seconds_to_next(self) -> int | None:
        return self.due[0] - self.clock.seconds_ahead if self.due else None

    async def settle(self) -> int:
        self.settled.append(self.clock.seconds_ahead)
        self.due = [one for one in self.due if one > self.clock.seconds_ahead]
        return 0


def moving(*due: int) -> tuple[ClockMoves, Provider]:
    clock = MovableClock(Clock())
    provider = Provider(clock, sorted(due))
    return ClockMoves(clock, provider), provider


async def advanced(moves: ClockMoves, seconds: int, key: str = "k") -> Moved:
    outcome = await moves.advance(seconds, actor="root", key=key)
    assert isinstance(outcome, Moved), outcome
    return outcome


async def log() -> list[AdminAction]:
    """Return the actions, the oldest first."""
    return (await read_actions(limit=100))[::-1]


async def test_it_stops_where_something_happens_at_the_provider(database: str) -> None:
    moves, provider = moving(10 * DAY, 20 * DAY, 20 * DAY + 60, 50 * DAY)
    moved = await advanced(moves, 40 * DAY)
    assert provider.settled == [10 * DAY, 20 * DAY, 20 * DAY + STEP_SECONDS_MIN, 40 * DAY]
    assert (moved.clock.now, moved.clock.seconds_ahead) == (NOW + timedelta(days=40), 40 * DAY)
    assert not moved.replayed
    assert await seconds_ahead() == 40 * DAY


@given(st.lists(st.integers(1, 400 * DAY), max_size=30), st.integers(1, 366 * DAY))
def test_nothing_at_the_provider_is_passed_by_more_than_an_hour(due: list[int], far: int) -> None:
    """The provider's events are handled at most an hour after they happened."""
    stops = asyncio.run(stops_of(due, far))
    assert stops[-1] == far
    for one in (one for one in due if one <= far):
        assert min(stop for stop in stops if stop >= one) - one <= STEP_SECONDS_MIN


async def stops_of(due: list[int], far: int) -> list[int]:
    """Move, with the offset in memory instead of a database; return the stops."""
    offset = 0

    async def read() -> int:
        return offset

    async def move(*, known: int, to: int) -> bool:
        nonlocal offset
        assert known == offset < to
        offset = to
        return True

    async def nothing(_: object) -> None: ...

    clock = MovableClock(Clock(), read)
    provider = Provider(clock, sorted(due))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "move_ahead", move)
        patch.setattr(module, "find_action", nothing)
        patch.setattr(module, "add_action", nothing)
        patch.setattr(module, "LEASE_SECONDS", 0)
        await advanced(ClockMoves(clock, provider), far)
    return provider.settled


async def test_a_repeated_request_does_not_move_it_again(database: str) -> None:
    moves, _ = moving()
    await advanced(moves, DAY)
    again = await advanced(moves, DAY)
    assert (again.replayed, again.clock.seconds_ahead) == (True, DAY)
    assert await moves.advance(2 * DAY, actor="root", key="k") == IdempotencyConflict("k")
    assert (await advanced(moves, DAY, key="another")).clock.seconds_ahead == 2 * DAY
    other = await moves.advance(5, actor="somebody", key="k")
    assert isinstance(other, Moved)
    assert other.clock.seconds_ahead == 2 * DAY + 5


async def test_both_the_request_and_its_outcome_are_logged(database: str) -> None:
    moves, _ = moving()
    await advanced(moves, DAY)
    asked, done = await log()
    assert {asked.kind, done.kind} == {AdminActionKind.ADVANCE_CLOCK}
    assert (asked.actor, asked.account_id, asked.outcome) == ("root", None, None)
    assert asked.details == {"seconds": DAY, "secondsAhead": DAY}
    assert (done.request, done.outcome) == (asked.id, "ClockAdvanced")
    assert (asked.at, done.at) == (NOW, NOW + timedelta(days=1))


class Crash(Exception):
    pass


async def test_a_move_that_was_interrupted_is_completed(database: str) -> None:
    moves, provider = moving(DAY, 2 * DAY)

    async def crash() -> int:
        raise Crash

    provider.settle, settle = crash, provider.settle  # type: ignore[method-assign]
    with pytest.raises(Crash):
        await advanced(moves, 10 * DAY)
    assert await seconds_ahead() == DAY
    provider.settle = settle  # type: ignore[method-assign]
    for replayed in (False, True):
        moved = await advanced(moves, 10 * DAY)
        assert (moved.clock.seconds_ahead, moved.replayed) == (10 * DAY, replayed)


async def test_two_who_move_at_once_do_not_lose_a_move(database: str) -> None:
    moves, provider = moving(DAY, 2 * DAY)
    settle = provider.settle

    async def meanwhile() -> int:
        known = await seconds_ahead()
        assert await move_ahead(known=known, to=known + 7)
        provider.settle = settle  # type: ignore[method-assign]
        return 0

    provider.settle = meanwhile  # type: ignore[method-assign]
    assert await moves.advance(10 * DAY, actor="root", key="k") == ClockNotMovable(BUSY)
    # A refusal stores nothing: the same key then moves the clock by the full duration.
    moved = await advanced(moves, 10 * DAY)
    assert moved.clock.seconds_ahead == DAY + 7 + 10 * DAY
    outcomes = [one.outcome for one in await log()]
    assert sorted(outcomes, key=str) == ["ClockAdvanced", "ClockNotMovable", None, None]


async def test_a_move_that_is_repeated_after_a_refusal_is_made_once(database: str) -> None:
    moves, provider = moving(DAY, 2 * DAY)
    settle = provider.settle

    async def meanwhile() -> int:
        known = await seconds_ahead()
        assert await move_ahead(known=known, to=known + 7)
        return 0

    async def crash() -> int:
        raise Crash

    provider.settle = meanwhile  # type: ignore[method-assign]
    assert await moves.advance(10 * DAY, actor="root", key="k") == ClockNotMovable(BUSY)
    provider.settle = crash  # type: ignore[method-assign]
    with pytest.raises(Crash):
        await advanced(moves, 10 * DAY)
    provider.settle = settle  # type: ignore[method-assign]
    for replayed in (False, True):
        moved = await advanced(moves, 10 * DAY)
        assert (moved.clock.seconds_ahead, moved.replayed) == (DAY + 7 + 10 * DAY, replayed)


async def test_a_hundred_years_are_the_end(database: str) -> None:
    moves, _ = moving()
    assert await move_ahead(known=0, to=SECONDS_MAX - 5)
    assert await moves.advance(6, actor="root", key="k") == ClockNotMovable(TOO_FAR)
    assert (await advanced(moves, 5, key="another")).clock.seconds_ahead == SECONDS_MAX


async def test_only_one_who_knows_the_present_offset_moves_it(database: str) -> None:
    assert await seconds_ahead() == 0
    assert await move_ahead(known=0, to=5)
    assert not await move_ahead(known=0, to=9)
    assert await move_ahead(known=5, to=9)
    assert await seconds_ahead() == 9


async def test_a_clock_of_production_is_not_moved() -> None:
    provider: ProviderTime | None = None
    moves = ClockMoves(Clock(), provider)
    refused = await moves.advance(1, actor="root", key="k")
    assert refused == ClockNotMovable(ONLY_IN_DEVELOPMENT)
    state = moves.state()
    assert (state.now, state.seconds_ahead, state.movable) == (NOW, 0, False)


def test_the_state_tells_the_time() -> None:
    moves, provider = moving()
    provider.clock.seconds_ahead = DAY
    state = moves.state()
    assert state.movable
    assert state.now == datetime(2026, 11, 24, 12, tzinfo=NOW.tzinfo)
