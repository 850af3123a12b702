"""Moves the service's time ahead, in development, with the same results as the passing of time.

The payment provider's time moves with the service's. A long move stops at each event of the
provider until the service has handled it. So a renewal is paid before the earlier period ends, as
in real time.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from billing.clock import ClockNotMovable
from billing.ledger.refusals import IdempotencyConflict
from billing.privacy.actions import AdminAction, AdminActionKind, action_id
from db.clock import SECONDS_MAX, move_ahead
from db.privacy.actions import add_action, find_action
from services.clock.guard import Present
from services.clock.movable import LEASE_SECONDS, MovableClock, ahead_seconds

MOVE_SECONDS_MAX = 366 * 86_400
"""The longest single move: a year, with its leap day."""
STEP_SECONDS_MIN = 3_600
"""Events of the provider within an hour are one stop; renewals have days of grace."""
ONLY_IN_DEVELOPMENT = (
    "The clock can be moved only in development, with the built-in payment sandbox: the time of a "
    "real payment provider can't be moved with it."
)
BUSY = "Another request moves the clock now. Try again."
TOO_FAR = "The clock can be 100 years ahead at most."
MOVED, REFUSED = "ClockAdvanced", "ClockNotMovable"


class ProviderTime(Protocol):
    """The payment provider whose time is the service's, plus an offset of its own."""

    async def seconds_to_next(self) -> int | None:
        """Return the seconds until the provider's next event; None if there is none."""

    async def settle(self) -> int:
        """Carry out what is due, and deliver its events. Return how many wait for another
        delivery."""


@dataclass(frozen=True, slots=True)
class ClockState:
    """The service's time, and how far it is ahead of the machine's."""

    now: datetime
    seconds_ahead: int
    movable: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """The clock after a move. `undelivered` events of the provider wait for a running server."""

    clock: ClockState
    replayed: bool
    undelivered: int = 0


class ClockMoves:
    """One per process. Without `provider`, only the service's time moves."""

    def __init__(self, clock: Present, provider: ProviderTime | None) -> None:
        self.clock = clock
        self._provider = provider
        self._turn = asyncio.Lock()

    def state(self) -> ClockState:
        """The present state. Raises ClockJumped."""
        movable = isinstance(self.clock, MovableClock)
        return ClockState(self.clock(), ahead_seconds(self.clock), movable)

    async def advance(
        self, seconds: int, *, actor: str, key: str
    ) -> Moved | ClockNotMovable | IdempotencyConflict:
        """Move the clock ahead by 1 to MOVE_SECONDS_MAX seconds, and log that.

        When this returns, no process uses the earlier time for a new write. Safe to repeat with the
        same `key`: an interrupted move is completed. Raises ClockJumped, and the database's errors.
        """
        if not isinstance(self.clock, MovableClock):
            return ClockNotMovable(ONLY_IN_DEVELOPMENT)
        async with self._turn:
            return await _Move(self.clock, self._provider, actor, key).by(seconds)


class _Move:
    """One request to move the clock."""

    def __init__(
        self, clock: MovableClock, provider: ProviderTime | None, actor: str, key: str
    ) -> None:
        self._clock = clock
        self._provider = provider
        self._actor = actor
        self._key = key
        self._request = action_id("advance", actor, key)
        self._undelivered = 0

    async def by(self, seconds: int) -> Moved | ClockNotMovable | IdempotencyConflict:
        await self._clock.look()
        first = await self._first()
        if first is not None and first.details["seconds"] != seconds:
            return IdempotencyConflict(self._key)
        if await self._outcome(MOVED) is not None:
            return self._moved(replayed=True)
        target = await self._target(first, seconds)
        if target > SECONDS_MAX:
            return await self._refused(TOO_FAR)
        if not await self._to(target):
            return await self._refused(BUSY)
        await asyncio.sleep(LEASE_SECONDS)
        await self._log(MOVED, {"secondsAhead": target})
        return self._moved(replayed=False)

    async def _first(self) -> AdminAction | None:
        """Return the first attempt of this request, if there was one. An attempt that was refused
        stores nothing but its log: after it, the same key makes another request."""
        while (first := await find_action(self._request)) is not None:
            if await self._outcome(REFUSED) is None:
                break
            self._request = action_id(self._request, "again")
        return first

    async def _target(self, first: AdminAction | None, seconds: int) -> int:
        """Return the offset to reach; after an interrupted attempt, the offset of that attempt."""
        if first is not None:
            return int(first.details["secondsAhead"])
        target = self._clock.seconds_ahead + seconds
        await self._log(None, {"seconds": seconds, "secondsAhead": target})
        return target

    async def _to(self, target: int) -> bool:
        """Move in steps. Return False if another request moves the clock too."""
        while (known := self._clock.seconds_ahead) < target:
            step = min(target - known, await self._step_seconds())
            if not await move_ahead(known=known, to=known + step):
                return False
            await self._clock.look()
            if self._provider is not None:
                self._undelivered = await self._provider.settle()
        return True

    async def _step_seconds(self) -> int:
        if self._provider is None:
            return MOVE_SECONDS_MAX
        due = await self._provider.seconds_to_next()
        return MOVE_SECONDS_MAX if due is None else max(due, STEP_SECONDS_MIN)

    async def _refused(self, reason: str) -> ClockNotMovable:
        await self._log(REFUSED, {"reason": reason})
        return ClockNotMovable(reason)

    def _moved(self, *, replayed: bool) -> Moved:
        state = ClockState(self._clock(), self._clock.seconds_ahead, movable=True)
        return Moved(state, replayed, self._undelivered)

    async def _outcome(self, outcome: str) -> AdminAction | None:
        return await find_action(action_id(self._request, outcome))

    async def _log(self, outcome: str | None, details: dict[str, Any]) -> None:
        row = self._request if outcome is None else action_id(self._request, outcome)
        kind, at = AdminActionKind.ADVANCE_CLOCK, self._clock()
        await add_action(
            AdminAction(row, at, self._actor, kind, None, self._request, outcome, details)
        )
